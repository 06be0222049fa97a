package import VNSearchEngine

/// What goes wrong with a call.
package enum SimulatedFault: Sendable, Hashable {
  /// It fails and does nothing. A failed synchronisation of a file makes later ones do nothing, too; `close` closes.
  case error(SystemCallError)
  /// It does its work and then fails, as over a network.
  case errorAfterwards(SystemCallError)
  /// A write takes half of the bytes, rounded up; other calls work.
  case short
}
