// One page of runs in two blocks of memory: the decoded text and the table of runs. The next page
// reuses both, so that a listing of any length allocates only for its largest page.

internal import CSystem

public final class JobRunPage {
  /// Decoded strings with their NULs, and members that the library does not know.
  var text = ByteBuffer()
  /// The service's token for the next page; absent if it is null or empty.
  var nextToken = Span32.absent
  /// Members of the page itself that the library does not know.
  var unknown = UnknownMembers()

  private var table: UnsafeMutablePointer<JobRun>?
  private var capacity = 0
  /// The number of runs that the service sent in this page.
  private(set) var total = 0
  /// The runs that the caller sees; `max_items` and a resume token cut off the others.
  private(set) var visible = 0..<0

  var times = JSONTimes.iso8601
  /// The page's own JSON.
  var json = ByteBuffer()
  var jsonIsComplete = false
  /// The JSON of single runs, and the buffer that each is written in.
  var runTexts = StringArena()
  var draft = ByteBuffer()

  init() {}

  deinit { free(table) }

  /// Empties the page and reserves room for the text of a body; false if memory runs out.
  func reset(bodyCount: Int) -> Bool {
    text.removeAll()
    text.shrink(to: bodyCount)
    if capacity > 4096, capacity / 8 > total {
      free(table)
      table = nil
      capacity = 0
    }
    nextToken = .absent
    unknown = UnknownMembers()
    total = 0
    visible = 0..<0
    json.removeAll()
    jsonIsComplete = false
    runTexts.removeAll()
    return text.reserve(bodyCount &+ JobRunPage.slack)
  }

  /// Removes all runs and frees their memory. Returns false and changes nothing if memory runs out.
  @discardableResult
  func releaseRuns(keepsToken: Bool) -> Bool {
    var kept = ByteBuffer()
    var token = Span32.absent
    if keepsToken, nextToken.isPresent {
      kept.append(bytes(nextToken))
      kept.append(0)
      if kept.failed { return false }
      token = Span32(offset: 0, length: nextToken.length)
    }
    swap(&text, &kept)
    nextToken = token
    unknown = UnknownMembers()
    free(table)
    table = nil
    capacity = 0
    total = 0
    visible = 0..<0
    json = ByteBuffer()
    jsonIsComplete = false
    runTexts = StringArena()
    draft = ByteBuffer()
    return true
  }

  #if ENDS_LIVES
    /// Ends the life of the runs, their texts and the JSON, after the caller left the page.
    func endLives() {
      _ = reset(bodyCount: 0)
      free(table)
      table = nil
      capacity = 0
    }
  #endif

  /// The number of bytes behind the page's last text that the reader may read and write.
  static let slack = JSONReader.slack

  /// Removes the runs read so far: of several `items` the last one counts.
  func removeAllRuns() { total = 0 }

  /// Adds a row for one more run to the table; nil if memory runs out.
  @_optimize(speed)
  func appendRow() -> UnsafeMutablePointer<JobRun>? {
    if total == capacity {
      let grown = capacity &* 2 &+ 64
      let (size, overflow) = grown.multipliedReportingOverflow(by: MemoryLayout<JobRun>.stride)
      guard !overflow, let moved = realloc(table, size) else { return nil }
      table = moved.assumingMemoryBound(to: JobRun.self)
      capacity = grown
    }
    guard let row = table.map({ $0 + total }) else { return nil }
    total &+= 1
    return row
  }

  /// The row at `index` of all that the service sent.
  func row(at index: Int) -> UnsafePointer<JobRun>? {
    index < total ? table.map { UnsafePointer($0 + index) } : nil
  }

  /// Removes the rows after the first `total`, and their texts.
  func truncate(to total: Int, textCount: Int) {
    self.total = total
    text.truncate(to: textCount)
    text.clearFailure()
  }

  /// Makes only the runs of `range` visible, and sets how JSON writes times.
  func show(_ range: Range<Int>, times: JSONTimes) {
    visible = range.clamped(to: 0..<total)
    self.times = times
  }

  /// The visible run at `index`; nil past the last.
  @inline(__always)
  public func run(at index: Int) -> UnsafePointer<JobRun>? {
    guard index >= 0, index < visible.count, let table else { return nil }
    return UnsafePointer(table + (visible.lowerBound &+ index))
  }

  /// The number of visible runs.
  public var count: Int { visible.count }

  /// The token; nil if this is the last page.
  public var nextTokenCString: UnsafePointer<CChar>? {
    guard nextToken.isPresent, bytes(nextToken)[0] != 0 else { return nil }
    return text.cString(at: Int(nextToken.offset))
  }

  /// The number of the token's characters. If its bytes, which are at least as many, are within the
  /// limit, the result is the number of bytes, which is faster.
  var nextTokenCharacters: Int {
    let token = nextToken.isPresent ? bytes(nextToken) : Bytes()
    if token.count <= Limit.tokenCharacters { return token.count }
    return UTF8Check.characterCount(token) ?? 0
  }

  /// Checked here and not by a call: JSON needs it for each value.
  func bytes(_ span: Span32) -> Bytes {
    let (offset, length) = (Int(span.offset), Int(span.length))
    guard let base = text.base, offset &+ length <= text.count else { return Bytes() }
    return Bytes(start: UnsafePointer(base + offset), count: length)
  }

  /// Keeps `member`, a name, a colon and a value, at the end of `chain`. Eight bytes precede its
  /// text: the place of the next member and the length of this one.
  func keep(_ member: Bytes, in chain: inout UnknownMembers) {
    let place = UInt32(truncatingIfNeeded: text.count)
    guard text.reserve(8 &+ member.count), let tail = text.tail else { return }
    let raw = UnsafeMutableRawPointer(tail)
    raw.storeBytes(of: UnknownMembers.end, as: UInt32.self)
    raw.storeBytes(
      of: UInt32(truncatingIfNeeded: member.count), toByteOffset: 4, as: UInt32.self)
    text.commit(8)
    text.append(member)
    if chain.isEmpty {
      chain.first = place
    } else if let base = text.base {
      UnsafeMutableRawPointer(base + Int(chain.last)).storeBytes(of: place, as: UInt32.self)
    }
    chain.last = place
  }

  /// The member that `keep` stored at `place`, and the place of the next one.
  func unknownMember(at place: UInt32) -> (member: Bytes, next: UInt32) {
    let start = Int(place)
    guard let base = text.base, start &+ 8 <= text.count else {
      return (Bytes(), UnknownMembers.end)
    }
    let raw = UnsafeRawPointer(base + start)
    let next = raw.loadUnaligned(as: UInt32.self)
    let length = raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    return (text.bytes(from: start &+ 8, to: start &+ 8 &+ Int(length)), next)
  }
}
