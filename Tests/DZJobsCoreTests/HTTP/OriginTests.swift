// Scheme and authority of a URL. They decide from which servers a container's keys may come.

import Testing

@testable import DZJobsCore

struct OriginTests {
  @Test(
    "the origin ends before the third slash",
    arguments: [
      ("http://127.0.0.1/path", "http://127.0.0.1"), ("https://host:8443", "https://host:8443"),
      ("https://host:8443/", "https://host:8443"), ("http:///path", "http://"),
      ("http://[::1]:80/a/b?c=/d", "http://[::1]:80"), ("no URL", "no URL"), ("", ""),
      ("http://127.0.0.1@evil.example/127.0.0.1", "http://127.0.0.1@evil.example"),
    ]) func origin(_ url: String, _ origin: String)
  {
    #expect(withBytes(url) { bytes in written { $0.append(bytes.origin) } } == origin)
  }

  @Test(
    "an address of this machine is four numbers up to 255, of which the first is 127",
    arguments: [
      ("127.0.0.1", true), ("127.255.255.255", true), ("127.1.20.0", true), ("127.256.0.1", false),
      ("127.0.0.256", false), ("127.1", false), ("127.0.1", false), ("127.0.0.1.", false),
      ("127.0.0.1.1", false), ("127.0.0.01", false), ("127.0.0.", false), ("127..0.1", false),
      ("128.0.0.1", false), ("1270.0.0.1", false), ("127.0.0.0x1", false), ("", false),
      ("127.0.0.1a", false), ("2130706433", false), ("127.0.0.00000001", false),
    ])
  func loopback(host: String, isLoopback: Bool) {
    #expect(withBytes(host) { $0.isIPv4Loopback } == isLoopback)
  }
}
