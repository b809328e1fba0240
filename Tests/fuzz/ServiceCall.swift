// A call for credentials as a sequence of answers: lines of a status, a colon and a body, or of a
// letter for another event. Every sequence ends after the call's attempts, and neither its request
// nor its text has forbidden contents.

@testable import DZJobsCore

private let secret: StaticCString = "secretKeyOfTheFuzzers"
private let field: StaticCString = "sessionTokenOfTheFuzzers"

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = Input(data, size)
  let shape = input.byte()
  let name = input.part()
  // A host that puts a secret elsewhere itself is its own affair, and what is left of a character
  // that a header of no text is blotted out of is made text by who hands the text on.
  if name.contains(Bytes(secret)) || name.contains(Bytes(field)) || !isUTF8(name) { return 0 }
  do throws(Failure) {
    let call = try newCall(shape: shape, name: name)
    try drive(call, &input, isSigned: shape & 16 == 0)
  } catch {
    require(false)
  }
  return 0
}

private func newCall(shape: UInt8, name: Bytes) throws(Failure) -> ServiceCall {
  var endpoint = Endpoint()
  do throws(InvalidArgument) {
    try endpoint.resolve(.sts, region: Bytes("us-east-1"), usesFIPS: false, url: nil)
  } catch {
    require(false)
  }
  let call = ServiceCall(
    shape & 1 == 0 ? .sts : nil, shape & 2 == 0 ? "POST" : "GET", at: endpoint,
    speaksXML: shape & 4 == 0, maxAttempts: 3, entropy: 1)
  call.append("/")
  call.append(encoding: name)
  if shape & 8 == 0 {
    call.appendField("Name", name)
    call.appendField("Token", Bytes(field), isSecret: true)
  } else {
    call.appendMember("name", name)
    call.appendMember("token", Bytes(field), isSecret: true)
  }
  let isKept = try call.setHeader("X-Own", name)
  for index in 0..<name.count { require(!isKept || (name[index] >= 0x20 && name[index] != 0x7F)) }
  if shape & 16 == 0 {
    var issued = IssuedCredentials()
    let complaint = try issued.set(
      accessKeyID: Bytes("AKID"), secretAccessKey: Bytes(secret), sessionToken: Bytes(),
      expiration: nil)
    require(complaint == nil)
    try call.sign(with: issued)
  }
  return call
}

private func drive(
  _ call: ServiceCall, _ input: inout Input, isSigned: Bool
) throws(Failure) {
  var now: Int64 = 1_795_428_000_000_000
  var attempts = 0
  while !input.rest.isEmpty {
    switch next(call, now) {
    case .wait?:
      require(call.waitTime > 0 && call.waitTime <= 25_000_000)
      now &+= call.waitTime
      require(next(call, now) == .send)
    case .send?: break
    case let end:
      require(end == nil || end == .done)
      require(next(call, now) == end)
      if end == .done { require(call.body.count <= ServiceCall.maxBody) }
      return
    }
    attempts &+= 1
    require(attempts <= 3)
    checkRequest(call)
    try answer(call, now, &input)
    checkText(call.text, isSigned: isSigned)
  }
}

/// Nil after a failure.
private func next(_ call: ServiceCall, _ now: Int64) -> Event? {
  do throws(Failure) {
    return try call.next(now: now)
  } catch {
    require(error == .service || error == .transport)
    require(call.text.count > 0)
    return nil
  }
}

/// Headers from lines of the form `name: value`, then a line with the answer.
private func answer(_ call: ServiceCall, _ now: Int64, _ input: inout Input) throws(Failure) {
  while true {
    var line = Input(input.part())
    if line.rest[0] == 0x21 {
      _ = line.byte()
      return try call.noResponse(now: now, retryable: line.byte() & 1 == 0, reason: line.rest)
    }
    let start = line.part(upTo: 0x3A)
    if ASCII.isDigit(start[0]), start.count <= 3 {
      let status = Int32(truncatingIfNeeded: start.decimalValue & 0x3FF)
      return try call.response(now: now, status: status, line.rest)
    }
    if start.isEmpty { return try call.response(now: now, status: 500, Bytes()) }
    // No HTTP library passes a NUL in a header.
    try call.responseHeader(start, line.rest.upToNUL)
  }
}

/// No value ends a line, and secrets are only in their own places.
private func checkRequest(_ call: ServiceCall) {
  let message = call.message
  for index in 0..<message.count { require(message[index] != 0x0A && message[index] != 0x0D) }
  require(message[message.count &- 1] == 0)
  require(!message.contains(Bytes(secret)) && !message.contains(Bytes(field)))
  require(!call.content.contains(Bytes(secret)) && call.content.contains(Bytes(field)))
}

private func checkText(_ text: Bytes, isSigned: Bool) {
  require(isUTF8(text) && text.firstIndex(of: 0) == nil)
  require(!isSigned || !text.contains(Bytes(secret)))
  require(!text.contains(Bytes(field)))
}
