// What can go wrong: one case for each of the header's DZJOBS_E* codes.

/// The kind of a failure. The listing or client that failed keeps the text.
public enum Failure: Error {
  case invalid
  case state
  case memory
  case parse
  case service
  case loop
  case transport
  case tooBig
  case credentials
  case config
  case timedOut
  case canceled
  case unavailable
}
