// SHA-256 and HMAC by BearSSL's streaming functions, for signatures and `SeenTokens`.

internal import CSystem

typealias Digest = InlineArray<32, UInt8>

/// A SHA-256 in progress. It is a value: a copy continues from the same state.
struct SHA256 {
  private var context = br_sha256_context()

  init() {
    br_sha256_init(&context)
  }

  mutating func update(_ bytes: Bytes) {
    if bytes.count > 0 { csystem_sha256_update(&context, bytes.start, bytes.count) }
  }

  mutating func finish() -> Digest {
    var digest = Digest(repeating: 0)
    var span = digest.mutableSpan
    span.withUnsafeMutableBufferPointer { br_sha256_out(&context, $0.baseAddress) }
    return digest
  }

  static func digest(of bytes: Bytes) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}

/// An HMAC-SHA256 key (RFC 2104): the states after both padded blocks, which all messages share.
/// The states can sign, so they are kept in memory that is wiped, not in values that move.
struct HMACKey: ~Copyable {
  private static let blockSize = 64
  private var states = ByteBuffer(isSecret: true)

  /// Nil if memory runs out.
  init?(_ key: Bytes) {
    guard states.reserve(2 &* MemoryLayout<SHA256>.stride), let base = states.base else {
      return nil
    }
    var block = InlineArray<64, UInt8>(repeating: 0)
    if key.count > Self.blockSize {
      let digest = SHA256.digest(of: key)
      for index in 0..<32 { block[index] = digest[index] }
    } else {
      for index in 0..<key.count { block[index] = key[index] }
    }
    let hashes = UnsafeMutableRawPointer(base).assumingMemoryBound(to: SHA256.self)
    for index in 0..<Self.blockSize { block[index] ^= 0x36 }
    Self.absorb(block, into: hashes)
    for index in 0..<Self.blockSize { block[index] ^= 0x36 ^ 0x5C }
    Self.absorb(block, into: hashes + 1)
    withUnsafeMutableBytes(of: &block) { SecretMemory.wipe($0) }
  }

  /// Wipes the digest. Nil if memory runs out.
  init?(_ key: inout Digest) {
    self.init(key.span.withUnsafeBufferPointer { Bytes(start: $0.baseAddress, count: $0.count) })
    withUnsafeMutableBytes(of: &key) { SecretMemory.wipe($0) }
  }

  func authenticate(_ message: Bytes) -> Digest {
    guard let base = states.base else { return Digest(repeating: 0) }
    let hashes = UnsafeMutableRawPointer(base).assumingMemoryBound(to: SHA256.self)
    var hash = hashes[0]
    hash.update(message)
    let digest = hash.finish()
    hash = hashes[1]
    digest.span.withUnsafeBufferPointer {
      hash.update(Bytes(start: $0.baseAddress, count: $0.count))
    }
    let code = hash.finish()
    withUnsafeMutableBytes(of: &hash) { SecretMemory.wipe($0) }
    return code
  }

  private static func absorb(
    _ block: InlineArray<64, UInt8>, into hash: UnsafeMutablePointer<SHA256>
  ) {
    hash.initialize(to: SHA256())
    block.span.withUnsafeBufferPointer {
      hash.pointee.update(Bytes(start: $0.baseAddress, count: $0.count))
    }
  }
}

extension ByteBuffer {
  mutating func appendLowerHex(_ digest: Digest) {
    guard reserve(64), let target = tail else { return }
    for index in 0..<32 { ASCII.writeLowerHex(digest[index], to: target + 2 &* index) }
    commit(64)
  }
}
