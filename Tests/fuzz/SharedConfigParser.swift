// The shared config files, with the credentials file after a line `%%`: each value is found by its
// name, and stays the same when written as a file and read again.

@testable import DZJobsCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let all = Bytes(start: data, count: size)
  var split = 0
  while split < all.count, !(all.slice(split, split &+ 4) == "\n%%\n") { split &+= 1 }
  let config = all.slice(0, split)
  let credentials = all.slice(split &+ 4, all.count)
  do throws(SharedConfigError) {
    let profiles = try SharedConfig(config: config, credentials: credentials)
    checkSections(profiles)
    checkWritten(profiles)
  } catch {
    checkError(error, error.file == .config ? config : credentials)
  }
  return 0
}

private func checkError(_ error: SharedConfigError, _ file: Bytes) {
  var lines = 1
  for index in 0..<file.count where file[index] == 0x0A || file[index] == 0x0D { lines &+= 1 }
  require(error.failure == .config && error.text.cString.pointee != 0)
  require(error.line >= 1 && error.line <= lines)
}

/// Checks that sections are sorted, and that the last value of a key is found, unless a later
/// section of the same name overrides it.
private func checkSections(_ profiles: SharedConfig) {
  var position = 0
  while let section = profiles.section(at: position) {
    position &+= 1
    let name = profiles.name(of: section)
    require(!name.isEmpty && isUTF8(name))
    if let next = profiles.section(at: position) {
      require(section.kind.rawValue <= next.kind.rawValue)
      if section.kind == next.kind {
        let order = name.compare(profiles.name(of: next))
        require(order < 0 || (order == 0 && section.start < next.start))
      }
    }
    if section.kind == .profile { require(profiles.hasProfile(name)) }
    var properties = profiles.properties(of: section)
    while let property = properties?.next() {
      require(isUTF8(property.value) && !property.key.isEmpty)
      for index in 0..<property.key.count {
        require(property.key[index] == ASCII.lowercased(property.key[index]))
      }
    }
    checkRegion(profiles, section.kind, name)
  }
}

/// The value of a key, found by the simplest search.
private func checkRegion(_ profiles: SharedConfig, _ kind: SharedConfig.Kind, _ name: Bytes) {
  var expected: Bytes?
  var position = 0
  while let section = profiles.section(at: position) {
    position &+= 1
    guard section.kind == kind, profiles.name(of: section) == name else { continue }
    var properties = profiles.properties(of: section)
    while let property = properties?.next() {
      if property.key == "region" { expected = property.value }
    }
  }
  switch kind {
  case .profile: require(profiles.value(profile: name, key: "region"), is: expected)
  case .ssoSession: require(profiles.ssoSessionValue(session: name, key: "region"), is: expected)
  case .services:
    let url = profiles.servicesValue(section: name, service: "region", key: "endpoint_url")
    require(url == nil || expected.map { $0.contains(url ?? Bytes()) } ?? false)
  case .overridden: break
  }
}

/// Writes all sections as one config file, and reads it.
private func checkWritten(_ profiles: SharedConfig) {
  var text = ByteBuffer()
  var position = 0
  while let section = profiles.section(at: position) {
    position &+= 1
    append(section, of: profiles, to: &text)
  }
  if text.count > Limit.profileFile { return }
  do throws(SharedConfigError) {
    compare(profiles, try SharedConfig(config: text.bytes(), credentials: Bytes()))
  } catch {
    require(false)
  }
}

private func append(
  _ section: SharedConfig.Section, of profiles: SharedConfig, to text: inout ByteBuffer
) {
  if section.kind == .overridden { return }
  text.append("[")
  switch section.kind {
  case .services: text.append("services\t")
  case .ssoSession: text.append("sso-session ")
  default: text.append("profile ")
  }
  appendQuoted(profiles.name(of: section), to: &text)
  text.append("]\r\n")
  var properties = profiles.properties(of: section)
  while let property = properties?.next() {
    text.append(property.key)
    text.append("=")  // A space here would make a comment of a value that begins like one.
    var value = property.value
    // A line break inside of a value began an indented line. Only one
    // carriage return belongs to a line's end.
    while let end = value.firstIndex(of: 0x0A) {
      text.append(value.slice(0, end))
      text.append("\r\n ")
      value = value.slice(end &+ 1, value.count)
    }
    text.append(value)
    text.append("\r\n# a comment\n\n")
  }
}

/// A name may have spaces and quotes, by the rules of a shell.
private func appendQuoted(_ name: Bytes, to text: inout ByteBuffer) {
  text.append("\"")
  for index in 0..<name.count {
    if name[index] == .quote || name[index] == .backslash { text.append("\\") }
    text.append(name[index])
  }
  text.append("\"")
}

private func compare(_ one: SharedConfig, _ other: SharedConfig) {
  var left = 0
  var right = 0
  while let section = one.section(at: left) {
    left &+= 1
    if section.kind == .overridden { continue }
    guard let copy = other.section(at: right) else { return require(false) }
    right &+= 1
    require(copy.kind == section.kind)
    require(other.name(of: copy), is: one.name(of: section))
    var properties = one.properties(of: section)
    var copies = other.properties(of: copy)
    while let property = properties?.next() {
      let copy = copies?.next()
      require(copy?.key, is: property.key)
      require(copy?.value, is: property.value)
    }
    require(copies?.next() == nil)
  }
  require(other.section(at: right) == nil)
}
