// Resume tokens move between Python, the AWS CLI and C: the bytes are botocore's, in both
// directions.

import Foundation
import Testing

@testable import DZJobsCore

struct ResumeTokenTests {
  private struct Place: Equatable {
    var token: String?
    var amount: Int64?
  }

  private func base64(_ json: String) -> String { Data(json.utf8).base64EncodedString() }

  private func decoded(_ text: String) -> Place {
    withBytes(text) { text in
      var token = ResumeToken()
      token.decode(text)
      return Place(token: token.nextTokenBytes?.string, amount: token.truncateAmount)
    }
  }

  private func encoded(_ token: String?, _ amount: Int64?) -> String? {
    var text = ByteBuffer()
    withBytes(ifAny: token) { ResumeToken.encode($0, truncateAmount: amount, to: &text) }
    return string(text.cString())
  }

  @Test("the tokens equal botocore's")
  func documented() {
    #expect(
      encoded(nil, 2) == "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAyfQ==")
  }

  @Test(
    "places go to Python's JSON and back",
    arguments: [
      ("t1", nil, #"{"nextToken": "t1"}"#),
      (nil, 0, #"{"nextToken": null, "boto_truncate_amount": 0}"#),
      ("t1", 49, #"{"nextToken": "t1", "boto_truncate_amount": 49}"#),
      (
        "\"\u{e9}\u{1F600}\n", 1,
        #"{"nextToken": "\"\u00e9\ud83d\ude00\n", "boto_truncate_amount": 1}"#
      ),
      (nil, nil, #"{"nextToken": null}"#),
    ] as [(String?, Int64?, String)])
  func places(token: String?, amount: Int64?, json: String) throws {
    #expect(encoded(token, amount) == base64(json))
    #expect(decoded(base64(json)) == Place(token: token, amount: amount))
  }

  @Test(
    "other spellings of the same object are read, too",
    arguments: [
      (#"{"nextToken":"t"}"#, "t", nil),
      (#" { "boto_truncate_amount" : 3 , "nextToken" : "t" } "#, "t", 3),
      ("{}", nil, nil), (#"{"boto_truncate_amount":7}"#, nil, 7),
      (#"{"nextToken":"a","nextToken":"b"}"#, "b", nil),
      (#"{"nextToken":"a","nextToken":null}"#, nil, nil),
      (#"{"nextToken":"longer","boto_truncate_amount":1,"nextToken":"b"}"#, "b", 1),
      (#"{"next\u0054oken":"\u0074"}"#, "t", nil),
      (#"{"boto_truncate_amount":999999999999999999}"#, nil, 999_999_999_999_999_999),
    ] as [(String, String?, Int64?)])
  func spellings(json: String, token: String?, amount: Int64?) throws {
    #expect(decoded(base64(json)) == Place(token: token, amount: amount))
  }

  @Test(
    "anything else is the service's own token",
    arguments: [
      "t1", "t1___2", "None", "abcd", "e30", "e30=\n", "{}", "\u{e9}", "====", "AAAA",
    ])
  func raw(text: String) throws {
    #expect(decoded(text) == Place(token: text, amount: nil))
  }

  @Test(
    "base64 of anything but such an object is the service's own token",
    arguments: [
      "123", "[]", "null", "\"t\"", #"{"foo":1}"#, #"{"nextToken":"t","foo":1}"#,
      #"{"nextToken":"t""#,
      #"{"nextToken":"t"} x"#, #"{"nextToken":"t",}"#, #"{"nextToken":"\ud800"}"#,
      #"{"NextToken":"t"}"#,
      #"{"nextToken":{"nextToken":1"#, #"{"nextToken""#, "{",
    ])
  func rawBase64(json: String) throws {
    #expect(decoded(base64(json)) == Place(token: base64(json), amount: nil))
  }

  @Test(
    "such an object with members of the wrong kind is the service's own token",
    arguments: [
      #"{"nextToken":5}"#, #"{"nextToken":["t"]}"#, #"{"nextToken":true}"#,
      #"{"boto_truncate_amount":-1}"#,
      #"{"boto_truncate_amount":1.5}"#, #"{"boto_truncate_amount":1e3}"#,
      #"{"boto_truncate_amount":"1"}"#,
      #"{"boto_truncate_amount":1000000000000000000}"#, #"{"boto_truncate_amount":[]}"#,
    ])
  func wrongKind(json: String) {
    #expect(decoded(base64(json)) == Place(token: base64(json), amount: nil))
  }

  @Test("a token of any length is read again", arguments: [0, 1, 7, 8, 9, 63, 64, 65, 8192])
  func lengths(count: Int) throws {
    for unit in ["x", "\u{1F600}", "\"", "\0"] {
      let token = String(repeating: unit, count: count)
      let text = try #require(encoded(token, 5))
      #expect(decoded(text) == Place(token: token, amount: 5))
    }
  }

  @Test("a resume token with one byte changed is read or refused, never past its end")
  func mutations() {
    let text = Array(base64(#"{"nextToken": "\u00e9", "boto_truncate_amount": 12}"#).utf8)
    for index in text.indices {
      for byte: UInt8 in [0x3D, 0x41, 0x2B, 0x0A, 0x78] {
        var changed = text
        changed[index] = byte
        var token = ResumeToken()
        withBytes(changed) { token.decode($0) }
      }
    }
  }
}
