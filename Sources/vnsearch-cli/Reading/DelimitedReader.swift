/// Reads .csv and .tsv: rows of columns under a header, as RFC 4180 has it.
///
/// A column in double quotes may hold separators, line ends and doubled quotes. Line ends are LF or CRLF.
/// Empty lines are passed over. A .csv whose header has more semicolons than commas is separated by
/// semicolons, as spreadsheets write it where the comma is the decimal mark. In a .tsv, where quotes are
/// often plain text, a quote at the beginning of a column counts only if its twin stands at the end of it.
@safe final class DelimitedReader {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  private let window: ByteWindow
  private let file: String
  private let isTab: Bool
  private var separator: UInt8
  /// Where each column goes; `nil` for those that are kept as other fields.
  private var places: [(slot: Int, rank: Int)?] = []
  /// The names of the columns, in memory of their own.
  private var header: [Bytes] = unsafe []
  /// The columns of the row that was scanned last, as offsets into the window.
  private var columns: [Column] = []
  private var rowLines = 0

  private struct Column {
    var start: Int
    var end: Int
    /// How many doubled quotes there are in it.
    var doubledQuotes = 0
  }

  init(_ window: ByteWindow, file: String, isTab: Bool) {
    self.window = window
    self.file = file
    self.isTab = isTab
    separator = isTab ? 0x09 : 0x2C
  }

  deinit {
    for index in unsafe header.indices { unsafe header[index].deallocate() }
  }

  /// Calls `visit` with each row.
  ///
  /// - Parameter skip: takes an error of reach `.record` and returns to go on, or throws.
  func read(
    into record: Record, skip: (InputError) throws(InputError) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {
    try readHeader(record)
    while true {
      do throws(InputError) {
        guard let length = try scanRow() else { return }
        defer { window.drop(length, lines: rowLines) }
        if isEmptyRow { continue }
        try fill(record, length: length)
        try visit(record)
      } catch {
        guard error.reach == .record else { throw error }
        try skip(error)
        if columns.isEmpty { try window.dropLine() }
      }
    }
  }

  private func readHeader(_ record: Record) throws(InputError) {
    if !isTab { separator = try detectSeparator() }
    var length: Int?
    repeat {
      do throws(InputError) {
        length = try scanRow()
      } catch {
        throw InputError(.file, error.message, file: file, line: error.line)
      }
      if length != nil, isEmptyRow { window.drop(length ?? 0, lines: rowLines) }
    } while length != nil && isEmptyRow
    guard let length else {
      throw InputError(.file, "empty; the first row must name the columns", file: file)
    }
    record.begin(line: window.line, capacity: length)
    for column in columns {
      let name = unsafe bytes(of: column, in: window.available, record: record)
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.count)
      _ = unsafe copy.initialize(from: name)
      unsafe header.append(Bytes(copy))
      unsafe places.append(record.place(of: name))
    }
    try checkHeader(record)
    window.drop(length, lines: rowLines)
  }

  private func checkHeader(_ record: Record) throws(InputError) {
    let slots = places.compactMap { $0?.slot }
    let names = unsafe header.map { unsafe string($0) }.joined(separator: ", ")
    if !slots.contains(0) && !record.namesByPlace {
      throw InputError(
        .file, "no column \"\(record.names.id)\" for the id; columns: \(names); choose one with --id",
        file: file,
        line: window.line)
    }
    if !slots.contains(where: { $0 >= 2 }) {
      throw InputError(
        .file, "no column \(record.names.textList) for the text; columns: \(names); choose with --text",
        file: file, line: window.line)
    }
  }

  /// Counts commas and semicolons in the first line.
  private func detectSeparator() throws(InputError) -> UInt8 {
    var seen = 0
    while true {
      let bytes = unsafe window.available
      if let end = unsafe firstIndex(of: 0x0A, in: bytes) {
        seen = end
        break
      }
      seen = bytes.count
      if seen >= 1 << 20 { break }
      if try !window.fill() { break }
    }
    var commas = 0
    var semicolons = 0
    let bytes = unsafe window.available
    for index in 0..<seen {
      if unsafe bytes[index] == 0x2C { commas += 1 }
      if unsafe bytes[index] == 0x3B { semicolons += 1 }
    }
    return semicolons > commas ? 0x3B : 0x2C
  }

  private var isEmptyRow: Bool { columns.count == 1 && columns[0].start == columns[0].end }

  // MARK: Scanning

  /// Finds the columns of the row that the window starts with; its length in bytes with the line end, `nil`
  /// at the end.
  private func scanRow() throws(InputError) -> Int? {
    columns.removeAll(keepingCapacity: true)
    rowLines = 0
    var position = 0
    if unsafe window.available.isEmpty, try !window.fill() { return nil }
    while true {
      let isLast = try scanColumn(&position)
      if isLast { return position }
    }
  }

  /// Scans one column from `position` and moves past the separator or line end; `true` at the end of the row.
  private func scanColumn(_ position: inout Int) throws(InputError) -> Bool {
    if try byte(at: position) == 0x22, let column = try scanQuoted(&position) {
      columns.append(column)
    } else {
      let start = position
      try scanPlain(&position)
      var end = position
      if end > start, unsafe window.available[end - 1] == 0x0D { end -= 1 }
      columns.append(Column(start: start, end: end))
    }
    guard let next = try byte(at: position) else { return true }
    position += 1
    if next == separator { return false }
    rowLines += 1
    return true
  }

  /// Moves to the next separator or line feed.
  private func scanPlain(_ position: inout Int) throws(InputError) {
    while true {
      let bytes = unsafe window.available
      while position < bytes.count {
        let byte = unsafe bytes[position]
        if byte == separator || byte == 0x0A { return }
        position += 1
      }
      if try !fillRow() { return }
    }
  }

  /// Scans `"…"` and moves behind it; `nil`, with nothing moved, if the quote is plain text.
  private func scanQuoted(_ position: inout Int) throws(InputError) -> Column? {
    let opening = position
    let linesBefore = rowLines
    var index = position + 1
    var doubled = 0
    while true {
      let bytes = unsafe window.available
      while index < bytes.count, unsafe bytes[index] != 0x22 {
        if unsafe bytes[index] == 0x0A { rowLines += 1 }
        index += 1
      }
      if index == bytes.count {
        if try fillRow() { continue }
        if isTab {
          rowLines = linesBefore
          return nil
        }
        let line = window.line + linesBefore
        throw InputError(
          .file, "the quote that opens column \(columns.count + 1) is never closed", file: file, line: line)
      }
      let next = try byte(at: index + 1)
      if next == 0x22 {
        doubled += 1
        index += 2
        continue
      }
      let end = index
      index += 1
      if next == 0x0D {
        let behind = try byte(at: index + 1)
        if behind == 0x0A || behind == nil { index += 1 }
      }
      let following = try byte(at: index)
      guard following == nil || following == separator || following == 0x0A else {
        if isTab {
          rowLines = linesBefore
          return nil
        }
        let line = window.line + rowLines
        let number = columns.count + 1
        columns.removeAll(keepingCapacity: true)
        throw InputError(
          .record,
          "text after the closing quote of column \(number); a quote inside a column is written twice",
          file: file, line: line)
      }
      position = index
      return Column(start: opening + 1, end: end, doubledQuotes: doubled)
    }
  }

  private func byte(at position: Int) throws(InputError) -> UInt8? {
    while unsafe position >= window.available.count {
      if try !fillRow() { return nil }
    }
    return unsafe window.available[position]
  }

  /// Reads more; if the row is too long, forgets its columns so that it is skipped by lines.
  private func fillRow() throws(InputError) -> Bool {
    do throws(InputError) {
      return try window.fill()
    } catch {
      columns.removeAll(keepingCapacity: true)
      throw error
    }
  }

  // MARK: Filling

  private func fill(_ record: Record, length: Int) throws(InputError) {
    record.begin(line: window.line, capacity: length)
    let row = unsafe UnsafeBufferPointer(rebasing: window.available[..<length])
    if let offset = unsafe UTF8Validator.firstInvalidOffset(in: row) {
      throw record.error(
        "invalid UTF-8 at byte \(offset) of the row; convert the file to UTF-8 first (iconv)")
    }
    if unsafe columns.count != header.count {
      throw record.error(
        unsafe "\(columns.count) columns, the header has \(header.count); quote columns that hold a separator or a line end"
      )
    }
    for index in columns.indices {
      let value = unsafe bytes(of: columns[index], in: row, record: record)
      if let place = places[index] {
        unsafe record.set(place, to: value)
      } else if record.keepsOthers {
        unsafe record.addOther(.init(name: header[index], value: value, isJSON: false))
      }
    }
    if !record.nameByPlace() { throw record.error("the column \"\(record.names.id)\" is empty") }
  }

  private func bytes(of column: Column, in row: Bytes, record: Record) -> Bytes {
    let raw = unsafe Bytes(rebasing: row[column.start..<column.end])
    if column.doubledQuotes == 0 { return unsafe raw }
    let count = raw.count - column.doubledQuotes
    let target = unsafe record.scratch(count)
    var written = 0
    var index = 0
    while index < raw.count, written < count {
      unsafe target[written] = raw[index]
      index += unsafe raw[index] == 0x22 ? 2 : 1
      written += 1
    }
    record.commitScratch(count)
    return Bytes(target)
  }
}
