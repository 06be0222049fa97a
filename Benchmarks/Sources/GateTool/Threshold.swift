import Foundation

/// A number and how far above it a measurement may be.
struct Threshold {
  var name: String
  var value: Double
  /// In per cent.
  var tolerance: Double

  /// A value as it stands in tables: at most three digits after the point.
  static func text(_ value: Double) -> String {
    var text = String(format: "%.3f", value)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The lines of a table: name, value and, for thresholds, tolerance; lines that start with # are comments.
  static func read(_ path: String) throws -> [Threshold] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map
    { line in
      let columns = line.split(separator: "\t")
      guard columns.count >= 2, let value = Double(columns[1]) else {
        throw GateError(description: "\(path): not a name and a number: \(line)")
      }
      return Threshold(
        name: String(columns[0]), value: value, tolerance: columns.count > 2 ? Double(columns[2]) ?? 0 : 0)
    }
  }
}

/// Why gates cannot be measured or compared.
struct GateError: Error, CustomStringConvertible {
  let description: String
}
