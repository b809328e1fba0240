// The one door to wiping memory that held a secret.

internal import CSystem

enum Memory {
  static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    csystem_wipe(bytes.baseAddress, bytes.count)
  }
}
