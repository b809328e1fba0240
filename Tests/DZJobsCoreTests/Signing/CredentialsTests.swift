// Keys: which are refused before they can reach a header, which are replaced, and that they are
// wiped.

import Testing

@testable import DZJobsCore

struct CredentialsTests {
  private func refusal(_ id: String?, _ secret: String?, _ token: String?) -> String? {
    withBytes(ifAny: id) { id in
      withBytes(ifAny: secret) { secret in
        withBytes(ifAny: token) { token in
          do throws(InvalidArgument) {
            try Credentials.check(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
            return nil
          } catch {
            return error.string
          }
        }
      }
    }
  }

  @Test("complete keys, temporary keys and no keys are accepted")
  func accepted() {
    #expect(refusal("A", "s", nil) == nil)
    #expect(refusal("A", "s", "") == nil)
    #expect(refusal("A", "s p\n\u{e9}", "t/+=") == nil)
    #expect(refusal(nil, nil, nil) == nil)
    #expect(refusal(nil, nil, "") == nil)
  }

  @Test(
    "half of the keys, and what could start a new header, are refused by name",
    arguments: [
      ("A", nil, nil, "secret_access_key: missing"), (nil, "s", nil, "access_key_id: missing"),
      ("", "s", nil, "access_key_id: empty"), ("A", "", nil, "secret_access_key: empty"),
      (nil, nil, "t", "session_token: given without keys"),
      ("A\r\nX: y", "s", nil, "access_key_id: has"),
      ("A B", "s", nil, "access_key_id: has"), ("\u{e9}", "s", nil, "access_key_id: has"),
      ("A", "s", "t\nu", "session_token: has"), ("A", "s", "\u{7f}", "session_token: has"),
    ] as [(String?, String?, String?, String)])
  func refused(id: String?, secret: String?, token: String?, text: String) {
    #expect(refusal(id, secret, token)?.hasPrefix(text) == true)
  }

  @Test("a refusal never quotes a secret")
  func noSecrets() {
    let secret = "hunter2\n"
    for text in [refusal(secret, "s", nil), refusal("A", "s", secret), refusal(nil, secret, nil)] {
      #expect(text?.contains("hunter2") == false)
    }
  }

  @Test("another day and other keys get another signing key")
  func signingKey() throws {
    let credentials = Credentials()
    let scope = SigningScope(region: Bytes("us-east-1"), service: "datazone")
    func code(_ credentials: Credentials, _ day: StaticCString) -> String? {
      credentials.sign(Bytes("m"), day: Bytes(day), scope: scope)?.hex
    }
    try credentials.set(accessKeyID: Bytes("A"), secretAccessKey: Bytes("s"), sessionToken: nil)
    let first = code(credentials, "20261123")
    let again = code(credentials, "20261123")
    let nextDay = code(credentials, "20261124")
    let back = code(credentials, "20261123")
    #expect(first == again)
    #expect(first != nextDay)
    #expect(first == back)
    try credentials.set(accessKeyID: Bytes("A"), secretAccessKey: Bytes("x"), sessionToken: nil)
    #expect(code(credentials, "20261123") != first)
  }

  @Test("an empty session token counts as none, and setting nil unsets all")
  func unset() throws {
    let credentials = Credentials()
    try credentials.set(
      accessKeyID: Bytes("A"), secretAccessKey: Bytes("s"), sessionToken: Bytes(""))
    #expect(credentials.areSet == true)
    #expect(credentials.sessionToken.isSet == false)
    try credentials.set(accessKeyID: nil, secretAccessKey: nil, sessionToken: nil)
    #expect(credentials.areSet == false)
  }
}
