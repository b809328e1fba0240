// The keys that sign requests, and the signing key of the day that is derived from them. No text
// contains any of them, and their memory is wiped.

package final class Credentials {
  private(set) var accessKeyID = Argument()
  private var secretAccessKey = Argument()
  private(set) var sessionToken = Argument()
  /// The number of times that credentials were set or unset.
  private(set) var count = 0
  private var key: HMACKey?
  /// The last signature that was made with them.
  private(set) var signature: Digest?
  /// Other secrets that no text may repeat, each with a NUL.
  private var hidden = ByteBuffer(isSecret: true)
  private var keyDay = InlineArray<8, UInt8>(repeating: 0)

  init() {}

  var areSet: Bool { accessKeyID.isSet }

  /// Replaces all three. If both keys are nil, it unsets them. On failure the old ones stay.
  func set(
    accessKeyID id: Bytes?, secretAccessKey secret: Bytes?, sessionToken token: Bytes?
  ) throws(Failure) {
    var newID = Argument()
    var newSecret = Argument()
    var newToken = Argument()
    try newID.set(id)
    try newSecret.set(secret)
    try newToken.set(token.map { $0.isEmpty ? nil : $0 } ?? nil)
    wipe()
    accessKeyID = newID
    secretAccessKey = newSecret
    sessionToken = newToken
    count &+= 1
  }

  /// Checks credentials. All but the secret go into headers, where a line break would start another
  /// header; the secret only goes into a hash.
  @inline(never)
  package static func check(
    accessKeyID: Bytes?, secretAccessKey: Bytes?, sessionToken: Bytes?
  ) throws(InvalidArgument) {
    if accessKeyID == nil && secretAccessKey == nil {
      if let sessionToken, !sessionToken.isEmpty {
        throw InvalidArgument("session_token", "given without keys")
      }
      return
    }
    guard let accessKeyID else { throw InvalidArgument("access_key_id", "missing") }
    guard let secretAccessKey else { throw InvalidArgument("secret_access_key", "missing") }
    if accessKeyID.isEmpty { throw InvalidArgument("access_key_id", "empty") }
    if secretAccessKey.isEmpty { throw InvalidArgument("secret_access_key", "empty") }
    if !isVisible(accessKeyID) {
      throw InvalidArgument("access_key_id", invisible)
    }
    if !isVisible(sessionToken ?? Bytes()) {
      throw InvalidArgument("session_token", invisible)
    }
  }

  /// Signs `text` with the key of a day (`20261123`). The scope must be the same in every call. Nil
  /// if memory runs out.
  func sign(_ text: Bytes, day: Bytes, scope: SigningScope) -> Digest? {
    let isOfDay = keyDay.span.withUnsafeBufferPointer {
      day == Bytes(start: $0.baseAddress, count: 8)
    }
    if !isOfDay || key == nil {
      key = Signer.signingKey(secret: secretAccessKey.bytes ?? Bytes(), day: day, scope: scope)
      for index in 0..<8 { keyDay[index] = day[index] }
    }
    switch key {
    case .some(let key): signature = Signer.signature(key: key, stringToSign: text)
    case .none: signature = nil
    }
    return signature
  }

  /// Adds a secret for `redact` to overwrite: one that requests carry beside the keys.
  func hide(_ secret: Bytes) {
    hidden.append(secret)
    hidden.append(0)
  }

  /// True if memory ran out for a hidden secret.
  var failed: Bool { hidden.failed }

  /// Overwrites parts of the secrets and of the last signature in a text of the service.
  @inline(never)
  func redact(_ text: inout ByteBuffer) { redact(&text, signature) }

  @inline(never)
  func redact(_ text: inout ByteBuffer, _ signature: Digest?) {
    if text.count == 0 { return }
    if let secret = secretAccessKey.bytes { text.redact(secret) }
    if let token = sessionToken.bytes { text.redact(token) }
    var at = 0
    while let secret = hidden.cString(at: at).map({ Bytes(cString: $0) }) {
      text.redact(secret)
      at &+= secret.count &+ 1
    }
    guard let signature else { return }
    var digits = InlineArray<64, UInt8>(repeating: 0)
    for index in 0..<32 {
      digits[2 &* index] = ASCII.lowerHexDigit(signature[index] >> 4)
      digits[2 &* index &+ 1] = ASCII.lowerHexDigit(signature[index] & 15)
    }
    digits.span.withUnsafeBufferPointer {
      text.redact(Bytes(start: $0.baseAddress, count: $0.count))
    }
  }

  func wipe() {
    accessKeyID.wipe()
    secretAccessKey.wipe()
    sessionToken.wipe()
    signature = nil
    key = nil
  }

  private static let invisible: StaticCString =
    "has a space, a control character or a non-ASCII character"

  private static func isVisible(_ text: Bytes) -> Bool {
    for index in 0..<text.count where !ASCII.isVisible(text[index]) { return false }
    return true
  }
}
