// A callback of the caller's, and the context that it comes with.

/// Called with the context when nobody needs it any more.
package typealias Destroy = @convention(c) (UnsafeMutableRawPointer?) -> Void

/// The context ends with the last client, listing or stream that may call back.
package final class CallbackContext {
  let pointer: UnsafeMutableRawPointer?
  private let destroy: Destroy?

  package init(_ pointer: UnsafeMutableRawPointer?, _ destroy: Destroy?) {
    self.pointer = pointer
    self.destroy = destroy
  }

  deinit { destroy?(pointer) }
}

/// A function of the caller's that receives a handle of ours: its own HTTP transport, or its own
/// source of credentials. Its result is 0, a negative failure, or a value of a later version.
package struct HostCallback {
  package typealias Function =
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Int32

  private let function: Function
  private let context: CallbackContext

  /// Nil without a function; the context ends then.
  init?(_ function: Function?, _ context: CallbackContext) {
    guard let function else { return nil }
    self.function = function
    self.context = context
  }

  func callAsFunction(_ object: AnyObject) -> Int32 {
    function(context.pointer, OpaquePointer(Unmanaged.passUnretained(object).toOpaque()))
  }
}
