// swift-tools-version:6.2
// `swift build -c release` makes the shippable libdzjobs.so in Embedded Swift; the trait is off
// only for the unit tests: `swift test --disable-default-traits --scratch-path .build/hosted`.
import PackageDescription

let shipped: BuildSettingCondition = .when(traits: ["Embedded"])
let swiftSettings: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded", shipped),
  .unsafeFlags(["-Xfrontend", "-function-sections"], shipped),
]

// Around the engine size counts more than speed.
let compactSettings = swiftSettings + [.unsafeFlags(["-Osize"], shipped)]

// Undefined symbols are link errors, but a sanitizer's runtime comes with the executable.
let undefined = Context.environment["DZJOBS_SANITIZE"] == nil ? ["-z", "defs"] : []
let linking =
  [
    "--gc-sections", "--exclude-libs", "ALL", "--wrap=getenv", "-soname=libdzjobs.so.0",
    "--version-script=\(Context.packageDirectory)/packaging/dzjobs.map",
  ] + undefined

let package = Package(
  name: "dzjobs",
  products: [.library(name: "dzjobs", type: .dynamic, targets: ["DZJobsABI"])],
  traits: [.default(enabledTraits: ["Embedded"]), "Embedded"],
  targets: [
    .systemLibrary(name: "CDZJobs", path: "include"),
    .target(name: "CSystem", linkerSettings: [.unsafeFlags(["-l:libcrypto.a"])]),
    .target(name: "DZJobsCore", dependencies: ["CSystem"], swiftSettings: swiftSettings),
    .target(name: "CCurl"),
    .target(
      name: "DZJobsClient", dependencies: ["DZJobsCore", "CCurl", "CSystem"],
      swiftSettings: compactSettings),
    .target(
      name: "DZJobsABI", dependencies: ["DZJobsClient", "DZJobsCore", "CDZJobs", "CSystem"],
      swiftSettings: compactSettings,
      linkerSettings: [
        .unsafeFlags(["-use-ld=lld"] + linking.flatMap { ["-Xlinker", $0] }, shipped)
      ]),
    .testTarget(name: "DZJobsCoreTests", dependencies: ["DZJobsCore"]),
  ]
)
