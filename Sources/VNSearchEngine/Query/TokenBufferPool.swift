import Synchronization
import VNTextAnalysis

/// Buffers for the analysis of queries by one analyzer, kept from query to query: making one costs more than using it.
///
/// Safe to share between threads.
package final class TokenBufferPool: Sendable {
  /// A buffer that belongs to whoever took it out of the pool.
  private struct Lent: @unchecked Sendable {
    let buffer: TokenBuffer
  }

  private let free = Guarded<[Lent]>([])
  /// A buffer that has learned more forms than this many bytes begins anew.
  private static let largestMemory = 1 << 20

  package init() {}

  /// Calls `body` with an empty buffer.
  func withBuffer<Result>(_ body: (TokenBuffer) -> Result) -> Result {
    let lent = free.withLock { $0.popLast() } ?? Lent(buffer: TokenBuffer())
    defer {
      if lent.buffer.formMemory > Self.largestMemory {
        lent.buffer.removeForms()
      } else {
        lent.buffer.removeTokens()
      }
      free.withLock { $0.append(lent) }
    }
    return body(lent.buffer)
  }
}
