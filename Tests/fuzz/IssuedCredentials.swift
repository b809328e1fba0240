// Issuers of keys: programs, containers, instances, IAM Identity Center and STS. Keys from an
// accepted answer can sign, and reading an answer written from them gives the same keys.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = Input(data, size)
  let kind = input.byte()
  do throws(Failure) {
    switch kind & 3 {
    case 0: try check(input.rest, .process)
    case 1: try check(input.rest, .endpoint)
    case 2: try check(input.rest, .sso)
    default: try check(input.rest, nil)
    }
  } catch {
    require(false)  // Only memory may fail, and there is enough.
  }
  return 0
}

/// Nil stands for STS, whose answers are XML.
private func check(_ body: Bytes, _ issuer: IssuedCredentials.Issuer?) throws(Failure) {
  var issued = IssuedCredentials()
  let complaint = try read(body, issuer, into: &issued)
  guard let id = issued.accessKeyID.bytes, let secret = issued.secretAccessKey.bytes else {
    require(complaint != nil && issued.expiration == nil)
    require(issued.accessKeyID.bytes == nil && issued.sessionToken.bytes == nil)
    return
  }
  require(complaint == nil)
  require(!id.isEmpty && !secret.isEmpty && issued.sessionToken.bytes?.isEmpty != true)
  for index in 0..<id.count { require(ASCII.isVisible(id[index])) }
  if let end = issued.expiration { require(end <= 1_000_000_000_000_000_000) }

  var text = ByteBuffer()
  if let issuer { write(issued, issuer, to: &text) } else { writeXML(issued, to: &text) }
  var again = IssuedCredentials()
  let complaintAgain = try read(text.bytes(), issuer, into: &again)
  require(complaintAgain == nil)
  require(again.accessKeyID.bytes, is: id)
  require(again.secretAccessKey.bytes, is: secret)
  require(again.sessionToken.bytes, is: issued.sessionToken.bytes)
  require(again.expiration == issued.expiration)
}

private func read(
  _ body: Bytes, _ issuer: IssuedCredentials.Issuer?, into issued: inout IssuedCredentials
) throws(Failure) -> InvalidArgument? {
  if let issuer { return try issued.read(json: body, of: issuer) }
  return try issued.read(xml: body)
}

private func write(
  _ issued: borrowing IssuedCredentials, _ issuer: IssuedCredentials.Issuer,
  to text: inout ByteBuffer
) {
  let id = issued.accessKeyID.bytes ?? Bytes()
  let secret = issued.secretAccessKey.bytes ?? Bytes()
  let token = issued.sessionToken.bytes ?? Bytes()
  if issuer == .sso {
    var keys = ByteBuffer()
    keys.appendJSONMember("accessKeyId", id)
    keys.appendJSONMember("secretAccessKey", secret)
    keys.appendJSONMember("sessionToken", token)
    text.append("{\"roleCredentials\":")
    text.append(keys.bytes(to: keys.count &- 1))
    if let end = issued.expiration {
      text.append(",\"expiration\":")
      text.appendDecimal(end / 1000)
    }
    text.append("}}")
    return
  }
  text.appendJSONMember("AccessKeyId", id)
  text.appendJSONMember("SecretAccessKey", secret)
  if issuer == .process { text.appendJSONMember("Version", Bytes("1")) }
  if issuer == .process {
    text.appendJSONMember("SessionToken", token)
  } else {
    text.appendJSONMember("Token", token)
  }
  if let end = issued.expiration {
    var time = ByteBuffer()
    time.appendISO8601(microseconds: end)
    text.appendJSONMember("Expiration", time.bytes())
    time.removeAll()
  }
}

private func writeXML(_ issued: borrowing IssuedCredentials, to text: inout ByteBuffer) {
  text.append("<?xml version='1.0'?>\n<Credentials>")
  appendElement("AccessKeyId", issued.accessKeyID.bytes, to: &text)
  appendElement("SecretAccessKey", issued.secretAccessKey.bytes, to: &text)
  appendElement("SessionToken", issued.sessionToken.bytes, to: &text)
  text.append("<Expiration>")
  text.appendISO8601(microseconds: issued.expiration ?? 0)
  text.append("</Expiration></Credentials>")
}

private func appendElement(
  _ name: StaticCString, _ value: Bytes?, to text: inout ByteBuffer
) {
  text.append("<")
  text.append(name)
  text.append(" x='y'>")
  let value = value ?? Bytes()
  for index in 0..<value.count {
    switch value[index] {
    case 0x26: text.append("&amp;")
    case 0x3C: text.append("&#x3c;")
    case 0x3E: text.append("&gt;")
    case 0x22: text.append("&#34;")
    case let c: text.append(c)
    }
  }
  text.append("</")
  text.append(name)
  text.append(">")
}
