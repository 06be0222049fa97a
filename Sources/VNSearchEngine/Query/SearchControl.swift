/// When a search must end before it is done: its time is over, or nobody waits for it any more.
///
/// Asked between blocks of documents and while patterns are expanded, not for each document.
final class SearchControl {
  private let deadline: ContinuousClock.Instant?
  private let milliseconds: Int
  private let isCancelled: () -> Bool
  /// Why the search was ended, once it was.
  private(set) var reason: SearchError?

  /// - Parameters:
  ///   - milliseconds: The time that the search has, from now; nil: any.
  ///   - isCancelled: Whether its result is still wanted.
  init(milliseconds: Int?, isCancelled: @escaping () -> Bool) {
    self.milliseconds = milliseconds ?? 0
    deadline = milliseconds.map { ContinuousClock.now + .milliseconds($0) }
    self.isCancelled = isCancelled
  }

  /// Whether to end now.
  func shouldStop() -> Bool {
    if reason != nil { return true }
    if isCancelled() {
      reason = SearchError(.cancelled, "the search was cancelled")
    } else if let deadline, ContinuousClock.now >= deadline {
      reason = SearchError(
        .timeLimit,
        "the search was not done within its \(milliseconds) ms; ask for less, or allow more milliseconds")
    }
    return reason != nil
  }

  /// Throws if the search was ended.
  func check() throws(SearchError) {
    if shouldStop(), let reason { throw reason }
  }
}
