// The kinds of failures: one case for each DZJOBS_E* code of the header.

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
