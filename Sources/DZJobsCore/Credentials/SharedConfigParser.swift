// One of AWS's two shared config files, line by line, by the rules that AWS's SDKs share: an error
// ends the reading, but what only has a name that is not allowed is left out.

extension Limit {
  /// Bytes of a shared config file.
  package static let profileFile = 1 << 20
}

/// Why a shared config file cannot be used.
package struct SharedConfigError: Error {
  /// `config` or `memory`.
  package let failure: Failure
  package let text: StaticCString
  package let file: SharedConfigParser.Kind
  /// From 1 up; 0 is the whole file. Means nothing if memory ran out.
  package let line: Int
}

package struct SharedConfigParser {
  package enum Kind {
    case config
    case credentials
  }

  /// What a line may go on with.
  private enum Place {
    case outside, section, property, subProperties
  }

  private let kind: Kind
  private let profiles: SharedConfig
  private var lineNumber = 0
  private var place = Place.outside
  private var isSectionKept = false
  private var isPropertyKept = false
  private var hasPrefixedDefault = false

  init(_ kind: Kind, of profiles: SharedConfig) {
    self.kind = kind
    self.profiles = profiles
  }

  /// Adds the file's sections to the profiles.
  mutating func read(_ contents: Bytes) throws(SharedConfigError) {
    if contents.count > Limit.profileFile { throw error("The file is larger than 1 MiB") }
    var at = 0
    while at < contents.count {
      let rest = contents.slice(at, contents.count)
      let length = rest.firstIndex(of: 0x0A) ?? rest.count
      at &+= length &+ 1
      lineNumber &+= 1
      try readLine(rest.slice(0, rest[length &- 1] == 0x0D ? length &- 1 : length))
    }
    if !profiles.endSection() { throw error("Out of memory", .memory) }
  }

  private func error(_ text: StaticCString, _ failure: Failure = .config) -> SharedConfigError {
    SharedConfigError(failure: failure, text: text, file: kind, line: lineNumber)
  }

  private mutating func readLine(_ line: Bytes) throws(SharedConfigError) {
    // Values are handed on as C strings, and in URLs and texts for people.
    guard line.firstIndex(of: 0) == nil, UTF8Check.characterCount(line) != nil else {
      throw error("Expected UTF-8 text without NUL")
    }
    let text = line.withoutBlanks
    // An indented comment is one for the AWS CLI, while other SDKs take it for a value.
    if text.isEmpty || SharedConfigParser.beginsComment(text[0]) { return }
    if line[0] == 0x5B {
      try readSection(text)
    } else if SharedConfigParser.isSpace(line[0]) {
      try readContinuation(text)
    } else {
      try readProperty(text)
    }
  }

  // MARK: Sections

  private mutating func readSection(_ text: Bytes) throws(SharedConfigError) {
    var end = 0
    while end < text.count, !SharedConfigParser.beginsComment(text[end]) { end &+= 1 }
    let header = text.slice(0, end).withoutBlanks
    guard header[header.count &- 1] == 0x5D else {
      throw error("Profile definition must end with ']'")
    }
    place = .section
    isSectionKept = begin(header.slice(1, header.count &- 1).withoutBlanks)
  }

  /// False if the section means nothing in this file.
  private mutating func begin(_ title: Bytes) -> Bool {
    if kind == .credentials { return begin(.profile, title) }
    if title == "default" { return !hasPrefixedDefault && begin(.profile, title) }
    if let name = SharedConfigParser.name(in: title, after: "profile") {
      if name == "default" && !hasPrefixedDefault {
        hasPrefixedDefault = true
        profiles.override(.profile, name)
      }
      return begin(.profile, name)
    }
    if let name = SharedConfigParser.name(in: title, after: "sso-session") {
      return begin(.ssoSession, name)
    }
    if let name = SharedConfigParser.name(in: title, after: "services") {
      return begin(.services, name)
    }
    return false
  }

  private func begin(_ kind: SharedConfig.Kind, _ name: Bytes) -> Bool {
    guard SharedConfigParser.isName(name) else { return false }
    profiles.beginSection(kind, name, of: self.kind)
    return true
  }

  private static func name(in title: Bytes, after word: StaticCString) -> Bytes? {
    let length = Bytes(word).count
    guard title.hasPrefix(word), isSpace(title[length]) else { return nil }
    return title.slice(length, title.count).withoutBlanks
  }

  // MARK: Properties

  private mutating func readProperty(_ text: Bytes) throws(SharedConfigError) {
    if place == .outside { throw error("Expected a profile definition") }
    guard let property = ProfileDefinition(text) else {
      throw error("Expected an '=' sign defining a property")
    }
    if property.name.isEmpty { throw error("Property did not have a name") }
    place = property.value.isEmpty ? .subProperties : .property
    isPropertyKept = isSectionKept && SharedConfigParser.isName(property.name)
    if isPropertyKept { profiles.addProperty(property.name, property.value) }
  }

  private func readContinuation(_ text: Bytes) throws(SharedConfigError) {
    switch place {
    case .outside:
      throw error("Expected a profile definition")
    case .section:
      throw error("Expected a property definition, found continuation")
    case .property:
      break
    case .subProperties:
      guard let property = ProfileDefinition(text) else {
        throw error("Expected an '=' sign defining a sub-property")
      }
      if property.name.isEmpty { throw error("Sub-property did not have a name") }
    }
    if isPropertyKept { profiles.continueProperty(text) }
  }

  // MARK: Characters

  private static func isName(_ text: Bytes) -> Bool {
    let others = Bytes("-/.%@_:+")
    var index = 0
    while index < text.count {
      guard ASCII.isAlphanumeric(text[index]) || others.firstIndex(of: text[index]) != nil else {
        return false
      }
      index &+= 1
    }
    return index > 0
  }

  fileprivate static func isSpace(_ c: UInt8) -> Bool { c == 0x20 || c == 0x09 }
  fileprivate static func beginsComment(_ c: UInt8) -> Bool { c == 0x23 || c == 0x3B }
}

/// `name = value`, of a property or inside one, without the comment that a space introduces.
struct ProfileDefinition {
  let name: Bytes
  let value: Bytes

  /// Nil without an equals sign.
  init?(_ text: Bytes) {
    var end = 0
    while end < text.count {
      if SharedConfigParser.beginsComment(text[end]), SharedConfigParser.isSpace(text[end &- 1]) {
        break
      }
      end &+= 1
    }
    let text = text.slice(0, end)
    guard let equals = text.firstIndex(of: 0x3D) else { return nil }
    name = text.slice(0, equals).withoutBlanks
    value = text.slice(equals &+ 1, text.count).withoutBlanks
  }
}

extension Bytes {
  /// Without the spaces and tabs around it.
  fileprivate var withoutBlanks: Bytes {
    var low = 0
    var high = count
    while low < high, SharedConfigParser.isSpace(self[low]) { low &+= 1 }
    while high > low, SharedConfigParser.isSpace(self[high &- 1]) { high &-= 1 }
    return slice(low, high)
  }
}
