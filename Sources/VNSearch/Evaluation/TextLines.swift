/// The lines of a small file that are not empty, with their numbers from 1.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0
  private var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func next() -> (line: ArraySlice<UInt8>, number: Int)? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
      var line = bytes[position..<end]
      position = end + 1
      number += 1
      if line.last == 0x0D { line.removeLast() }
      if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return (line, number) }
    }
    return nil
  }

  /// The columns of a line of a TREC file: between tabs if there are any, so that ids may hold blanks, else
  /// between blanks.
  static func columns(_ line: ArraySlice<UInt8>, _ number: Int, _ file: String?) throws(SearchError)
    -> [String]
  {
    let isTabbed = line.contains(0x09)
    var columns: [String] = []
    for column in line.split(whereSeparator: { isTabbed ? $0 == 0x09 : $0 == 0x20 }) {
      columns.append(try string(column, number, file))
    }
    return columns
  }

  static func string(_ bytes: ArraySlice<UInt8>, _ number: Int, _ file: String?) throws(SearchError) -> String
  {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw error("not UTF-8", number, file) }
    return text
  }

  static func error(_ message: String, _ line: Int, _ file: String?) -> SearchError {
    SearchError(.invalidInput, "\(file.map { "\($0):" } ?? "line ")\(line): \(message)")
  }
}
