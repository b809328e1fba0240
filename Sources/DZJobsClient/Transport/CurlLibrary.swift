// libcurl for one client. The first request that needs it loads it; nothing unloads it.

internal import CCurl
internal import CSystem
internal import DZJobsCore

final class CurlLibrary {
  private let lock = Lock()
  private var table: UnsafeMutablePointer<ccurl_api>?
  /// The reason why the last attempt to load it failed.
  private var complaint = ByteBuffer()

  deinit { table?.deallocate() }

  /// Loads libcurl and returns its functions.
  func load() throws(Failure) -> UnsafePointer<ccurl_api> {
    lock.lock()
    defer { lock.unlock() }
    if let table { return UnsafePointer(table) }
    complaint.removeAll()
    guard complaint.reserve(512), let text = complaint.tail else { throw .memory }
    let api = UnsafeMutablePointer<ccurl_api>.allocate(capacity: 1)
    let code = text.withMemoryRebound(to: CChar.self, capacity: 512) { ccurl_load(api, $0, 512) }
    if code == 0 {
      table = api
      return UnsafePointer(api)
    }
    api.deallocate()
    if code == ENOMEM { throw .memory }
    complaint.commit(text.withMemoryRebound(to: CChar.self, capacity: 512) { strlen($0) })
    throw .unavailable
  }

  /// Appends the reason why it could not be loaded.
  func appendComplaint(to text: inout ByteBuffer) {
    lock.lock()
    defer { lock.unlock() }
    text.append("libcurl cannot be loaded: ")
    text.append(complaint.bytes())
    text.append("; install libcurl4 (Debian) or libcurl")
  }
}
