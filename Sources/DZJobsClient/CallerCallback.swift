// A callback of the caller, and its context.

/// The caller's function that frees the context.
package typealias Destroy = @convention(c) (UnsafeMutableRawPointer?) -> Void

/// A context. Its `destroy` runs after the last client, listing or stream that can call back ends.
package final class CallbackContext {
  let pointer: UnsafeMutableRawPointer?
  private let destroy: Destroy?

  package init(_ pointer: UnsafeMutableRawPointer?, _ destroy: Destroy?) {
    self.pointer = pointer
    self.destroy = destroy
  }

  deinit { destroy?(pointer) }
}

/// A function of the caller that receives a handle of the library: a transport, or a provider of
/// credentials. It returns 0 or a negative code; positive values are reserved for later versions.
package struct CallerCallback {
  package typealias Function =
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Int32

  private let function: Function
  private let context: CallbackContext

  /// Nil without a function: then the context ends at once.
  init?(_ function: Function?, _ context: CallbackContext) {
    guard let function else { return nil }
    self.function = function
    self.context = context
  }

  func callAsFunction(_ object: AnyObject) -> Int32 {
    function(context.pointer, OpaquePointer(Unmanaged.passUnretained(object).toOpaque()))
  }
}
