import Foundation
import Testing
@testable import VNTextAnalysis

/// The generator of `FoldingTable+Data.swift`, and the test that the file is what the installed ICU says.
///
/// To write the file anew: `VNSEARCH_REGENERATE=1 swift test --filter FoldingTableTests`.
@Suite struct FoldingTableTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Sources/VNTextAnalysis/FoldingTable+Data.swift").standardized

  /// The source text of the table, derived from ICU alone.
  static func generated() -> String {
    var runs: [UInt32] = []
    var previous: CharacterClass?
    var decompositions: [UInt16] = []
    for scalar in 0..<FoldingTable.limit {
      let characterClass = UnicodeData.characterClass(of: scalar)
      if characterClass != previous { runs.append(scalar << 8 | UInt32(characterClass.rawValue)) }
      previous = characterClass
      guard [.letter, .digit, .mark].contains(characterClass) else { continue }
      var parts: [UInt32] = []
      UnicodeData.appendFoldedDecomposition(of: scalar, to: &parts)
      if parts != [scalar] {
        precondition(parts.allSatisfy { $0 <= 0xFFFF })
        decompositions += [UInt16(scalar), UInt16(parts.count)] + parts.map { UInt16($0) }
      }
    }
    precondition(decompositions.count < 0xFFFF)
    func lines(_ values: [String]) -> String {
      var result = ""
      var line = "   "
      for value in values {
        if line.count + value.count + 2 > 110 {
          result += line + "\n"
          line = "   "
        }
        line += " " + value + ","
      }
      return result + line
    }
    return """
      // Generated from ICU's character data by Tests/VNTextAnalysisTests/FoldingTableTests.swift. Do not edit.
      // Write it anew with: VNSEARCH_REGENERATE=1 swift test --filter FoldingTableTests
      // swift-format-ignore-file

      extension FoldingTable {
        /// The version of the Unicode character database that the table was made from.
        static let unicodeVersion = "\(AnalysisVersion.current.unicode)"

        /// Where the class changes: code point << 8 | raw value of the `CharacterClass` from there on.
        static let classRuns: [UInt32] = [
      \(lines(runs.map { "0x" + String($0, radix: 16) }))
        ]

        /// For each code point that is not its own folded decomposition: code point, count, scalars.
        static let decompositions: [UInt16] = [
      \(lines(decompositions.map { "0x" + String($0, radix: 16) }))
        ]
      }

      """
  }

  @Test func tableIsWhatICUSays() throws {
    let expected = Self.generated()
    if ProcessInfo.processInfo.environment["VNSEARCH_REGENERATE"] != nil {
      try expected.write(to: Self.path, atomically: true, encoding: .utf8)
      return
    }
    let file = try String(contentsOf: Self.path, encoding: .utf8)
    #expect(file == expected, "regenerate the table: it was made from Unicode \(FoldingTable.unicodeVersion)")
  }

  @Test func lookupsAreWhatICUSays() {
    for scalar in 0..<UInt32(0x3400) {
      #expect(FoldingTable.characterClass(of: scalar) == UnicodeData.characterClass(of: scalar))
      guard [.letter, .digit, .mark].contains(UnicodeData.characterClass(of: scalar)) else { continue }
      var fast: [UInt32] = []
      var slow: [UInt32] = []
      FoldingTable.appendDecomposition(of: scalar, to: &fast)
      UnicodeData.appendFoldedDecomposition(of: scalar, to: &slow)
      #expect(fast == slow)
    }
  }
}
