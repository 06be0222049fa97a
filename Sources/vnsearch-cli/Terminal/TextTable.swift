/// Columns of text under headings, as wide as their widest cell.
struct TextTable {
  private var rows: [[String]]
  /// Columns whose cells end at the right: figures.
  var rightAligned: Set<Int> = []

  init(headings: [String]) { rows = [headings] }

  mutating func append(_ row: [String]) { rows.append(row.map { singleLine($0) }) }

  func write(to output: OutputStream) throws(InputError) {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        if rightAligned.contains(column) {
          line += padding + cell
        } else {
          line += column == row.count - 1 ? cell : cell + padding
        }
      }
      try output.writeLine(line)
    }
  }
}
