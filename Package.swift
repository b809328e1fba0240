// swift-tools-version:6.3
// `make` builds the shippable libdzjobs.so in Embedded Swift, with LTO. The trait is off only for the
// unit tests: `swift test --disable-default-traits --scratch-path .build/hosted`.
import PackageDescription

let shipped: BuildSettingCondition = .when(traits: ["Embedded"])
let sanitizer = Context.environment["DZJOBS_SANITIZE"]
let swiftSettings: [SwiftSetting] = [
  .enableExperimentalFeature("Embedded", shipped),
  // For size, but where @_optimize(speed) says otherwise: what every byte of a page goes through.
  // Exclusive access is checked in the unit tests. Embedded Swift's checks are empty functions, and
  // the calls of them 12 KB. Leaf functions, which the getters are, need no frame; by the frames of
  // all others stacks can be walked, without tables. Stacks need no canaries: what is written
  // through pointers lies in the heap. Compilation is never incremental, so no module needs a hash.
  .unsafeFlags(
    [
      "-Osize", "-enforce-exclusivity=unchecked", "-Xfrontend", "-function-sections",
      "-Xfrontend", "-disable-stack-protector", "-Xcc", "-momit-leaf-frame-pointer", "-Xcc",
      "-fno-asynchronous-unwind-tables", "-Xfrontend", "-disable-incremental-llvm-codegen",
    ], shipped),
]
// AddressSanitizer sees memory that was given back. For it, what was lent is, when its promised
// life ends. C has undefined behaviour to look for as well; Swift checks itself.
let looksAtLives = sanitizer == "address"
let ending: [SwiftSetting] = looksAtLives ? [.define("ENDS_LIVES")] : []
let undefinedBehaviour = looksAtLives ? ["-fsanitize=undefined", "-fno-sanitize-recover=all"] : []
let cSettings: [CSetting] = [
  .unsafeFlags(
    ["-Oz", "-fno-asynchronous-unwind-tables", "-fno-omit-frame-pointer"] + undefinedBehaviour)
]

// Undefined symbols are link errors, but a sanitizer's runtime comes with the executable.
let undefined = sanitizer == nil ? ["-z", "defs"] : []
// A build ID would depend on the debug information, and so on the folder of the build. What the
// loader has written, no later write can change. Where the linker optimizes all modules as one, it
// inlines only what becomes smaller by that; Swift has inlined what is faster so.
let linking =
  [
    "--gc-sections", "--icf=all", "-O2", "--no-eh-frame-hdr", "--exclude-libs", "ALL",
    "-soname=libdzjobs.so.0", "--build-id=none", "-z", "now", "-mllvm", "-inline-threshold=0",
    "--version-script=\(Context.packageDirectory)/packaging/dzjobs.map",
    "--script=\(Context.packageDirectory)/packaging/sections.lds",
  ] + undefined

let package = Package(
  name: "dzjobs",
  products: [.library(name: "dzjobs", type: .dynamic, targets: ["DZJobsABI"])],
  traits: [.default(enabledTraits: ["Embedded"]), "Embedded"],
  targets: [
    .systemLibrary(name: "CDZJobs", path: "include"),
    .target(
      name: "CSystem", cSettings: cSettings,
      linkerSettings: [.unsafeFlags(["-l:libbearssl.a"])]),
    .target(
      name: "DZJobsCore", dependencies: ["CDZJobs", "CSystem"],
      swiftSettings: swiftSettings + ending),
    .target(name: "CCurl", cSettings: cSettings),
    .target(
      name: "DZJobsClient", dependencies: ["DZJobsCore", "CCurl", "CDZJobs", "CSystem"],
      swiftSettings: swiftSettings + ending),
    .target(
      name: "DZJobsABI", dependencies: ["DZJobsClient", "DZJobsCore", "CDZJobs", "CSystem"],
      swiftSettings: swiftSettings + ending,
      linkerSettings: [
        // Without the C runtime's start files nothing runs when the library is loaded.
        .unsafeFlags(
          ["-use-ld=lld", "-Xclang-linker", "-nostartfiles"]
            + linking.flatMap { ["-Xlinker", $0] }, shipped)
      ]),
    .testTarget(name: "DZJobsCoreTests", dependencies: ["DZJobsCore", "CDZJobs"]),
    .testTarget(name: "DZJobsClientTests", dependencies: ["DZJobsClient", "DZJobsCore"]),
  ]
)
