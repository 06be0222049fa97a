import Synchronization

/// What a test knows of the commits of the index it works on: the last that returned, and those that were begun since.
///
/// `Model` is the contents of an index as the test sees them. After a crash the index must be one of
/// ``Possible/all``.
package final class CommitRecorder<Model: Sendable & Equatable>: Sendable {
  /// The states that an index may be in.
  package struct Possible: Sendable {
    /// The last commit that returned; `nil` before the first.
    package var acknowledged: Model?
    /// Commits that were begun since and have not returned, or failed.
    package var begun: [Model] = []

    /// Whether an index with these contents, or no index, is right.
    package func allows(_ contents: Model?) -> Bool {
      guard let contents else { return acknowledged == nil }
      return contents == acknowledged || begun.contains(contents)
    }
  }

  private let state = Mutex(Possible())

  package init() {}

  /// The states that are possible now.
  package var possible: Possible { state.withLock { $0 } }

  /// Runs a commit that leads to `model`.
  package func committing<Value>(_ model: Model, _ commit: () throws -> Value) throws -> Value {
    state.withLock { $0.begun.append(model) }
    let value = try commit()
    state.withLock { $0 = Possible(acknowledged: model) }
    return value
  }
}
