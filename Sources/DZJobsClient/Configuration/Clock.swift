// The two clocks of a client: the calendar's, which signatures and expiry need, and one that nobody
// sets, which measures durations.

internal import CCurl

enum Clock {
  /// Microseconds since 1970.
  static var now: Int64 { ccurl_clock_us(CLOCK_REALTIME) }

  /// Microseconds of a clock that is never set.
  static var uptime: Int64 { ccurl_clock_us(CLOCK_MONOTONIC) }
}
