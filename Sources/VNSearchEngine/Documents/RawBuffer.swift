#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// Memory that grows on demand and reports a failure instead of ending the process.
@safe struct RawBuffer: ~Copyable {
  private var start: UnsafeMutableRawPointer?
  private var capacity = 0

  init() {}

  deinit { unsafe free(start) }

  /// Memory for at least `count` bytes; what was in it is lost.
  ///
  /// - Throws: ``SearchError/Code/inputOutput`` if there is not as much memory.
  mutating func reserve(_ count: Int) throws(SearchError) -> UnsafeMutableRawPointer {
    if let start = unsafe start, capacity >= count { return unsafe start }
    let wanted = Swift.max(count, 4_096)
    unsafe free(start)
    capacity = 0
    unsafe start = unsafe malloc(wanted)
    guard let start = unsafe start else {
      throw SearchError(.inputOutput, "There is no memory for \(wanted) bytes.")
    }
    capacity = wanted
    return unsafe start
  }
}
