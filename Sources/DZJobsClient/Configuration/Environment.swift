// Environment variables and the home directory. Only a client reads them, never the core.

internal import CSystem
internal import DZJobsCore

enum Environment {
  /// The value of a variable; nil if it is only white space. Copy it: the program may change it.
  static func value(_ name: StaticCString) -> Bytes? {
    guard let value = secure_getenv(name.cString) else { return nil }
    let bytes = Bytes(cString: value)
    return bytes.trimmed.isEmpty ? nil : bytes
  }

  /// The process id, which differs in a child after fork().
  static var process: pid_t { csystem_process() }

  /// Appends HOME or, since system services lack it, the user's home directory. Returns false if
  /// there is neither.
  private static func appendHome(to text: inout ByteBuffer) throws(Failure) -> Bool {
    if let home = value("HOME") {
      text.append(home)
      return true
    }
    var scratch = ByteBuffer()
    let size = 16384
    guard scratch.reserve(size), let buffer = scratch.tail else { throw .memory }
    return buffer.withMemoryRebound(to: CChar.self, capacity: size) {
      guard let home = csystem_home($0, size) else { return false }
      text.append(Bytes(cString: home))
      return true
    }
  }

  /// Appends `path`. The home directory replaces a leading `~`. False if there is no home.
  @inline(never)
  static func expand(_ path: Bytes, into text: inout ByteBuffer) throws(Failure) -> Bool {
    if path.hasPrefix("~/") {
      guard try appendHome(to: &text) else { return false }
      text.append(path.slice(1, path.count))
    } else {
      text.append(path)
    }
    if text.failed { throw .memory }
    return true
  }

  /// Appends the header of Lambda's trace id, which changes with each invocation. No signature
  /// covers it.
  static func appendTraceID(to headers: inout ByteBuffer) {
    guard value("AWS_LAMBDA_FUNCTION_NAME") != nil, let id = value("_X_AMZN_TRACE_ID") else {
      return
    }
    headers.append("X-Amzn-Trace-Id")
    headers.append(0)
    headers.appendTraceID(id)
    headers.append(0)
  }
}
