// Reads one of AWS's two shared config files, line by line, by the rules that AWS's SDKs share. It
// also reads what only boto3 reads and other SDKs refuse or skip: quoted names, indented keys,
// `key: value`.

extension Limit {
  /// The most bytes of a shared config file.
  package static let profileFile = 16 << 20
}

/// The reason why a shared config file cannot be used.
package struct SharedConfigError: Error {
  /// `config` or `memory`.
  package let failure: Failure
  package let text: StaticCString
  package let file: SharedConfigParser.Kind
  /// The line, from 1; 0 for the whole file. Undefined if memory ran out.
  package let line: Int
}

package struct SharedConfigParser {
  package enum Kind {
    case config
    case credentials
  }

  /// The kind of the last line, which decides what the next line can be.
  private enum Place {
    case outside, section, property, subProperties
  }

  private let kind: Kind
  private let profiles: SharedConfig
  private var lineNumber = 0
  private var place = Place.outside
  private var isSectionKept = false
  /// The number of blanks before the last property. A line with more of them continues it.
  private var indentation = 0
  private var hasPrefixedDefault = false

  init(_ kind: Kind, of profiles: SharedConfig) {
    self.kind = kind
    self.profiles = profiles
  }

  /// Adds the file's sections to the profiles.
  @inline(never)
  mutating func read(_ contents: Bytes) throws(SharedConfigError) {
    if contents.count > Limit.profileFile { throw error("The file is larger than 16 MiB") }
    var at = 0
    while at < contents.count {
      let rest = contents.slice(at, contents.count)
      // Python takes each of three line ends for one: LF, CR LF and CR.
      var end = 0
      while end < rest.count, rest[end] != .lineFeed, rest[end] != .carriageReturn { end &+= 1 }
      at &+= end &+ (rest.slice(end, end &+ 2) == "\r\n" ? 2 : 1)
      lineNumber &+= 1
      try readLine(rest.slice(0, end))
    }
    if !profiles.endSection() { throw error("Out of memory", .memory) }
  }

  private func error(_ text: StaticCString, _ failure: Failure = .config) -> SharedConfigError {
    SharedConfigError(failure: failure, text: text, file: kind, line: lineNumber)
  }

  private mutating func readLine(_ line: Bytes) throws(SharedConfigError) {
    // Values become C strings and parts of URLs and error texts.
    guard line.firstIndex(of: 0) == nil, UTF8Check.characterCount(line) != nil else {
      throw error("Expected UTF-8 text without NUL")
    }
    let text = line.withoutBlanks
    // The AWS CLI skips an indented comment; other SDKs read it as a value.
    if text.isEmpty || SharedConfigParser.beginsComment(text[0]) { return }
    let blanks = SharedConfigParser.leadingBlanks(line)
    if place == .property || place == .subProperties, blanks > indentation {
      return try readContinuation(text)
    }
    indentation = blanks
    if text[0] == .openBracket { try readSection(text) } else { try readProperty(text) }
  }

  // MARK: Sections

  private mutating func readSection(_ text: Bytes) throws(SharedConfigError) {
    // Look for a comment only after the bracket: names may contain its characters.
    var end = text.firstIndex(of: .closeBracket) ?? 0
    while end < text.count, !SharedConfigParser.beginsComment(text[end]) { end &+= 1 }
    let header = text.slice(0, end).withoutBlanks
    guard header[header.count &- 1] == .closeBracket else {
      throw error("Profile definition must end with ']'")
    }
    place = .section
    isSectionKept = try begin(header.slice(1, header.count &- 1).withoutBlanks)
  }

  /// Begins a section. Returns false if this file cannot have such a section.
  private mutating func begin(_ title: Bytes) throws(SharedConfigError) -> Bool {
    if kind == .credentials { return begin(.profile, title) }
    if title == "default" { return !hasPrefixedDefault && begin(.profile, title) }
    // `aws configure sso` quotes a name that contains a space.
    guard let words = ShellWords(title), words.count == 2 else { return false }
    guard let first = words.cString(0), let second = words.cString(1) else {
      throw error("Out of memory", .memory)
    }
    let word = Bytes(cString: first)
    let name = Bytes(cString: second)
    if word == "sso-session" { return begin(.ssoSession, name) }
    if word == "services" { return begin(.services, name) }
    if !(word == "profile") { return false }
    if name == "default" && !hasPrefixedDefault {
      hasPrefixedDefault = true
      profiles.override(.profile, name)
    }
    return begin(.profile, name)
  }

  private func begin(_ kind: SharedConfig.Kind, _ name: Bytes) -> Bool {
    if name.isEmpty { return false }
    profiles.beginSection(kind, name, of: self.kind)
    return true
  }

  // MARK: Properties

  private mutating func readProperty(_ text: Bytes) throws(SharedConfigError) {
    if place == .outside { throw error("Expected a profile definition") }
    guard let property = ProfileDefinition(text, takingColons: true) else {
      throw error(
        indentation > 0
          ? "Expected a property definition, found continuation"
          : "Expected an '=' sign defining a property")
    }
    if property.name.isEmpty { throw error("Property did not have a name") }
    place = property.value.isEmpty ? .subProperties : .property
    if isSectionKept { profiles.addProperty(property.name, property.value) }
  }

  private func readContinuation(_ text: Bytes) throws(SharedConfigError) {
    switch place {
    case .outside, .section, .property:
      break
    case .subProperties:
      guard let property = ProfileDefinition(text) else {
        throw error("Expected an '=' sign defining a sub-property")
      }
      if property.name.isEmpty { throw error("Sub-property did not have a name") }
    }
    if isSectionKept { profiles.continueProperty(text) }
  }

  // MARK: Characters

  private static func leadingBlanks(_ line: Bytes) -> Int {
    var count = 0
    while isSpace(line[count]) { count &+= 1 }
    return count
  }

  fileprivate static func isSpace(_ c: UInt8) -> Bool { c == .space || c == .tab }
  fileprivate static func beginsComment(_ c: UInt8) -> Bool { c == .hash || c == .semicolon }
}

/// A property or a sub-property: `name = value` or, with `takingColons`, `name: value`. A comment
/// after a space does not belong to the value.
struct ProfileDefinition {
  let name: Bytes
  let value: Bytes

  /// Nil if there is no separator between name and value.
  @inline(never)
  init?(_ text: Bytes, takingColons: Bool = false) {
    var end = 0
    while end < text.count {
      if SharedConfigParser.beginsComment(text[end]), SharedConfigParser.isSpace(text[end &- 1]) {
        break
      }
      end &+= 1
    }
    let text = text.slice(0, end)
    var nameEnd = text.firstIndex(of: .equalsSign) ?? text.count
    if takingColons { nameEnd = text.slice(0, nameEnd).firstIndex(of: .colon) ?? nameEnd }
    if nameEnd == text.count { return nil }
    name = text.slice(0, nameEnd).withoutBlanks
    value = text.slice(nameEnd &+ 1, text.count).withoutBlanks
  }
}

extension Bytes {
  /// The bytes without the spaces and tabs around them.
  fileprivate var withoutBlanks: Bytes {
    var low = 0
    var high = count
    while low < high, SharedConfigParser.isSpace(self[low]) { low &+= 1 }
    while high > low, SharedConfigParser.isSpace(self[high &- 1]) { high &-= 1 }
    return slice(low, high)
  }
}
