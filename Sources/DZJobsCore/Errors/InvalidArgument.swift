// Why an argument is refused before anything is sent.

/// Why an argument can never be right: a text that starts with its name and never quotes it,
/// since it may be a secret.
package struct InvalidArgument: Error {
  package let text: StaticCString

  package init(_ text: StaticCString) { self.text = text }
}
