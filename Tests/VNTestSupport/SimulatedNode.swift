/// A file or folder of ``SimulatedFileSystem``: what programs see, and what a power cut would leave for certain.
enum SimulatedNode: Sendable {
  case file(SimulatedFile)
  case folder(SimulatedFolder)
}

/// The bytes of a file.
struct SimulatedFile: Sendable {
  /// What programs see.
  var bytes: [UInt8] = []
  /// What was synchronised.
  var durable: [UInt8] = []
  /// Whether a synchronisation failed: the system then takes the unwritten bytes for written, so that the next one
  /// succeeds and does nothing (PostgreSQL's "fsyncgate", 2018).
  var isPoisoned = false
}

/// The names in a folder.
struct SimulatedFolder: Sendable {
  /// What one call did to the names: name → node, or nothing.
  typealias Change = [(name: String, node: Int?)]

  /// What programs see.
  var names: [String: Int] = [:]
  /// What was synchronised.
  var durable: [String: Int] = [:]
  /// The calls since, in their order.
  var pending: [Change] = []

  mutating func apply(_ change: Change) {
    Self.apply(change, to: &names)
    pending.append(change)
  }

  static func apply(_ change: Change, to names: inout [String: Int]) {
    for (name, node) in change { names[name] = node }
  }
}
