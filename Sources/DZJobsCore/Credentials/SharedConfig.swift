// The merged contents of ~/.aws/config and ~/.aws/credentials. The index of sections is sorted, not
// hashed, so that no choice of names makes it slow.

internal import CSystem

/// The contents of both shared config files. They never change, so any number of threads can read
/// them. Returned bytes live as long as the object.
package final class SharedConfig {
  enum Kind: UInt8 {
    case profile, ssoSession, services
    /// A `[default]` that a `[profile default]` of the same file overrides.
    case overridden
  }

  struct Section {
    var kind: Kind
    let file: SharedConfigParser.Kind
    /// The offset of its text: the section's name, then name and value of each property, each with
    /// a NUL, and a final NUL.
    let start: UInt32
  }

  private var text = ByteBuffer(isSecret: true)
  /// The sections, sorted by kind and name after both files were read.
  private var index = ByteBuffer()
  private var isInSection = false

  /// Reads both files. A file that does not exist counts as empty.
  package init(config: Bytes, credentials: Bytes) throws(SharedConfigError) {
    var file = SharedConfigParser(.config, of: self)
    try file.read(config)
    file = SharedConfigParser(.credentials, of: self)
    try file.read(credentials)
    sort()
  }

  // MARK: Access

  package func hasProfile(_ name: Bytes) -> Bool { has(.profile, name) }
  package func hasSSOSession(_ name: Bytes) -> Bool { has(.ssoSession, name) }
  package func hasServices(_ name: Bytes) -> Bool { has(.services, name) }

  private func has(_ kind: Kind, _ name: Bytes) -> Bool {
    section(at: firstIndex(kind, name)).map { order($0, kind, name) == 0 } ?? false
  }

  /// A property of a profile from `file`; if `file` is nil, the credentials file precedes the
  /// config file. `key` is in lower case, as all keys here. A NUL follows the value.
  package func value(profile: Bytes, key: StaticCString, in file: SharedConfigParser.Kind? = nil)
    -> Bytes?
  {
    value(.profile, profile, Bytes(key), in: file)
  }

  /// The same for `[sso-session session]`.
  package func ssoSessionValue(session: Bytes, key: StaticCString) -> Bytes? {
    value(.ssoSession, session, Bytes(key))
  }

  /// The property `key` below the property `service` of `[services section]`. No NUL follows it.
  package func servicesValue(
    section: Bytes, service: StaticCString, key: StaticCString
  ) -> Bytes? {
    guard let block = value(.services, section, Bytes(service)), block[0] == .lineFeed else {
      return nil
    }
    var found: Bytes?
    var at = 0
    while at < block.count {
      let rest = block.slice(at, block.count)
      let line = rest.slice(0, rest.firstIndex(of: .lineFeed) ?? rest.count)
      at &+= line.count &+ 1
      if let property = ProfileDefinition(line), property.name.equalsIgnoringCase(key) {
        found = property.value
      }
    }
    return found
  }

  /// The value of a property. If several sections of the name have it, the last one counts.
  private func value(
    _ kind: Kind, _ name: Bytes, _ key: Bytes, in file: SharedConfigParser.Kind? = nil
  ) -> Bytes? {
    var found: Bytes?
    var at = firstIndex(kind, name)
    while let section = section(at: at), order(section, kind, name) == 0 {
      at &+= 1
      if let file, section.file != file { continue }
      var properties = properties(of: section)
      while let property = properties?.next() {
        if property.key == key { found = property.value }
      }
    }
    return found
  }

  // MARK: Sections and their properties

  private var sections: UnsafeMutablePointer<Section>? {
    index.base.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Section.self) }
  }

  private var count: Int { index.count / MemoryLayout<Section>.stride }

  func section(at position: Int) -> Section? {
    guard let sections, position >= 0, position < count else { return nil }
    return sections[position]
  }

  func name(of section: Section) -> Bytes {
    text.cString(at: Int(section.start)).map { Bytes(cString: $0) } ?? Bytes()
  }

  func properties(of section: Section) -> Properties? {
    text.cString(at: Int(section.start) &+ name(of: section).count &+ 1)
      .map { Properties(at: $0) }
  }

  struct Properties {
    fileprivate var at: UnsafePointer<CChar>

    mutating func next() -> (key: Bytes, value: Bytes)? {
      let key = Bytes(cString: at)
      if key.isEmpty { return nil }
      at += key.count &+ 1
      let value = Bytes(cString: at)
      at += value.count &+ 1
      return (key, value)
    }
  }

  // MARK: Order

  @inline(never)
  private func order(_ section: Section, _ kind: Kind, _ name: Bytes) -> Int {
    if section.kind != kind { return section.kind.rawValue < kind.rawValue ? -1 : 1 }
    return self.name(of: section).compare(name)
  }

  /// The index of the first section of this name; if there is none, the index that it would have.
  private func firstIndex(_ kind: Kind, _ name: Bytes) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) / 2
      guard let section = section(at: middle) else { return count }
      if order(section, kind, name) < 0 { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Sorts the sections. Sections of one name stay in the order of the files.
  private func sort() {
    guard let sections else { return }
    qsort_r(
      sections, count, MemoryLayout<Section>.stride,
      { one, other, context in
        guard let one, let other, let context else { return 0 }
        let left = one.load(as: Section.self)
        let right = other.load(as: Section.self)
        let profiles = Unmanaged<SharedConfig>.fromOpaque(context).takeUnretainedValue()
        let order = profiles.order(left, right.kind, profiles.name(of: right))
        return order != 0 ? (order < 0 ? -1 : 1) : left.start < right.start ? -1 : 1
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}

/// The parser's calls that fill the object.
extension SharedConfig {
  func beginSection(_ kind: Kind, _ name: Bytes, of file: SharedConfigParser.Kind) {
    endSection()
    let section = Section(kind: kind, file: file, start: UInt32(truncatingIfNeeded: text.count))
    text.append(name)
    text.append(0)
    isInSection = true
    guard index.reserve(MemoryLayout<Section>.stride), let tail = index.tail else { return }
    UnsafeMutableRawPointer(tail).initializeMemory(as: Section.self, to: section)
    index.commit(MemoryLayout<Section>.stride)
  }

  /// Ends a section. If memory ran out, this and every later call returns false.
  @discardableResult
  func endSection() -> Bool {
    if isInSection { text.append(0) }
    isInSection = false
    return !text.failed && !index.failed
  }

  /// Removes the sections of this name that were read so far.
  func override(_ kind: Kind, _ name: Bytes) {
    guard let sections, !text.failed else { return }
    for at in 0..<count where order(sections[at], kind, name) == 0 {
      sections[at].kind = .overridden
    }
  }

  func addProperty(_ name: Bytes, _ value: Bytes) {
    var index = 0
    while index < name.count {
      text.append(ASCII.lowercased(name[index]))
      index &+= 1
    }
    text.append(0)
    text.append(value)
    text.append(0)
  }

  /// Adds a line to the value that was added last.
  func continueProperty(_ line: Bytes) {
    text.truncate(to: text.count &- 1)
    text.append(.lineFeed)
    text.append(line)
    text.append(0)
  }
}
