// The version that the User-Agent and `dzjobs_version` tell; the header's number is checked against
// it by the tests.

public enum Version {
  public static let text: StaticCString = "0.1.0"
}
