import Synchronization

/// Lets lanes flush at the same time.
///
/// Documents go to the lane of their key, so while one lane flushes, its queue is full, nobody reads on, and the others
/// run dry. Lanes fill at about one speed: with the flush of the first, that of the others is near, and if each waited
/// for its own limit, they would flush one after the other.
final class FlushRound: Sendable {
  private let count = Atomic(0)

  /// The number of the present round.
  var number: Int { count.load(ordering: .relaxed) }

  /// Asks the other lanes to flush soon; returns the number of the new round.
  func begin() -> Int { count.add(1, ordering: .relaxed).newValue }
}
