/// What a power cut does to that which was not synchronised.
package struct CrashPolicy: Sendable, Hashable, CustomStringConvertible {
  /// What becomes of created, renamed and removed names.
  package enum Names: Sendable {
    /// None of the changes survives.
    case lost
    /// All survive.
    case kept
    /// The first few survive, as with a journal.
    case prefix
    /// Each survives or not, whatever the order.
    case subset
  }

  /// What becomes of written bytes.
  package enum Bytes: Sendable {
    /// None survive.
    case lost
    /// All survive.
    case kept
    /// A part survives; sectors of 512 bytes are as written, zero or garbage.
    case torn
    /// One of the above, drawn for each file: writes reach the disk in any order.
    case mixed
  }

  package let description: String
  package let names: Names
  package let bytes: Bytes

  /// The process is killed, the machine goes on.
  package static let kill = CrashPolicy(description: "kill", names: .kept, bytes: .kept)
  /// Nothing that was not synchronised survives.
  package static let lost = CrashPolicy(description: "all lost", names: .lost, bytes: .lost)
  /// All names survive, with none of the bytes: files of length 0.
  package static let emptied = CrashPolicy(description: "names without bytes", names: .kept, bytes: .lost)
  /// Names survive in their order, bytes in part.
  package static let torn = CrashPolicy(description: "torn", names: .prefix, bytes: .torn)
  /// Anything, in any order.
  package static let reordered = CrashPolicy(description: "reordered", names: .subset, bytes: .mixed)

  package static let all: [CrashPolicy] = [.kill, .lost, .emptied, .torn, .reordered]
}
