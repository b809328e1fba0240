// The resume token: every input is refused or read, and a place that was read gives the same place
// through its own token. The second half builds a place from the input.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = Input(data, size)
  switch input.byte() & 3 {
  case 0: checkDecoded(input.rest)
  case 1:
    // The same without base64.
    var text = ByteBuffer()
    text.appendBase64(input.rest)
    checkBase64(text.bytes(), of: input.rest)
    checkDecoded(text.bytes())
  case 2: checkPlace(nil, Int64(input.byte()))
  default:
    let amount = input.byte()
    if isUTF8(input.rest) { checkPlace(input.rest, amount < 0x80 ? Int64(amount) : nil) }
  }
  return 0
}

private func checkDecoded(_ text: Bytes) {
  var token = ResumeToken()
  token.decode(text)
  require(!token.failed)
  require((token.truncateAmount ?? 0) >= 0)
  // A token of the service is kept as it is, even if it is not text: the setter refuses it.
  if let bytes = token.nextTokenBytes, !isUTF8(bytes) { return require(bytes, is: text) }
  checkPlace(token.nextTokenBytes, token.truncateAmount)
}

private func checkPlace(_ token: Bytes?, _ amount: Int64?) {
  var text = ByteBuffer()
  ResumeToken.encode(token, truncateAmount: amount, to: &text)
  let encoded = text.bytes(to: text.count &- 1)
  require(!text.failed && encoded.firstIndex(of: 0) == nil)
  var again = ResumeToken()
  again.decode(encoded)
  require(again.nextTokenBytes, is: token)
  require(again.truncateAmount == amount)
}

private func checkBase64(_ text: Bytes, of bytes: Bytes) {
  var decoded = ByteBuffer()
  require(text.count == (bytes.count &+ 2) / 3 &* 4)
  require(decoded.appendDecodedBase64(text) == !bytes.isEmpty)
  require(decoded.bytes(), is: bytes)
}
