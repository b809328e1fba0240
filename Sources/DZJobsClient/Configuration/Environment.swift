// The process around the library, as far as a client is asked to look at it: variables and files.

internal import CCurl
internal import CSystem
internal import DZJobsCore

enum Environment {
  /// A variable that is set to more than white space. It changes when the host changes it: copy
  /// it.
  static func value(_ name: StaticCString) -> Bytes? {
    guard let value = secure_getenv(name.cString) else { return nil }
    let bytes = Bytes(cString: value)
    return bytes.trimmed.isEmpty ? nil : bytes
  }

  /// Another one in the child after a fork.
  static var process: pid_t { getpid() }

  /// Reads a file of at most `limit` bytes. False if there is none that can be read.
  static func read(_ path: Bytes, limit: Int, into text: inout ByteBuffer) throws(Failure) -> Bool {
    var name = ByteBuffer()
    name.append(path)
    name.append(0)
    guard let cString = name.cString() else { throw .memory }
    let file = csystem_open(cString)
    if file < 0 { return false }
    defer { close(file) }
    while text.count <= limit {
      guard text.reserve(65536), let tail = text.tail else { throw .memory }
      let count = csystem_read(file, tail, 65536)
      if count < 0 { return false }
      if count == 0 { return true }
      text.commit(count)
    }
    throw .tooBig
  }

  /// Reads a file of tokens, which are short. False if there is none that can be read.
  static func read(token path: Bytes, into text: inout ByteBuffer) throws(Failure) -> Bool {
    do throws(Failure) {
      return try read(path, limit: 65536, into: &text)
    } catch {
      if error == .memory { throw error }
      return false
    }
  }

  /// HOME, which services of the system do not have, or what stands for it. False if nothing does.
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

  /// `path`, with the home directory for a `~/` in front. False if there is no home.
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
}
