// Credentials from a program, the profile's credential_process. It also gives access to every login
// that this library lacks, by `aws configure export-credentials --format process`.

internal import CCurl
internal import CSystem
internal import DZJobsCore

extension CredentialProviderChain {
  /// Takes the credentials that `command` prints. It may take as long as the search.
  func runProcess(_ command: Bytes) throws(Failure) {
    guard let words = ShellWords(command) else {
      throw refuse("credential_process: not a command line; check its quotes")
    }
    var process: pid_t = 0
    var output: Int32 = -1
    let error = words.failed ? ENOMEM : words.spawn(&process, &output)
    if error == ENOMEM { throw .memory }
    if error != 0 { throw refuse("credential_process: cannot be started") }
    var answer = ByteBuffer(isSecret: true)
    var status: Int32 = 0
    do throws(Failure) {
      try read(output, &answer)
      status = try wait(for: process)
    } catch {
      // Do not kill it if it ended: another process may have its id.
      if csystem_wait(process, 0) == CSYSTEM_RUNS {
        kill(process, SIGKILL)
        _ = csystem_wait(process, 1)
      }
      close(output)
      throw error
    }
    close(output)
    if status != 0 {
      trail.append("credential_process: ended with exit status ")
      trail.appendDecimal(Int64(status))
      throw .credentials
    }
    try check(try found.read(json: answer.bytes(), of: .process), "credential_process: prints")
  }

  private func read(_ output: Int32, _ answer: inout ByteBuffer) throws(Failure) {
    while true {
      if try !isReady(output, milliseconds: 1000) { continue }
      guard answer.reserve(4096), let tail = answer.tail else { throw .memory }
      let count = csystem_read(output, tail, 4096)
      if count == CSYSTEM_NOTHING_YET { continue }
      if count <= 0 { return }
      answer.commit(count)
      if answer.count > 65536 { throw refuse("credential_process: prints more than 64 KiB") }
    }
  }

  /// Polls for the exit status, because waiting for SIGCHLD would disturb the caller's handlers.
  private func wait(for process: pid_t) throws(Failure) -> Int32 {
    var pause: Int64 = 1
    while true {
      let status = csystem_wait(process, 0)
      if status != CSYSTEM_RUNS { return status }
      _ = try isReady(-1, milliseconds: pause)
      pause = min(pause &* 2, 50)
    }
  }

  /// Waits for `descriptor` (-1 for none) and returns true if it can be read.
  private func isReady(_ descriptor: Int32, milliseconds: Int64) throws(Failure) -> Bool {
    let left = reader.end &- Clock.uptime
    if left <= 0 { throw refuse("credential_process: took longer than the timeout") }
    return try client.isReady(
      descriptor, milliseconds: min(left / 1000 &+ 1, milliseconds), deadline: deadline,
      for: callContext.state)
  }
}

extension ShellWords {
  /// Starts the program with these words as arguments. Returns 0 or an errno.
  fileprivate func spawn(_ process: inout pid_t, _ output: inout Int32) -> Int32 {
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: count + 1) {
      for index in 0..<count {
        $0[index] = cString(index).map { UnsafeMutablePointer(mutating: $0) }
      }
      $0[count] = nil
      return csystem_spawn($0.baseAddress, &process, &output)
    }
  }
}
