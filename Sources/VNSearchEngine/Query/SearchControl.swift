import Synchronization

/// When a search must end before it is done: its time is over, or nobody waits for it any more.
///
/// Asked between blocks of documents and while patterns are expanded, not for each document; by several threads if the
/// search has them: threads have no task of their own, so all of them ask the task that asked for the search.
final class SearchControl {
  private let deadline: ContinuousClock.Instant?
  private let milliseconds: Int
  private let isCancelled: () -> Bool
  /// Why the search was ended, once it was.
  var reason: SearchError? { ended.withLock { $0 } }
  private let ended = Guarded<SearchError?>(nil)
  /// Whether `ended` has a reason: asked often, and a lock takes longer.
  private let hasEnded = Atomic<Bool>(false)

  /// - Parameters:
  ///   - milliseconds: The time that the search has, from now; nil: any.
  ///   - isCancelled: Whether its result is still wanted.
  init(milliseconds: Int?, isCancelled: @escaping () -> Bool) {
    self.milliseconds = milliseconds ?? 0
    deadline = milliseconds.map { ContinuousClock.now + .milliseconds($0) }
    self.isCancelled = isCancelled
  }

  /// Runs `body` with a control that ends when the task of the caller is cancelled; `body` must not keep it.
  static func ofCurrentTask<Result>(
    milliseconds: Int?, _ body: (SearchControl) throws(SearchError) -> Result
  ) throws(SearchError) -> Result {
    // `withUnsafeCurrentTask` does not pass a typed error on.
    let result = unsafe withUnsafeCurrentTask { task in
      // Other threads may ask a task whether it is cancelled as long as this closure runs.
      let control = SearchControl(milliseconds: milliseconds) { unsafe task?.isCancelled ?? false }
      return Swift.Result { () throws(SearchError) in try body(control) }
    }
    return try result.get()
  }

  /// Whether to end now.
  func shouldStop() -> Bool {
    if hasEnded.load(ordering: .relaxed) { return true }
    if isCancelled() { return end(SearchError(.cancelled, "the search was cancelled")) }
    guard let deadline, ContinuousClock.now >= deadline else { return false }
    return end(
      SearchError(
        .timeLimit,
        "the search was not done within its \(milliseconds) ms; ask for less, or allow more milliseconds"))
  }

  /// Ends the search, unless it was ended before.
  private func end(_ reason: SearchError) -> Bool {
    ended.withLock { ended in if ended == nil { ended = reason } }
    hasEnded.store(true, ordering: .relaxed)
    return true
  }

  /// Throws if the search was ended.
  func check() throws(SearchError) {
    if shouldStop(), let reason { throw reason }
  }
}
