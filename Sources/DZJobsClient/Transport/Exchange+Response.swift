// The response of an exchange: received from libcurl or from the caller's transport, and passed to
// the requester.

package import DZJobsCore

extension Exchange {
  /// Reads the name and value at `at`, and moves `at` past them.
  @inline(never)
  static func header(_ text: Bytes, _ at: inout Int) -> (name: Bytes, value: Bytes)? {
    if at >= text.count { return nil }
    let name = text.slice(at, text.count).upToNUL
    let value = text.slice(at &+ name.count &+ 1, text.count).upToNUL
    at &+= name.count &+ value.count &+ 2
    return (name, value)
  }

  // MARK: From libcurl

  /// Adds bytes to the body. Returning false ends the transfer.
  func takeBody(_ bytes: Bytes) -> Bool {
    if bytes.count > limits.body &- body.count { isTooBig = true }
    if isTooBig { return false }
    // Room for a usual page, because growing a buffer copies it and wipes the old one.
    if body.count == 0 { body.reserve(max(bytes.count, 32768)) }
    body.append(bytes)
    return !body.failed
  }

  /// Takes a raw header line. A status line begins another response, after that of a CONNECT or an
  /// interim response such as 100.
  func takeHeaderLine(_ line: Bytes) -> Bool {
    headCount &+= line.count
    if headCount > Limit.headers { return false }
    if line.hasPrefix("HTTP/") {
      headers.removeAll()
    } else if let colon = line.firstIndex(of: .colon) {
      takeHeader(line.slice(0, colon), line.slice(colon &+ 1, line.count))
    }
    return !headers.failed
  }

  private func takeHeader(_ name: Bytes, _ value: Bytes) {
    if headers.count >= Limit.headers { return }
    headers.append(name.upToNUL)
    headers.append(0)
    headers.append(value.upToNUL)
    headers.append(0)
  }

  /// Ends the exchange with the complete response, after checks that libcurl does not make.
  func takeAnswer(of transfer: CurlTransfer) {
    let status = transfer.status
    if !(100...999).contains(status) {
      return fail(retryable: true, Bytes("an invalid HTTP status"))
    }
    // A server may send 408 when it closes an idle connection, before it saw the request. Send the
    // request again once.
    if status == 408, !wantsNewConnection {
      wantsNewConnection = true
      return end(.again)
    }
    if !isTooBig, isCutShort(status), changesCoding(status) { return }
    wantsNewConnection = false
    self.status = status
    end(.answer)
  }

  // MARK: Codings

  /// Handles a response whose content coding cannot be decoded: the request is sent again without
  /// Accept-Encoding. If that fails, too, an error response keeps its status and headers, and for a
  /// success it returns false.
  func changesCoding(_ status: Int32) -> Bool {
    switch coding {
    case .compressed:
      coding = isCodingKnown ? .plain : .raw
      end(.again)
      return true
    case .plain where !isCodingKnown:
      coding = .raw
      end(.again)
      return true
    case .plain, .raw:
      guard (300...999).contains(status) else { return false }
      body.removeAll()
      self.status = status
      end(.answer)
      return true
    }
  }

  private var contentEncoding: Bytes? {
    var at = 0
    while let header = Exchange.header(headers.bytes(), &at) {
      if header.name.equalsIgnoringCase("content-encoding") { return header.value.trimmed }
    }
    return nil
  }

  /// True if libcurl can decode the coding, or could if the body were complete.
  private var isCodingKnown: Bool {
    guard let name = contentEncoding else { return true }
    // libcurl decides about several nested codings.
    if name.firstIndex(of: .comma) != nil { return true }
    return name.equalsIgnoringCase("gzip") || name.equalsIgnoringCase("x-gzip")
      || name.equalsIgnoringCase("deflate") || name.equalsIgnoringCase("br")
      || name.equalsIgnoringCase("zstd")
  }

  /// True for a JSON body whose braces do not match: libcurl accepts coded bodies that end early.
  private func isCutShort(_ status: Int32) -> Bool {
    guard coding != .raw, let name = contentEncoding, !name.isEmpty,
      !name.equalsIgnoringCase("identity")
    else { return false }
    let text = body.bytes().trimmed
    if text.isEmpty { return true }
    if text[0] != .openBrace { return (200...299).contains(status) }
    var depth = 0
    var isInString = false
    var index = 0
    while index < text.count {
      switch text[index] {
      case .quote: isInString.toggle()
      case .backslash where isInString: index &+= 1
      case .openBrace where !isInString: depth &+= 1
      case .closeBrace where !isInString: depth &-= 1
      default: break
      }
      index &+= 1
    }
    return depth != 0 || isInString
  }

  // MARK: To the requester

  @inline(never)
  private func close(_ log: ClientLog) throws(Failure) {
    if body.failed || headers.failed || reason.failed {
      abort()
      throw .memory
    }
    if case .again = outcome { return }
    if isStarved { fail(retryable: true, Bytes("no file descriptors are left")) }
    log.answer(
      state?.handle, status: status, count: body.count, reason: reason.bytes(),
      duration: Clock.uptime &- began)
  }

  /// Passes the response to the requester and discards it.
  func tell<Requester: HTTPRequester>(
    _ requester: Requester, _ log: ClientLog
  ) throws(Failure) {
    requester.redact(&reason)
    try close(log)
    switch outcome {
    case .answer:
      var at = 0
      while let header = Exchange.header(headers.bytes(), &at) {
        try requester.responseHeader(header.name, header.value)
      }
      let whole = body.bytes()
      try requester.response(
        now: Clock.now, status: status,
        isTooBig ? Bytes(start: whole.start, count: limits.body &+ 1) : whole)
    case .noAnswer(let retryable, let isShared):
      try requester.noResponse(
        now: Clock.now, retryable: retryable, isShared: isShared, reason: reason.bytes())
    case .again, .starved, nil:
      break
    }
    abort()
  }
}

// MARK: From the caller's transport

extension Exchange {
  package func responseHeader(_ name: Bytes?, _ value: Bytes?) throws(Failure) {
    guard let name, let value else { throw .invalid }
    if outcome != nil { throw .state }
    let kept = headers.count
    takeHeader(name, value)
    if headers.failed {
      headers.truncate(to: kept)
      headers.clearFailure()
      throw .memory
    }
  }

  package func response(status: Int32, body: UnsafeRawPointer?, count: Int) throws(Failure) {
    guard (100...999).contains(status), body != nil || count == 0 else { throw .invalid }
    if outcome != nil { throw .state }
    // A size_t above Int.max arrives as a negative count.
    if count < 0 {
      isTooBig = true
    } else {
      _ = takeBody(Bytes(start: body?.assumingMemoryBound(to: UInt8.self), count: count))
    }
    if self.body.failed {
      self.body.clearFailure()
      throw .memory
    }
    self.status = status
    end(.answer)
  }

  package func noResponse(retryable: Bool, reason: Bytes?) throws(Failure) {
    if outcome != nil { throw .state }
    fail(retryable: retryable, reason ?? Bytes())
  }
}
