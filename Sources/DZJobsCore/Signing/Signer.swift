// AWS Signature Version 4, stage by stage as AWS documents it ("Create a signed AWS API request"):
// canonical request, string to sign, signing key, signature. Each is a function of its inputs.

struct SigningScope {
  let region: Bytes
  let service: StaticCString
}

enum Signer {
  static let algorithm: StaticCString = "AWS4-HMAC-SHA256"
  /// SHA-256 of the empty payload of a GET.
  static let emptyPayloadHash: StaticCString =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  /// Stage 1. `path` and `query` are as sent. `headers` has lines `name:value\n`, with lower-case
  /// names in order; `signedHeaders` has the names, joined by `;`.
  static func appendCanonicalRequest(
    to text: inout ByteBuffer, method: StaticCString, path: Bytes, query: Bytes, headers: Bytes,
    signedHeaders: Bytes, payload: Bytes
  ) {
    text.append(method)
    text.append("\n")
    appendCanonicalPath(path, to: &text)
    text.append("\n")
    appendCanonicalQuery(query, to: &text)
    text.append("\n")
    text.append(headers)
    text.append("\n")
    text.append(signedHeaders)
    text.append("\n")
    if payload.isEmpty {
      text.append(emptyPayloadHash)
    } else {
      text.appendLowerHex(SHA256.digest(of: payload))
    }
  }

  /// Stage 2. `time` has the form `20261123T100000Z`.
  static func appendStringToSign(
    to text: inout ByteBuffer, time: Bytes, scope: SigningScope, canonicalRequest: Bytes
  ) {
    text.append(algorithm)
    text.append("\n")
    text.append(time)
    text.append("\n")
    appendScope(scope, day: time.slice(0, 8), to: &text)
    text.append("\n")
    text.appendLowerHex(SHA256.digest(of: canonicalRequest))
  }

  /// Appends `20261123/us-east-1/datazone/aws4_request`.
  static func appendScope(_ scope: SigningScope, day: Bytes, to text: inout ByteBuffer) {
    text.append(day)
    text.append("/")
    text.append(scope.region)
    text.append("/")
    text.append(scope.service)
    text.append("/aws4_request")
  }

  /// Stage 3. The key is valid for one day, region and service. Nil if memory runs out.
  static func signingKey(secret: Bytes, day: Bytes, scope: SigningScope) -> HMACKey? {
    var seed = ByteBuffer(isSecret: true)
    seed.append("AWS4")
    seed.append(secret)
    guard !seed.failed, let secretKey = HMACKey(seed.bytes()) else { return nil }
    var digest = secretKey.authenticate(day)
    guard let dayKey = HMACKey(&digest) else { return nil }
    digest = dayKey.authenticate(scope.region)
    guard let regionKey = HMACKey(&digest) else { return nil }
    digest = regionKey.authenticate(Bytes(scope.service))
    guard let serviceKey = HMACKey(&digest) else { return nil }
    digest = serviceKey.authenticate(Bytes("aws4_request"))
    return HMACKey(&digest)
  }

  /// Stage 4. The result is not yet in hexadecimal.
  static func signature(key: borrowing HMACKey, stringToSign: Bytes) -> Digest {
    key.authenticate(stringToSign)
  }

  /// Appends the path without `.` and `..` segments (RFC 3986 section 5.2.4) and without empty
  /// ones, percent-encoded once more.
  static func appendCanonicalPath(_ path: Bytes, to text: inout ByteBuffer) {
    let start = text.count
    var at = 0
    while at < path.count {
      let rest = path.slice(at, path.count)
      let segment = rest.slice(0, rest.firstIndex(of: .slash) ?? rest.count)
      at &+= segment.count &+ 1
      if segment == ".." {
        var cut = text.count
        while cut > start, text.bytes()[cut &- 1] != .slash { cut &-= 1 }
        text.truncate(to: max(cut &- 1, start))
      } else if !segment.isEmpty && !(segment == ".") {
        text.append(.slash)
        text.appendPercentEncoded(segment)
      }
    }
    if text.count == start || path[path.count &- 1] == .slash { text.append(.slash) }
  }

  /// Appends the pairs of an encoded query, sorted by the bytes of the names, then of the values.
  static func appendCanonicalQuery(_ query: Bytes, to text: inout ByteBuffer) {
    var last: Pair?
    var isFirst = true
    while true {
      var least: Pair?
      var at = 0
      while at < query.count {
        let rest = query.slice(at, query.count)
        let length = rest.firstIndex(of: .ampersand) ?? rest.count
        let pair = Pair(at: at, text: rest.slice(0, length))
        if last.map({ $0.isBefore(pair) }) ?? true, least.map({ pair.isBefore($0) }) ?? true {
          least = pair
        }
        at &+= length &+ 1
      }
      guard let pair = least else { return }
      if !isFirst { text.append("&") }
      isFirst = false
      text.append(pair.name)
      text.append("=")
      text.append(pair.value)
      last = pair
    }
  }

  private struct Pair {
    let at: Int
    let name: Bytes
    let value: Bytes

    init(at: Int, text: Bytes) {
      self.at = at
      let equals = text.firstIndex(of: .equalsSign) ?? text.count
      name = text.slice(0, equals)
      value = text.slice(equals &+ 1, text.count)
    }

    func isBefore(_ other: Pair) -> Bool {
      let order = name.compare(other.name)
      if order != 0 { return order < 0 }
      let values = value.compare(other.value)
      return values != 0 ? values < 0 : at < other.at
    }
  }
}
