// The reason why the library refuses an argument before it sends anything.

/// The error text of an argument. It starts with the argument's name and never quotes the value,
/// which may be a secret. The texts are where the values are checked: `ListingSettings`,
/// `ListJobRunsInput`, `Endpoint`, `Credentials`, and the client's `ClientSettings`.
package struct InvalidArgument: Error {
  package let text: StaticCString

  package init(_ text: StaticCString) { self.text = text }
}
