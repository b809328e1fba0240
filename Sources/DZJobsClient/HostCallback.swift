// A callback of the caller's: its own HTTP transport, or its own source of credentials.

/// A function of the caller's that receives a handle of ours.
package struct HostCallback {
  package typealias Function = @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void

  let callback: Function
  let context: UnsafeMutableRawPointer?
}
