// Where C's conventions become Swift's and back: handles, codes, strings. It is deliberately all
// that the facade does.

import CDZJobs
import CSystem
import DZJobsCore

extension Listing {
  /// The listing behind a handle, nil for NULL.
  static func at(_ handle: OpaquePointer?) -> Listing? {
    handle.map { Unmanaged<Listing>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// A handle that keeps the listing alive until it is given to `release`.
  static func handle(_ listing: Listing) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(listing).toOpaque())
  }

  static func release(_ handle: OpaquePointer?) {
    if let handle { Unmanaged<Listing>.fromOpaque(UnsafeRawPointer(handle)).release() }
  }
}

extension JobRun {
  /// The run behind a borrowed handle, nil for NULL.
  static func at(_ handle: OpaquePointer?) -> UnsafePointer<JobRun>? {
    handle.map { UnsafeRawPointer($0).assumingMemoryBound(to: JobRun.self) }
  }
}

extension Failure {
  var code: CInt {
    switch self {
    case .invalid: return DZJOBS_EINVAL
    case .state: return DZJOBS_ESTATE
    case .memory: return DZJOBS_ENOMEM
    case .parse: return DZJOBS_EPARSE
    case .service: return DZJOBS_ESERVICE
    case .loop: return DZJOBS_ELOOP
    case .transport: return DZJOBS_ETRANSPORT
    case .tooBig: return DZJOBS_ETOOBIG
    }
  }
}

extension Event {
  var code: CInt {
    switch self {
    case .done: return DZJOBS_DONE
    case .run: return DZJOBS_RUN
    case .page: return DZJOBS_PAGE
    case .send: return DZJOBS_SEND
    case .wait: return DZJOBS_WAIT
    }
  }
}

extension Bytes {
  /// The bytes of a C string that may be NULL.
  static func of(_ text: UnsafePointer<CChar>?) -> Bytes? { text.map { Bytes(cString: $0) } }

  /// As C sees them: a pointer, and the length where it is asked for.
  func lend(_ length: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar>? {
    if start != nil { length?.pointee = count }
    return cString
  }
}

/// Runs `body` on the listing behind a handle; its failure, or 0, is the result.
func perform(
  _ handle: OpaquePointer?, _ body: (Listing) throws(Failure) -> Void
) -> CInt {
  guard let listing = Listing.at(handle) else { return DZJOBS_EINVAL }
  do throws(Failure) {
    try body(listing)
    return 0
  } catch {
    return error.code
  }
}

/// A seed from the system; if it has none to give, an address, which is as good for jitter.
func systemEntropy() -> UInt64 {
  var seed: UInt64 = 0
  if csystem_entropy(&seed, 8) == 0 { return seed }
  return withUnsafePointer(to: &seed) { UInt64(UInt(bitPattern: $0)) }
}
