// SHA-256 and HMAC, by OpenSSL's streaming functions: what signatures and seen tokens are made of.

internal import CSystem

typealias Digest = InlineArray<32, UInt8>

/// A SHA-256 in progress. A value: a copy goes on from where the original stood.
struct SHA256 {
  private var context = SHA256_CTX()

  init() {
    _ = SHA256_Init(&context)
  }

  mutating func update(_ bytes: Bytes) {
    if bytes.count > 0 { _ = SHA256_Update(&context, bytes.start, bytes.count) }
  }

  mutating func finish() -> Digest {
    var digest = Digest(repeating: 0)
    var span = digest.mutableSpan
    span.withUnsafeMutableBufferPointer { _ = SHA256_Final($0.baseAddress, &context) }
    return digest
  }

  static func digest(of bytes: Bytes) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}

/// An HMAC-SHA256 key (RFC 2104) with both padded blocks hashed once, ahead of all messages.
struct HMACKey {
  private static let blockSize = 64
  private var inner = SHA256()
  private var outer = SHA256()

  init(_ key: Bytes) {
    var block = InlineArray<64, UInt8>(repeating: 0)
    if key.count > Self.blockSize {
      let digest = SHA256.digest(of: key)
      for index in 0..<32 { block[index] = digest[index] }
    } else {
      for index in 0..<key.count { block[index] = key[index] }
    }
    for index in 0..<Self.blockSize { block[index] ^= 0x36 }
    Self.absorb(block, into: &inner)
    for index in 0..<Self.blockSize { block[index] ^= 0x36 ^ 0x5C }
    Self.absorb(block, into: &outer)
    var span = block.mutableSpan
    span.withUnsafeMutableBufferPointer { csystem_wipe($0.baseAddress, $0.count) }
  }

  init(_ key: Digest) {
    self = key.span.withUnsafeBufferPointer {
      HMACKey(Bytes(start: $0.baseAddress, count: $0.count))
    }
  }

  func authenticate(_ message: Bytes) -> Digest {
    var hash = inner
    hash.update(message)
    let digest = hash.finish()
    hash = outer
    digest.span.withUnsafeBufferPointer {
      hash.update(Bytes(start: $0.baseAddress, count: $0.count))
    }
    return hash.finish()
  }

  private static func absorb(_ block: InlineArray<64, UInt8>, into hash: inout SHA256) {
    block.span.withUnsafeBufferPointer {
      hash.update(Bytes(start: $0.baseAddress, count: $0.count))
    }
  }
}

extension ByteBuffer {
  mutating func appendLowerHex(_ digest: Digest) {
    for index in 0..<32 { appendLowerHex(digest[index]) }
  }
}
