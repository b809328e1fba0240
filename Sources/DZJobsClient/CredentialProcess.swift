// Credentials from a program: the profile's credential_process, which is also the way to every
// login this library does not know (`aws configure export-credentials --format process`).

internal import CCurl
internal import CSystem
internal import DZJobsCore

struct CredentialProcess: ~Copyable {
  private static let maxOutput = 65536
  private enum Member: Int {
    case accessKeyID, secretAccessKey, sessionToken, expiration, version
  }

  private var members = JSONStrings(takingNumbers: true)
  /// Microseconds since 1970; nil if the credentials do not expire.
  private(set) var expiration: Int64?

  var accessKeyID: Bytes { members.value(Member.accessKeyID.rawValue) }
  var secretAccessKey: Bytes { members.value(Member.secretAccessKey.rawValue) }
  var sessionToken: Bytes { members.value(Member.sessionToken.rawValue) }

  /// Runs `command` until `end` or `deadline` at the latest, by the clock that is never set.
  /// `text` gets what went wrong.
  init(
    _ command: Bytes, end: Int64, deadline: Int64?, cancellation: Int32, _ text: inout ByteBuffer
  ) throws(Failure) {
    guard let line = CommandLine(command) else {
      text.append("credential_process: not a command line")
      throw .credentials
    }
    var process: pid_t = 0
    var output: Int32 = -1
    guard line.spawn(&process, &output) else {
      text.append("credential_process: cannot be started")
      throw .credentials
    }
    let patience = Patience(end: end, deadline: deadline, cancellation: cancellation)
    var answer = ByteBuffer(isSecret: true)
    var status: Int32 = 0
    do throws(Failure) {
      try CredentialProcess.read(output, patience, &answer, &text)
      status = try CredentialProcess.wait(for: process, patience, &text)
    } catch {
      kill(process, SIGKILL)
      _ = csystem_wait(process, 1)
      close(output)
      throw error
    }
    close(output)
    if status != 0 {
      text.append("credential_process: ended with exit status ")
      text.appendDecimal(Int64(status))
      throw .credentials
    }
    try parse(answer.bytes(), &text)
  }

  /// How long to bear with a program.
  private struct Patience {
    let end: Int64
    let deadline: Int64?
    let cancellation: Int32

    /// Waits for `descriptor`, -1 for none, at most so long; true if it is ready.
    func wait(
      _ descriptor: Int32, milliseconds: Int64, _ text: inout ByteBuffer
    ) throws(Failure) -> Bool {
      let now = Environment.uptime
      if let deadline, now >= deadline { throw .timedOut }
      if now >= end {
        text.append("credential_process: took too long")
        throw .credentials
      }
      let left = min(min(end, deadline ?? end) &- now, milliseconds &* 1000)
      var events = (
        pollfd(fd: cancellation, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      )
      _ = withUnsafeMutableBytes(of: &events) {
        poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, Int32(left / 1000 &+ 1))
      }
      if events.0.revents != 0 { throw .cancelled }
      return events.1.revents != 0
    }
  }

  private static func read(
    _ output: Int32, _ patience: Patience, _ answer: inout ByteBuffer, _ text: inout ByteBuffer
  ) throws(Failure) {
    while true {
      if try !patience.wait(output, milliseconds: 1000, &text) { continue }
      guard answer.reserve(4096), let tail = answer.tail else { throw .memory }
      let count = CSystem.read(output, tail, 4096)
      if count <= 0 { return }
      answer.commit(count)
      if answer.count > maxOutput {
        text.append("credential_process: prints more than 64 KiB")
        throw .credentials
      }
    }
  }

  /// The exit status, looked for now and then: no signal of ours may reach the host.
  private static func wait(
    for process: pid_t, _ patience: Patience, _ text: inout ByteBuffer
  ) throws(Failure) -> Int32 {
    var pause: Int64 = 1
    while true {
      let status = csystem_wait(process, 0)
      if status != CSYSTEM_RUNS { return status }
      _ = try patience.wait(-1, milliseconds: pause, &text)
      pause = min(pause &* 2, 50)
    }
  }

  private mutating func parse(_ answer: Bytes, _ text: inout ByteBuffer) throws(Failure) {
    let isObject = try members.read(answer) { name in
      if name == "AccessKeyId" { return Member.accessKeyID.rawValue }
      if name == "SecretAccessKey" { return Member.secretAccessKey.rawValue }
      if name == "SessionToken" { return Member.sessionToken.rawValue }
      if name == "Expiration" { return Member.expiration.rawValue }
      if name == "Version" { return Member.version.rawValue }
      return nil
    }
    guard isObject else {
      text.append("credential_process: prints no JSON object")
      throw .credentials
    }
    if accessKeyID.isEmpty || secretAccessKey.isEmpty {
      text.append("credential_process: prints no AccessKeyId or no SecretAccessKey")
      throw .credentials
    }
    guard members.value(Member.version.rawValue) == "1" else {
      text.append("credential_process: prints no Version 1, the only one known")
      throw .credentials
    }
    let date = members.value(Member.expiration.rawValue)
    if date.isEmpty { return }
    guard let time = Timestamp.microseconds(date) else {
      text.append("credential_process: prints an Expiration that is no time")
      throw .credentials
    }
    if time <= Environment.now {
      text.append("credential_process: prints credentials that have expired")
      throw .credentials
    }
    expiration = time
  }
}
