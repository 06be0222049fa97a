public import Foundation

extension CorpusTables {
  /// Writes the tables into a folder, as `init(folder:)` reads them.
  public func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var text = ""
    for word in words {
      let subjects = word.subjects.map { ratio in
        let level = max(-12, min(12, (2 * log2(max(ratio, 1e-9))).rounded()))
        return Character(Unicode.Scalar(UInt8(Double(Self.evenSubject) + level)))
      }
      text += "\(word.surface)\t\(word.count)\t\(word.capitals)\t\(String(subjects))\n"
    }
    try text.write(to: folder.appendingPathComponent("syllables.tsv"), atomically: true, encoding: .utf8)

    text = ""
    for entry in followers {
      var levels: [Int: [Int32]] = [:]
      for (word, count) in zip(entry.words, entry.counts) {
        levels[Int((2 * log2(count)).rounded()), default: []].append(word)
      }
      text += String(Int((entry.rest * 1000).rounded()))
      for (level, numbers) in levels.sorted(by: { $0.key > $1.key }) {
        var last: Int32 = 0
        let differences = numbers.sorted().map { number in
          defer { last = number }
          return String(number - last)
        }
        text += "\t\(level):\(differences.joined(separator: ","))"
      }
      text += "\n"
    }
    try text.write(to: folder.appendingPathComponent("pairs.tsv"), atomically: true, encoding: .utf8)

    text = ""
    for (name, values) in figures.sorted(by: { $0.key < $1.key }) {
      let numbers = values.map { $0 == $0.rounded() ? String(Int($0)) : String(format: "%.5g", $0) }
      text += "\(name)\t\(numbers.joined(separator: " "))\n"
    }
    try text.write(to: folder.appendingPathComponent("figures.tsv"), atomically: true, encoding: .utf8)
  }
}
