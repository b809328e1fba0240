// The settings whose last value was refused. The first `next` fails until each of them has a good
// value, so that a caller that ignores the results of setters sends no unintended request.

/// A setting of a listing or of a client.
package enum Setting: UInt8 {
  case region, status, sortOrder, maxResults, maxItems, nextToken, resumeToken, endpointURL, useFIPS
  case maxAttempts, retryQuota, randomSeed, jsonTimes, callTimeout
  case useEnvironment, profile, credentials, connectTimeout, attemptTimeout, stallTimeout, caBundle
  case proxy, userAgentSuffix, readAhead, maxInFlight, credentialsProvider, log, transport

  /// The name in the header.
  package var name: StaticCString {
    switch self {
    case .region: return "region"
    case .status: return "status"
    case .sortOrder: return "sort_order"
    case .maxResults: return "max_results"
    case .maxItems: return "max_items"
    case .nextToken: return "next_token"
    case .resumeToken: return "resume_token"
    case .endpointURL: return "endpoint_url"
    case .useFIPS: return "use_fips"
    case .maxAttempts: return "max_attempts"
    case .retryQuota: return "retry_quota"
    case .randomSeed: return "random_seed"
    case .jsonTimes: return "json_times"
    case .callTimeout: return "call_timeout_us"
    case .useEnvironment: return "use_environment"
    case .profile: return "profile"
    case .credentials: return "credentials"
    case .connectTimeout: return "connect_timeout_us"
    case .attemptTimeout: return "attempt_timeout_us"
    case .stallTimeout: return "stall_timeout_us"
    case .caBundle: return "ca_bundle"
    case .proxy: return "proxy"
    case .userAgentSuffix: return "user_agent_suffix"
    case .readAhead: return "read_ahead"
    case .maxInFlight: return "max_in_flight"
    case .credentialsProvider: return "credentials_provider"
    case .log: return "log"
    case .transport: return "transport"
    }
  }
}

package struct RefusedSettings {
  private var bits: UInt32 = 0

  package init() {}

  /// Notes the result of a setter. A call that came too late leaves the setting as it was.
  package mutating func note(_ setting: Setting, _ failure: Failure?) {
    if failure == .state { return }
    let bit: UInt32 = 1 << UInt32(setting.rawValue)
    bits = failure == nil ? bits & ~bit : bits | bit
  }

  package var areNone: Bool { bits == 0 }

  /// Appends an error text for one of the refused settings.
  package func describe(to text: inout ByteBuffer) {
    guard let setting = Setting(rawValue: UInt8(bits.trailingZeroBitCount)) else { return }
    text.append(setting.name)
    text.append(": its last value was refused; set a good one")
  }
}
