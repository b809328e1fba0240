// The shared config files: each rule of their grammar, the places of errors, and the contents that
// are found.

import Testing

@testable import DZJobsCore

/// The contents of two files, or their error.
struct SharedConfigReading {
  /// `kind name`, and its properties.
  private(set) var sections: [String: [String: String]] = [:]
  private(set) var error: SharedConfigError?

  init(config: String = "", credentials: String = "") {
    do throws(SharedConfigError) {
      add(try SharedConfigReading.profiles(config: config, credentials: credentials))
    } catch {
      self.error = error
    }
  }

  static func profiles(
    config: String = "", credentials: String = ""
  ) throws(SharedConfigError) -> SharedConfig {
    try withBytes(config) { (config: Bytes) throws(SharedConfigError) in
      try withBytes(credentials) { (credentials: Bytes) throws(SharedConfigError) in
        try SharedConfig(config: config, credentials: credentials)
      }
    }
  }

  private mutating func add(_ profiles: SharedConfig) {
    var position = 0
    while let section = profiles.section(at: position) {
      position += 1
      if section.kind == .overridden { continue }
      var found: [String: String] = [:]
      var properties = profiles.properties(of: section)
      while let (key, value) = properties?.next() { found[key.string] = value.string }
      let name = "\(section.kind) \(profiles.name(of: section).string)"
      sections[name, default: [:]].merge(found) { $1 }
    }
  }
}

struct SharedConfigParserTests {
  @Test(
    "a line means what the rules say",
    arguments: [
      // Sections.
      ("[default]\na=1", ["profile default": ["a": "1"]]),
      ("[ \tprofile\t a ]", ["profile a": [:]]),
      ("[sso-session a]\n[services a]", ["ssoSession a": [:], "services a": [:]]),
      ("[profilea]\n[a]\n[Profile a]\n[plugins]\n[]\n[profile ]\n[profile a b]", [:]),
      ("[profile é]\nx=1\n[profile a!]", ["profile é": ["x": "1"], "profile a!": [:]]),
      (
        "[profile 'a b']\n[sso-session \"c  d\"]\n[services 'e']\n[profile \\'f]",
        ["profile a b": [:], "ssoSession c  d": [:], "services e": [:], "profile 'f": [:]]
      ),
      ("[profile 'a]\n[profile a'b]\n[profile '']\n[profile 'a' b]", [:]),
      ("[profile 'a#b']# x\n[profile c;d] ; x", ["profile a#b": [:], "profile c;d": [:]]),
      ("[profile a];]\n[profile b] # x", ["profile a": [:], "profile b": [:]]),
      ("[profile a]\n[profile A]", ["profile a": [:], "profile A": [:]]),
      // Properties.
      ("[default]\nKEY = Value", ["profile default": ["key": "Value"]]),
      ("[default]\na\t=\t b =c \t", ["profile default": ["a": "b =c"]]),
      ("[default]\na =", ["profile default": ["a": ""]]),
      ("[default]\na b = 1\n x\nc! = 1", ["profile default": ["a b": "1\nx", "c!": "1"]]),
      (
        "[default]\na: 1\nb :2=3\nc:\n d = x:y\ne = f:g",
        ["profile default": ["a": "1", "b": "2=3", "c": "\nd = x:y", "e": "f:g"]]
      ),
      // Indentation.
      (
        "[default]\n  a = 1\n  b: 2\n   3\n c = 4\n  [profile x]\n",
        ["profile default": ["a": "1", "b": "2\n3", "c": "4\n[profile x]"]]
      ),
      (
        "  [profile x]\n\ta = 1\n  [profile y]\nb=2",
        ["profile x": ["a": "1\n[profile y]", "b": "2"]]
      ),
      ("[default]\na=1;2 ;3\nb=1#2\t#3", ["profile default": ["a": "1;2", "b": "1#2"]]),
      ("[default]\na=é", ["profile default": ["a": "é"]]),
      // Lines.
      ("\n \t\n#x\n;x\r\n[default]\r\na=1\r\n", ["profile default": ["a": "1"]]),
      ("[default]\ra=1\rb =\r c=2", ["profile default": ["a": "1", "b": "\nc=2"]]),
      ("[default]\ra=1\r\r\n\nb=2\n\r", ["profile default": ["a": "1", "b": "2"]]),
      ("[default]\na=1\n # x\n\n\t2 # y ", ["profile default": ["a": "1\n2 # y"]]),
      ("[default]\na=\n b = 1\n ; x\n c = ", ["profile default": ["a": "\nb = 1\nc ="]]),
      // Equal names.
      ("[default]\na=1\nA=2", ["profile default": ["a": "2"]]),
      ("[default]\na=1\na=2\n 3", ["profile default": ["a": "2\n3"]]),
      (
        "[profile a]\na=1\nb=1\n[default]\n[profile a]\na=2",
        ["profile default": [:], "profile a": ["a": "2", "b": "1"]]
      ),
      ("[default]\na=1\n[profile default]\nb=2", ["profile default": ["b": "2"]]),
      ("[profile default]\nb=2\n[default]\na=1\n c", ["profile default": ["b": "2"]]),
    ] as [(String, [String: [String: String]])])
  func config(text: String, sections: [String: [String: String]]) {
    let reading = SharedConfigReading(config: text)
    #expect(reading.error == nil)
    #expect(reading.sections == sections)
  }

  @Test(
    "the credentials file has profiles without a prefix, and nothing else",
    arguments: [
      ("[a]\nb=1", ["profile a": ["b": "1"]]),
      ("[default]", ["profile default": [:]]),
      ("[profile]", ["profile profile": [:]]),
      ("[a b]\nc=1\n[ 'd' ]\n[]", ["profile a b": ["c": "1"], "profile 'd'": [:]]),
    ] as [(String, [String: [String: String]])])
  func credentials(text: String, sections: [String: [String: String]]) {
    #expect(SharedConfigReading(credentials: text).sections == sections)
  }

  @Test(
    "a file that breaks the rules is refused, at the line that does",
    arguments: [
      ("[default", 1, "Profile definition must end with ']'"),
      ("[", 1, "Profile definition must end with ']'"),
      ("#\n\r\n[profile a#b", 3, "Profile definition must end with ']'"),
      ("#\r#\r\n#\n[profile a#b", 4, "Profile definition must end with ']'"),
      ("[default] x", 1, "Profile definition must end with ']'"),
      ("\na = 1", 2, "Expected a profile definition"),
      (" a", 1, "Expected a profile definition"),
      ("[default]\na", 2, "Expected an '=' sign defining a property"),
      ("[default]\na # = 1", 2, "Expected an '=' sign defining a property"),
      ("[x]\na", 2, "Expected an '=' sign defining a property"),
      ("[default]\n=1", 2, "Property did not have a name"),
      ("[default]\n a", 2, "Expected a property definition, found continuation"),
      ("[default]\na=\n b=1\n c", 4, "Expected an '=' sign defining a sub-property"),
      ("[default]\na=\n b #=1", 3, "Expected an '=' sign defining a sub-property"),
      ("[default]\na=\n =1", 3, "Sub-property did not have a name"),
      ("[default]\na=1\0", 2, "Expected UTF-8 text without NUL"),
      (
        "#" + String(repeating: "x", count: Limit.profileFile), 0, "The file is larger than 16 MiB"
      ),
    ])
  func refused(text: String, line: Int, why: String) {
    let config = SharedConfigReading(config: text)
    #expect(config.sections.isEmpty)
    for (error, file) in [
      (config.error, SharedConfigParser.Kind.config),
      (SharedConfigReading(credentials: text).error, .credentials),
    ] {
      #expect(error?.failure == .config)
      #expect(error.map { Bytes($0.text).string } == why)
      #expect(error?.line == line)
      #expect(error?.file == file)
    }
  }

  @Test("text that is not UTF-8 is refused, a file as large as allowed is not")
  func bytes() throws {
    let error = #expect(throws: SharedConfigError.self) {
      try withBytes([0x0A, 0x23, 0xE9]) { try SharedConfig(config: $0, credentials: Bytes()) }
    }
    #expect(error?.line == 2)
    let largest = "#" + String(repeating: "x", count: Limit.profileFile - 1)
    #expect(SharedConfigReading(config: largest).error == nil)
  }

  @Test("a profile's keys in the credentials file precede those in the config file")
  func merged() throws {
    let profiles = try SharedConfigReading.profiles(
      config: "[default]\na=1\n[profile default]\nb=2\nc=3\n[profile x]\n[services b]\nb=1",
      credentials: "[default]\nc=4\nd=5\n[b]\n[default]\nd=6")
    func value(_ key: StaticCString, of profile: StaticCString = "default") -> String? {
      profiles.value(profile: Bytes(profile), key: key)?.string
    }
    #expect(["a", "b", "c", "d", "e"].map { value($0) } == [nil, "2", "4", "6", nil])
    #expect(value("b", of: "x") == nil && value("b", of: "b") == nil)
    let names: [StaticCString] = ["default", "x", "b", "", "a", "y", "defaul", "defaults"]
    #expect(
      names.map { profiles.hasProfile(Bytes($0)) }
        == [true, true, true, false, false, false, false, false])
    #expect(string(profiles.value(profile: Bytes("default"), key: "b")?.cString) == "2")
    func value(_ key: StaticCString, in file: SharedConfigParser.Kind) -> String? {
      profiles.value(profile: Bytes("default"), key: key, in: file)?.string
    }
    #expect(["b", "c", "d"].map { value($0, in: .config) } == ["2", "3", nil])
    #expect(["b", "c", "d"].map { value($0, in: .credentials) } == [nil, "4", "6"])
  }

  @Test("sessions and services are found by their names")
  func others() throws {
    let profiles = try SharedConfigReading.profiles(
      config: """
        [profile dev]
        sso_region = us-west-1
        services = dev
        datazone =
          endpoint_url = http://profile
        [sso-session dev]
        sso_region = us-west-2
        [services dev]
        datazone =
          # The emulator.
          endpoint_url = http://a
          other =

          Endpoint_URL = http://127.0.0.1:1/a=b;c ; d
        s3 = 1
          endpoint_url = http://s3
        """)
    let dev = Bytes("dev")
    #expect(profiles.ssoSessionValue(session: dev, key: "sso_region")?.string == "us-west-2")
    #expect(profiles.ssoSessionValue(session: Bytes("de"), key: "sso_region") == nil)
    func value(_ service: StaticCString, _ key: StaticCString, _ section: Bytes) -> String? {
      profiles.servicesValue(section: section, service: service, key: key)?.string
    }
    #expect(value("datazone", "endpoint_url", dev) == "http://127.0.0.1:1/a=b;c")
    #expect(value("datazone", "other", dev) == "")
    #expect(value("datazone", "none", dev) == nil)
    #expect(value("datazone", "endpoint_url", Bytes("x")) == nil)
    #expect(value("s3", "endpoint_url", dev) == nil)
    #expect(value("sqs", "endpoint_url", dev) == nil)
  }

  @Test(
    "100,000 sections or properties are no more than that many times one",
    .timeLimit(.minutes(1)))
  func many() throws {
    let names = (0..<60_000).map { ($0 &* 7_919) % 60_000 }
    let sections = try SharedConfigReading.profiles(
      config: names.map { "[profile \($0)]\n" }.joined(),
      credentials: names.map { "[\($0)]\na=\($0)\n" }.joined())
    var wrong = 0
    for name in names {
      let text = "\(name)"
      withBytes(text) {
        if sections.value(profile: $0, key: "a")?.string != text { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    let properties = try SharedConfigReading.profiles(
      config: "[default]\n" + (0..<100_000).map { "k\($0)=1\n" }.joined() + "k7=2\n",
      credentials: String(repeating: "[default]\nk=1\n", count: 70_000) + "k=2")
    let keys: [StaticCString] = ["k", "k7", "k99999"]
    #expect(
      keys.map { properties.value(profile: Bytes("default"), key: $0)?.string } == ["2", "2", "1"])
    let lines = try SharedConfigReading.profiles(
      config: "[services a]\nb=\n" + String(repeating: " c=1\n", count: 200_000) + " c=2")
    #expect(
      lines.servicesValue(section: Bytes("a"), service: "b", key: "c")?.string == "2")
  }
}
