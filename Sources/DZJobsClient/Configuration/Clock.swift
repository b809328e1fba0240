// The two clocks of a client: the calendar's for signatures and expirations, and a monotonic one
// for durations.

internal import CCurl

enum Clock {
  /// Microseconds since 1970.
  static var now: Int64 { ccurl_clock_us(CLOCK_REALTIME) }

  /// Microseconds of the monotonic clock, which nobody sets.
  static var uptime: Int64 { ccurl_clock_us(CLOCK_MONOTONIC) }
}
