// The reason why the library refuses an argument before it sends anything, or keys that a provider
// issued.

/// An argument's name, if it has one, and its problem, which make the error text together. The text
/// never quotes the value, which may be a secret. The texts are where the values are checked:
/// `ListingSettings`, `ListJobRunsInput`, `Endpoint`, `Credentials`, and the client's
/// `ClientSettings`.
package struct InvalidArgument: Error {
  let name: StaticCString?
  let problem: StaticCString

  package init(_ name: StaticCString?, _ problem: StaticCString) {
    self.name = name
    self.problem = problem
  }
}

extension Int64 {
  /// Returns an argument that must be 1 or more.
  package func positive(_ name: StaticCString) throws(InvalidArgument) -> Int64 {
    if self < 1 { throw InvalidArgument(name, "less than 1") }
    return self
  }

  /// Returns an argument that must be 0 or more.
  package func notNegative(_ name: StaticCString) throws(InvalidArgument) -> Int64 {
    if self < 0 { throw InvalidArgument(name, "less than 0") }
    return self
  }
}

extension ByteBuffer {
  /// Appends a text such as `region: empty`.
  @inline(never)
  package mutating func append(_ error: InvalidArgument) {
    if let name = error.name {
      append(name)
      append(": ")
    }
    append(error.problem)
  }
}
