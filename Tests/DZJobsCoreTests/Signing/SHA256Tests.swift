// SHA-256 and HMAC against the known answers of FIPS 180 and RFC 4231, in one piece and in many.

import Testing

@testable import DZJobsCore

struct SHA256Tests {
  @Test(
    "the examples of FIPS 180 have their digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func digests(message: String, digest: String) {
    #expect(withBytes(message) { SHA256.digest(of: $0).hex } == digest)
  }

  @Test("a message in pieces has the digest of the whole, and a copy is independent")
  func pieces() {
    let whole = withBytes("abc") { SHA256.digest(of: $0).hex }
    var hash = SHA256()
    withBytes("ab") { hash.update($0) }
    var copy = hash
    withBytes("") { hash.update($0) }
    withBytes("c") { hash.update($0) }
    withBytes("x") { copy.update($0) }
    #expect(hash.finish().hex == whole)
    #expect(copy.finish().hex == withBytes("abx") { SHA256.digest(of: $0).hex })
  }

  @Test(
    "the examples of RFC 4231 have their codes",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xCD, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array(
          ("This is a test using a larger than block-size key and a larger than block-size "
            + "data. The key needs to be hashed before being used by the HMAC algorithm.").utf8),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ] as [([UInt8], [UInt8], String)])
  func codes(key: [UInt8], message: [UInt8], code: String) {
    let made = withBytes(key) { key in
      withBytes(message) { hmac(key, $0) }
    }
    #expect(made == code)
  }

  @Test("a key at the block size is used as it is, one byte more is hashed first")
  func blockSize() {
    let long = [UInt8](repeating: 7, count: 65)
    let hashed = bytes(hex: withBytes(long) { SHA256.digest(of: $0).hex })
    let code = withBytes(long) { hmac($0, Bytes("m")) }
    #expect(withBytes(hashed) { hmac($0, Bytes("m")) } == code)
    let full = [UInt8](repeating: 7, count: 64)
    let padded = [UInt8](repeating: 7, count: 63) + [0]
    let fullCode = withBytes(full) { hmac($0, Bytes("m")) }
    let paddedCode = withBytes(padded) { hmac($0, Bytes("m")) }
    let shortCode = withBytes(Array(padded[..<63])) { hmac($0, Bytes("m")) }
    #expect(fullCode != paddedCode)
    #expect(shortCode == paddedCode)
  }

  @Test("one key authenticates any number of messages")
  func reuse() throws {
    guard let key = HMACKey(Bytes("Jefe")) else { throw Failure.memory }
    let first = key.authenticate(Bytes("a")).hex
    _ = key.authenticate(Bytes("b"))
    #expect(key.authenticate(Bytes("a")).hex == first)
  }
}
