// A mutex at a fixed address. pthreads require one, and Swift's structs have none.

internal import CCurl
internal import CSystem

final class Lock {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  @inline(never)
  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
}
