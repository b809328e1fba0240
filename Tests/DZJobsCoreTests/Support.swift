// Helpers of all tests: bytes that end where memory ends, so that a read past them ends the test,
// and the text that the engine wrote.

import Foundation
import Testing

@testable import DZJobsCore

/// Lends `bytes` with an unmapped page right behind them.
func withBytes<Result, E: Error>(
  _ bytes: [UInt8], _ body: (Bytes) throws(E) -> Result
) throws(E) -> Result {
  let page = Int(getpagesize())
  let size = (bytes.count + page - 1) / page * page
  let memory = mmap(
    nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else { fatalError("no memory for a test") }
  mprotect(memory + size, page, PROT_NONE)
  defer { munmap(memory, size + page) }
  let start = memory + (size - bytes.count)
  UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyBytes(from: bytes)
  return try body(Bytes(start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count))
}

func withBytes<Result, E: Error>(
  _ text: String, _ body: (Bytes) throws(E) -> Result
) throws(E) -> Result {
  try withBytes(Array(text.utf8), body)
}

/// The same for an optional argument.
func withBytes<Result, E: Error>(
  ifAny text: String?, _ body: (Bytes?) throws(E) -> Result
) throws(E) -> Result {
  guard let text else { return try body(nil) }
  return try withBytes(Array(text.utf8)) { (bytes: Bytes) throws(E) in try body(bytes) }
}

extension Bytes {
  var array: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }
  var string: String { String(decoding: array, as: UTF8.self) }
}

extension InvalidArgument {
  var string: String { written { $0.append(self) } }
}

/// The text that `write` appends to an empty buffer.
func written(_ write: (inout ByteBuffer) -> Void) -> String {
  var buffer = ByteBuffer()
  write(&buffer)
  return buffer.bytes().string
}

func string(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }

extension Digest {
  var hex: String { written { $0.appendLowerHex(self) } }
}

/// The bytes of a hexadecimal text.
func bytes(hex: String) -> [UInt8] {
  let digits = hex.utf8.compactMap { ASCII.hexValue($0) }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Public test suites that are not part of the repository: `DZJOBS_CONFORMANCE`, or a folder
/// beside it.
enum Conformance {
  static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["DZJOBS_CONFORMANCE"] {
      return URL(fileURLWithPath: path)
    }
    let repository = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return repository.deletingLastPathComponent().appendingPathComponent("shared/conformance")
  }()

  static func has(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(folder).path)
  }

  /// Paths below `folder` of all files with this extension, in order.
  static func files(_ folder: String, _ suffix: String) -> [URL] {
    let all = FileManager.default.enumerator(
      at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
    let files = (all?.allObjects ?? []).compactMap { $0 as? URL }
    return files.filter { $0.pathExtension == suffix }.sorted { $0.path < $1.path }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips the test if this public suite is absent.
  static func needs(suite folder: String) -> Self {
    .enabled(if: Conformance.has(folder), "no public test suites, see DZJOBS_CONFORMANCE")
  }
}

/// A caller with a virtual clock, which only the test moves.
final class Host {
  let listing = Listing(entropy: 1)
  /// 2026-11-23T10:00:00Z.
  var now: Int64 = 1_795_428_000_000_000

  init(
    region: String? = "us-east-1", domain: String? = "dzd_1", job: String? = "job",
    _ configure: (Listing) throws(Failure) -> Void = { (_) throws(Failure) in }
  ) throws(Failure) {
    try withBytes(ifAny: region) { (region: Bytes?) throws(Failure) in
      try withBytes(ifAny: domain) { (domain: Bytes?) throws(Failure) in
        try withBytes(ifAny: job) { (job: Bytes?) throws(Failure) in
          try listing.setTarget(region: region, domainIdentifier: domain, jobIdentifier: job)
        }
      }
    }
    try configure(listing)
  }

  func next() throws(Failure) -> Event { try listing.next(now: now) }
  func nextPage() throws(Failure) -> Event { try listing.nextPage(now: now) }

  /// Like the client, which supplies credentials in between.
  func ahead() throws(Failure) -> Event? {
    let event = try listing.ahead(now: now)
    if event == .send { try listing.buildRequest(now: now) }
    return event
  }

  func answer(
    _ body: String, status: Int32 = 200, _ headers: [(String, String)] = []
  ) throws(Failure) {
    for (name, value) in headers { try header(name, value) }
    try withBytes(body) { (body: Bytes) throws(Failure) in
      try listing.response(now: now, status: status, body: body.start, count: body.count)
    }
  }

  func header(_ name: String, _ value: String) throws(Failure) {
    try withBytes(name) { (name: Bytes) throws(Failure) in
      try withBytes(value) { (value: Bytes) throws(Failure) in
        try listing.responseHeader(name, value)
      }
    }
  }

  func noAnswer(retryable: Bool = true, reason: String? = nil) throws(Failure) {
    try withBytes(ifAny: reason) { (reason: Bytes?) throws(Failure) in
      try listing.noResponse(now: now, retryable: retryable, reason: reason)
    }
  }

  var runID: String? { listing.run.flatMap { string($0.pointee.string(.runId)) } }
  var error: String { string(listing.errorText) ?? "" }
  var url: String? { string(listing.url) }
  var resumeToken: String? { string(listing.resumeToken()) }

  /// A header of the request, by its name.
  func requestHeader(_ name: String) -> String? {
    var index = 0
    while let found = string(listing.header(index).name) {
      if found == name { return string(listing.header(index).value) }
      index += 1
    }
    return nil
  }
}

/// A page with runs of these ids.
func body(_ ids: [String], next token: String? = nil) -> String {
  let items = ids.map { #"{"runId":"\#($0)"}"# }.joined(separator: ",")
  return #"{"items":[\#(items)]\#(token.map { #","nextToken":"\#($0)""# } ?? "")}"#
}

/// The HMAC of a message as hexadecimal text; nil if the key could not be made.
func hmac(_ key: Bytes, _ message: Bytes) -> String? {
  guard let key = HMACKey(key) else { return nil }
  return key.authenticate(message).hex
}

/// The signature of a string to sign with AWS's documented secret, as hexadecimal text.
func signature(of stringToSign: Bytes, day: StaticCString, scope: SigningScope) -> String? {
  let secret = Bytes("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
  guard let key = Signer.signingKey(secret: secret, day: Bytes(day), scope: scope) else {
    return nil
  }
  return Signer.signature(key: key, stringToSign: stringToSign).hex
}
