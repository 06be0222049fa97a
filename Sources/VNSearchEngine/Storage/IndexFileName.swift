/// The name of a file in an index folder.
///
/// ```
/// s12.terms        segment 12, the dictionary
/// s12-3.deletes    segment 12, deletions of generation 3
/// commit-7         commit 7
/// commit-8.tmp     commit 8, being written
/// write.lock       the writer's lock
/// ```
/// Any other name belongs to somebody else: it is neither read nor removed.
package enum IndexFileName: Sendable, Hashable {
  /// A file of a segment. Only deletions have generations; for the other kinds it is 0.
  case segment(id: UInt64, kind: FileKind, generation: UInt64)
  /// A complete commit.
  case commit(generation: UInt64)
  /// A commit that is being written, or that was when its writer ended.
  case unfinishedCommit(generation: UInt64)
  /// The lock file.
  case lock

  /// Reads a name; `nil` if it is none of an index's.
  package init?(_ name: String) {
    if name == "write.lock" {
      self = .lock
    } else if name.hasPrefix("commit-") {
      let rest = name.dropFirst("commit-".count)
      if rest.hasSuffix(".tmp") {
        guard let generation = Self.number(rest.dropLast(".tmp".count)) else { return nil }
        self = .unfinishedCommit(generation: generation)
      } else {
        guard let generation = Self.number(rest) else { return nil }
        self = .commit(generation: generation)
      }
    } else {
      guard name.hasPrefix("s"), let dot = name.firstIndex(of: ".") else { return nil }
      let suffix = name[name.index(after: dot)...]
      guard let kind = FileKind.allCases.first(where: { $0.name == suffix }), kind != .commit else {
        return nil
      }
      let numbers = name[name.index(after: name.startIndex)..<dot]
        .split(separator: "-", omittingEmptySubsequences: false)
      guard let first = numbers.first, let id = Self.number(first) else { return nil }
      if kind == .deletes {
        guard numbers.count == 2, let generation = Self.number(numbers[1]) else { return nil }
        self = .segment(id: id, kind: kind, generation: generation)
      } else {
        guard numbers.count == 1 else { return nil }
        self = .segment(id: id, kind: kind, generation: 0)
      }
    }
  }

  /// Whether it is a file of a segment.
  var isOfSegment: Bool { if case .segment = self { true } else { false } }

  /// The name as it stands in the folder.
  package var text: String {
    switch self {
    case .segment(let id, .deletes, let generation): "s\(id)-\(generation).deletes"
    case .segment(let id, let kind, _): "s\(id).\(kind.name)"
    case .commit(let generation): "commit-\(generation)"
    case .unfinishedCommit(let generation): "commit-\(generation).tmp"
    case .lock: "write.lock"
    }
  }

  /// No number in a name, or in a commit, is above this: counting on from it cannot overflow.
  static let numberLimit: UInt64 = 1 << 62

  /// A decimal number as ``text`` writes it: "+7" and "07" are not, so that a name is read in one way only.
  private static func number(_ text: Substring) -> UInt64? {
    guard let value = UInt64(text), value <= numberLimit, String(value) == text else { return nil }
    return value
  }
}
