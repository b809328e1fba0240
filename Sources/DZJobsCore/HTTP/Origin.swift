// Scheme and authority of a URL: a container's keys come only from permitted origins, and logs name
// an origin where the path is as good as a key.

extension Bytes {
  /// All before the third slash: scheme and authority of a URL.
  package var origin: Bytes {
    var at = 0
    var slashes = 0
    while at < count {
      if self[at] == .slash { slashes &+= 1 }
      if slashes == 3 { break }
      at &+= 1
    }
    return slice(0, at)
  }
}
