import Foundation

/// A table of cases that needs no code to add to: a row a line, columns parted by tabs, comments after `#`.
package enum BehaviourTable {
  package struct Row: Sendable {
    /// Counted from 1, for the names of tests.
    package var line: Int
    package var columns: [String]
  }

  /// The rows of the file `name` in the folder `Behaviours` beside a source file; `\uXXXX` stands for itself, see `unescaped`.
  ///
  /// A file that cannot be read has none: each suite checks that it has rows of every area.
  package static func rows(_ name: String, beside source: String) -> [Row] {
    let file = URL(filePath: source).deletingLastPathComponent().appending(path: "Behaviours/\(name)")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard !line.hasPrefix("#"), columns.count >= 4 else { return nil }
      return Row(line: index + 1, columns: columns)
    }
  }

  /// `\uXXXX` and `\UXXXXXXXX` as the code points that they are.
  package static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let kind = rest.first, kind == "u" || kind == "U" else {
        result.append(scalar)
        continue
      }
      rest.removeFirst()
      let digits = rest.prefix(kind == "u" ? 4 : 8)
      rest.removeFirst(digits.count)
      if let value = UInt32(String(Substring(digits)), radix: 16), let escaped = Unicode.Scalar(value) {
        result.append(escaped)
      }
    }
    return String(result)
  }
}
