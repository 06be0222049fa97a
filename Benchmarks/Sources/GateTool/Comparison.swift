import Foundation

/// Holds measured values against thresholds.
struct Comparison {
  private let thresholds: [Threshold]
  private let measured: [Threshold]

  init(thresholds: String, measured: String) throws {
    self.thresholds = try Threshold.read(thresholds)
    self.measured = try Threshold.read(measured)
    guard !self.measured.isEmpty else { throw GateError(description: "\(measured) has no values") }
  }

  /// Prints each value; returns whether all are within their thresholds.
  func run() -> Bool {
    var failures = 0
    for value in measured {
      guard let threshold = thresholds.first(where: { $0.name == value.name }) else {
        print("FAIL  \(value.name)  \(Threshold.text(value.value)), but no threshold is committed")
        failures += 1
        continue
      }
      let limit = threshold.value * (1 + threshold.tolerance / 100)
      let isAbove = value.value > limit
      let isBelow = value.value < threshold.value * (1 - 2 * threshold.tolerance / 100)
      let note = isAbove ? "FAIL" : isBelow ? "less" : "ok  "
      print(
        "\(note)  \(value.name)  \(Threshold.text(value.value)) against \(Threshold.text(threshold.value)) "
          + "+ \(Threshold.text(threshold.tolerance)) %")
      if isAbove { failures += 1 }
    }
    print("\(measured.count - failures) gates passed, \(failures) failed")
    return failures == 0
  }
}
