// Credentials from a program: the profile's credential_process, which is also the way to every
// login this library does not know (`aws configure export-credentials --format process`).

internal import CCurl
internal import CSystem
internal import DZJobsCore

struct CredentialProcess: ~Copyable {
  private static let maxOutput = 65536
  private enum Member: Int {
    case accessKeyID, secretAccessKey, sessionToken, expiration
  }

  private var members = JSONStrings()
  /// Microseconds since 1970; nil if the credentials do not expire.
  private(set) var expiration: Int64?

  var accessKeyID: Bytes { members.value(Member.accessKeyID.rawValue) }
  var secretAccessKey: Bytes { members.value(Member.secretAccessKey.rawValue) }
  var sessionToken: Bytes { members.value(Member.sessionToken.rawValue) }

  /// Runs `command` for at most `timeout` microseconds. `text` gets what went wrong.
  init(
    _ command: Bytes, timeout: Int64, cancellation: Int32, _ text: inout ByteBuffer
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
    var answer = ByteBuffer(isSecret: true)
    var failure: Failure?
    do throws(Failure) {
      try CredentialProcess.read(output, timeout, cancellation, &answer, &text)
    } catch {
      failure = error
      kill(process, SIGKILL)
    }
    close(output)
    let status = csystem_wait(process)
    if let failure { throw failure }
    if status != 0 {
      text.append("credential_process: ended with exit status ")
      text.appendDecimal(Int64(status))
      throw .credentials
    }
    try parse(answer.bytes(), &text)
  }

  private static func read(
    _ output: Int32, _ timeout: Int64, _ cancellation: Int32, _ answer: inout ByteBuffer,
    _ text: inout ByteBuffer
  ) throws(Failure) {
    let end = Environment.uptime &+ timeout
    while true {
      let left = end &- Environment.uptime
      guard left > 0 else {
        text.append("credential_process: took too long")
        throw .credentials
      }
      var events = (
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: cancellation, events: Int16(POLLIN), revents: 0)
      )
      _ = withUnsafeMutableBytes(of: &events) {
        poll(
          $0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2,
          Int32(min(left / 1000 &+ 1, 1_000_000)))
      }
      if events.1.revents != 0 { throw .cancelled }
      if events.0.revents == 0 { continue }
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

  private mutating func parse(_ answer: Bytes, _ text: inout ByteBuffer) throws(Failure) {
    let isObject = try members.read(answer) { name in
      if name == "AccessKeyId" { return Member.accessKeyID.rawValue }
      if name == "SecretAccessKey" { return Member.secretAccessKey.rawValue }
      if name == "SessionToken" { return Member.sessionToken.rawValue }
      if name == "Expiration" { return Member.expiration.rawValue }
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
