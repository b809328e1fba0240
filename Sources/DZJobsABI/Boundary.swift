// Converts between C's conventions and Swift's: handles, codes, strings. The facade does nothing
// else.

import CDZJobs
import DZJobsClient
import DZJobsCore

/// A class whose instances have an opaque handle in C.
protocol Handled: AnyObject {
  /// Runs `body` on the object behind a handle. The caller keeps the object alive, so it is not
  /// retained.
  static func ask<Answer>(_ handle: OpaquePointer?, _ body: (Self) -> Answer?) -> Answer?
}

/// A class whose handle points to the instance itself.
protocol Boxed: Handled {}

extension Client: Boxed {}
extension Exchange: Boxed {}
extension CredentialProviderChain: Boxed {}

extension Boxed {
  /// The object behind a handle; nil for NULL.
  static func at(_ handle: OpaquePointer?) -> Self? {
    handle.map { Unmanaged<Self>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  @inline(__always)
  static func ask<Answer>(_ handle: OpaquePointer?, _ body: (Self) -> Answer?) -> Answer? {
    guard let handle else { return nil }
    return Unmanaged<Self>.fromOpaque(UnsafeRawPointer(handle))._withUnsafeGuaranteedRef(body)
  }

  /// Makes a handle that keeps the object alive until `release`.
  static func handle(_ object: Self) -> OpaquePointer {
    OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  static func release(_ handle: OpaquePointer?) {
    if let handle { Unmanaged<Self>.fromOpaque(UnsafeRawPointer(handle)).release() }
  }
}

extension Handled {
  /// Runs `body` on the object behind a handle. Returns its code, or the code of its failure.
  @inline(__always)
  static func code(_ handle: OpaquePointer?, _ body: (Self) throws(Failure) -> CInt) -> CInt {
    ask(handle) {
      do throws(Failure) {
        return try body($0)
      } catch {
        return error.code
      }
    } ?? DZJOBS_EINVAL
  }

  /// The same for a body without a code. Returns 0 on success.
  static func perform(_ handle: OpaquePointer?, _ body: (Self) throws(Failure) -> Void) -> CInt {
    code(handle) { object throws(Failure) in
      try body(object)
      return 0
    }
  }
}

/// An object whose settings C sets one by one.
protocol Configurable: Handled {
  func set(_ setting: Setting, text: Bytes?) throws(Failure)
  func set(_ setting: Setting, number: Int64) throws(Failure)
}

extension Client: Configurable {}
extension Listing: Configurable {}

extension Configurable {
  @inline(never)
  static func set(
    _ handle: OpaquePointer?, _ setting: Setting, text: UnsafePointer<CChar>?
  ) -> CInt {
    perform(handle) { object throws(Failure) in try object.set(setting, text: .of(text)) }
  }

  @inline(never)
  static func set(_ handle: OpaquePointer?, _ setting: Setting, number: Int64) -> CInt {
    perform(handle) { object throws(Failure) in try object.set(setting, number: number) }
  }
}

/// The object behind a dzjobs_list: the listing and, if a client drives it, the client's state.
final class ListHandle: Boxed {
  let listing: Listing
  let state: ListingState?

  init(_ listing: Listing, _ state: ListingState? = nil) {
    self.listing = listing
    self.state = state
  }

  deinit { state?.leaveScheduler() }
}

extension Listing: Handled {
  @inline(__always)
  static func ask<Answer>(_ handle: OpaquePointer?, _ body: (Listing) -> Answer?) -> Answer? {
    // Do not wrap `body` in a closure: the optimizer would keep both calls for every run.
    ListHandle.ask(handle) { Unmanaged.passUnretained($0.listing) }?._withUnsafeGuaranteedRef(body)
  }
}

extension JobRun {
  /// The run behind a borrowed handle; nil for NULL.
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
    case .credentials: return DZJOBS_ECREDENTIALS
    case .config: return DZJOBS_ECONFIG
    case .timedOut: return DZJOBS_ETIMEDOUT
    case .canceled: return DZJOBS_ECANCELED
    case .unavailable: return DZJOBS_EUNAVAILABLE
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
  @inline(never)
  static func of(_ text: UnsafePointer<CChar>?) -> Bytes? { text.map { Bytes(cString: $0) } }

  /// Lends the bytes to C: a pointer and, if `length` is set, the length.
  func lend(_ length: UnsafeMutablePointer<Int>?) -> UnsafePointer<CChar> {
    length?.pointee = count
    return cString
  }
}
