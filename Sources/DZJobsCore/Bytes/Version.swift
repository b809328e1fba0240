// The version in the User-Agent and in `dzjobs_version`. The tests compare it with the header's.

public enum Version {
  public static let text: StaticCString = "0.1.0"
}
