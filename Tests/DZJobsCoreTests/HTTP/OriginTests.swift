// Scheme and authority of a URL: they decide whom a container's keys may come from.

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
}
