// Removes secrets, whole and in part, from texts of services.

import Testing

@testable import DZJobsCore

struct RedactionTests {
  private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

  private func redacted(_ text: String, _ secret: String = Self.secret) -> String {
    written { buffer in
      withBytes(text) { buffer.append($0) }
      withBytes(secret) { buffer.redact($0) }
    }
  }

  /// The longest part of the secret that is left.
  private func longestPart(of text: String) -> Int {
    let secret = Array(Self.secret.utf8)
    let text = Array(text.utf8)
    var longest = 0
    for start in secret.indices {
      for at in text.indices {
        var length = 0
        while start + length < secret.count, at + length < text.count,
          secret[start + length] == text[at + length]
        {
          length += 1
        }
        longest = max(longest, length)
      }
    }
    return longest
  }

  @Test("every part of eight bytes or more is removed, wherever it is cut")
  func parts() {
    let secret = Self.secret
    for low in 0..<secret.count {
      for length in 1...(secret.count - low) {
        let part = String(secret.dropFirst(low).prefix(length))
        for text in [part, "<\(part)>", "\(part) and \(part)", "key \(part)\(part)."] {
          let found = redacted(text)
          #expect(found.utf8.count == text.utf8.count)
          #expect(longestPart(of: found) < 8)
          #expect(length >= 8 || part.count * 2 >= 8 || found == text)
        }
      }
    }
  }

  @Test("overlapping parts are removed, too")
  func overlaps() {
    #expect(redacted("abcdefgh12345678", "12345678abcdefgh") == "****************")
    #expect(redacted("xxabcabcabcabcyy", "abcabcabc") == "xx*********abcyy")
    #expect(redacted("aaaaaaaaaaaa", "aaaaaaaa") == "********aaaa")
  }

  @Test("what surrounds a secret, and what is too short for one, stays")
  func innocent() {
    #expect(redacted("no \(Self.secret)!") == "no \(String(repeating: "*", count: 40))!")
    #expect(redacted("wJalrXU tnFEMI") == "wJalrXU tnFEMI")
    #expect(redacted("secret7 secret7", "secret7") == "secret7 secret7")
    #expect(redacted("", Self.secret).isEmpty && redacted("text", "") == "text")
  }

  @Test("a long text without the secret is fast", .timeLimit(.minutes(1)))
  func long() {
    let token = (0..<256).map { "\($0 &* 7919)/+" }.joined()
    let text = String(repeating: "The request was denied because of its age. ", count: 20_000)
    #expect(redacted(text, token) == text)
  }
}
