import VNSearch

/// Reads JSON lines, and .json files that hold an array of objects or objects one after the other.
@safe final class JSONReader {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  private let window: ByteWindow
  private let file: String
  /// Unescaped text on its way into the record.
  private var unescaped: [UInt8] = []
  /// Whether the id of the document is a number.
  private var isNumberedID = false

  init(_ window: ByteWindow, file: String) {
    self.window = window
    self.file = file
  }

  /// Calls `visit` with the document on each line; empty lines are passed over.
  ///
  /// - Parameter skip: takes an error of reach `.record` and returns to go on, or throws.
  func readLines(
    into record: Record, skip: (InputError) throws(InputError) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {
    var searched = 0
    while true {
      var length: Int?
      do throws(InputError) {
        let bytes = unsafe window.available
        if let end = unsafe firstIndex(of: 0x0A, in: UnsafeBufferPointer(rebasing: bytes[searched...])) {
          length = searched + end
        } else {
          searched = bytes.count
          if try window.fill() { continue }
          if bytes.isEmpty { return }
          length = bytes.count
        }
      } catch {
        guard error.reach == .record else { throw error }
        try skip(error)
        try window.dropLine()
        searched = 0
        continue
      }
      guard let length else { return }
      let line = unsafe trimmed(Bytes(rebasing: window.available[..<length]))
      do throws(InputError) {
        if !line.isEmpty {
          try unsafe fill(record, from: line)
          try visit(record)
        }
      } catch {
        guard error.reach == .record else { throw error }
        try skip(error)
      }
      if unsafe length < window.available.count {
        window.drop(length + 1, lines: 1)
      } else {
        window.drop(length, lines: 0)
      }
      searched = 0
    }
  }

  /// Calls `visit` with each object of an array, or of a sequence of objects.
  func readObjects(
    into record: Record, skip: (InputError) throws(InputError) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {
    guard let first = try skipBlanks() else { return }
    let isArray = first == UInt8(ascii: "[")
    if isArray { window.drop(1, lines: 0) }
    var isFirst = true
    while let byte = try skipBlanks() {
      if isArray, byte == UInt8(ascii: "]") {
        window.drop(1, lines: 0)
        if let rest = try skipBlanks() { throw unexpected(rest, "nothing after the array") }
        return
      }
      if isArray, !isFirst {
        guard byte == UInt8(ascii: ",") else { throw unexpected(byte, "\",\" or \"]\"") }
        window.drop(1, lines: 0)
      }
      guard let opening = try skipBlanks() else { break }
      guard opening == UInt8(ascii: "{") else { throw unexpected(opening, "an object") }
      isFirst = false
      let length = try objectLength()
      let object = unsafe Bytes(rebasing: window.available[..<length])
      do throws(InputError) {
        try unsafe fill(record, from: object)
        try visit(record)
      } catch {
        guard error.reach == .record else { throw error }
        try skip(error)
      }
      window.drop(length)
    }
    if isArray {
      throw InputError(.file, "the array is cut off; \"]\" is missing", file: file, line: window.line)
    }
  }

  // MARK: Finding objects

  /// Drops white space; the next byte, `nil` at the end.
  private func skipBlanks() throws(InputError) -> UInt8? {
    while true {
      let bytes = unsafe window.available
      var index = 0
      while index < bytes.count, unsafe isBlank(bytes[index]) { index += 1 }
      window.drop(index)
      if let first = unsafe window.available.first { return first }
      if try !window.fill() { return nil }
    }
  }

  /// The length of the object that the window starts with: brackets are counted, strings passed over. Whether
  /// it is good JSON is the scanner's business.
  private func objectLength() throws(InputError) -> Int {
    var depth = 0
    var isInString = false
    var index = 0
    while true {
      let bytes = unsafe window.available
      while index < bytes.count {
        let byte = unsafe bytes[index]
        index += 1
        if isInString {
          if byte == UInt8(ascii: "\"") { isInString = false }
          if byte == UInt8(ascii: "\\") { index += 1 }
          continue
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 { return index }
        default: break
        }
      }
      var isMore = false
      do throws(InputError) {
        isMore = try window.fill()
      } catch {
        // There is no line to go on with behind an object that is too long.
        throw InputError(.file, error.message, file: file, line: error.line ?? window.line)
      }
      guard isMore else {
        throw InputError(
          .file, "the object that begins on this line is cut off", file: file, line: window.line)
      }
    }
  }

  private func unexpected(_ byte: UInt8, _ expectation: String) -> InputError {
    let found = byte > 0x20 && byte < 0x7F ? "\"\(Unicode.Scalar(byte))\"" : "the byte \(byte)"
    return InputError(
      .file, "not JSON: expected \(expectation), found \(found)", file: file, line: window.line)
  }

  // MARK: Filling

  private func fill(_ record: Record, from object: Bytes) throws(InputError) {
    record.begin(line: window.line, capacity: object.count)
    isNumberedID = false
    do throws(SearchError) {
      var scanner = unsafe JSONScanner(object)
      try scanner.forEachMember { (name, value) throws(SearchError) in
        try set(name, value, in: record)
      }
      try scanner.finish()
    } catch {
      var failure = record.error(Self.sentence(error.message))
      if let offset = error.offset {
        failure.line = unsafe record.line + countLines(Bytes(rebasing: object[..<min(offset, object.count)]))
      }
      throw failure
    }
    canonicalizeID(of: record)
    if !record.nameByPlace() {
      if unsafe Self.names(of: object).contains(record.names.id) {
        throw record.error(
          "the id \"\(record.names.id)\" is null or empty; give the document a text or an integer of its own")
      }
      throw record.error(
        "no field \"\(record.names.id)\"\(unsafe Self.fieldList(object)); name the id with --id")
    }
    if !record.hasText {
      throw record.error(
        "no field \(record.names.textList)\(unsafe Self.fieldList(object)); name the text with --text")
    }
  }

  private func set(_ name: JSONText, _ value: JSONValue, in record: Record) throws(SearchError) {
    let nameBytes = unsafe name.hasEscapes ? decoded(name, in: record) : name.escaped
    guard let place = unsafe record.place(of: nameBytes) else {
      if record.keepsOthers { unsafe record.addOther(Self.other(nameBytes, value)) }
      return
    }
    if place.slot == 0 { isNumberedID = false }
    switch value {
    case .string(let text):
      unsafe record.set(place, to: text.hasEscapes ? decoded(text, in: record) : text.escaped)
    case .other(let bytes):
      switch unsafe bytes.first {
      case UInt8(ascii: "n"):
        if place.slot >= 2 { unsafe record.set(place, to: Bytes(rebasing: bytes[..<0])) }
      case UInt8(ascii: "{"): throw Self.notText(name, "an object")
      case UInt8(ascii: "["):
        if place.slot == 0 { throw Self.notText(name, "an array") }
        unsafe record.set(place, to: try joined(value, named: name, in: record))
      default:
        if place.slot == 0 { isNumberedID = true }
        unsafe record.set(place, to: bytes)
      }
    }
  }

  /// Writes an id that is a number in the one way in which this number is written; once for a document, as it may be longer
  /// then.
  private func canonicalizeID(of record: Record) {
    guard isNumberedID, let number = unsafe Self.canonicalNumber(record.id) else { return }
    unescaped.removeAll(keepingCapacity: true)
    unescaped.append(contentsOf: number.utf8)
    unsafe record.set((0, 0), to: keepUnescaped(in: record))
  }

  /// How an id is written that is a number: as an integer if it is one, else with as few digits as name it. `nil` if it is
  /// written so already, or is no number.
  private static func canonicalNumber(_ bytes: Bytes) -> String? {
    guard let first = unsafe bytes.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else {
      return nil
    }
    let text = unsafe String(decoding: bytes, as: UTF8.self)
    if text == "-0" { return "0" }
    guard text.contains(where: { ".eE".contains($0) }), let value = Double(text), value.isFinite else {
      return nil
    }
    if value.magnitude < 0x1p53, let integer = Int64(exactly: value) { return String(integer) }
    return "\(value)"
  }

  /// The strings of an array, one a line.
  private func joined(_ value: JSONValue, named name: JSONText, in record: Record) throws(SearchError)
    -> Bytes
  {
    unescaped.removeAll(keepingCapacity: true)
    for element in try value.fieldValue().arrayValue ?? [] {
      guard let text = element.stringValue else {
        throw Self.notText(name, "an array of other things than text")
      }
      if !unescaped.isEmpty { unescaped.append(0x0A) }
      unescaped.append(contentsOf: text.utf8)
    }
    return unsafe keepUnescaped(in: record)
  }

  private func decoded(_ text: JSONText, in record: Record) -> Bytes {
    unescaped.removeAll(keepingCapacity: true)
    text.appendUTF8(to: &unescaped)
    return unsafe keepUnescaped(in: record)
  }

  private func keepUnescaped(in record: Record) -> Bytes {
    let target = unsafe record.scratch(unescaped.count)
    _ = unsafe target.initialize(from: unescaped)
    record.commitScratch(unescaped.count)
    return Bytes(target)
  }

  private static func other(_ name: Bytes, _ value: JSONValue) -> Record.OtherField {
    switch value {
    case .other(let bytes): return unsafe Record.OtherField(name: name, value: bytes, isJSON: true)
    case .string(let text):
      // The quotes stand around it.
      let start = unsafe text.escaped.baseAddress.map { unsafe $0 - 1 }
      let quoted = unsafe Bytes(start: start, count: text.escaped.count + 2)
      return unsafe Record.OtherField(name: name, value: quoted, isJSON: true)
    }
  }

  private static func notText(_ name: JSONText, _ found: String) -> SearchError {
    SearchError(.invalidDocument, "the field \"\(name.string)\" is \(found); it must be text or a number")
  }

  /// ` (there are id, headline, lead)`, for errors about a missing field.
  private static func fieldList(_ object: Bytes) -> String {
    let names = unsafe names(of: object)
    if names.isEmpty { return " in an empty object" }
    return " (there are " + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …)" : ")")
  }

  private static func names(of object: Bytes) -> [String] {
    var names: [String] = []
    var scanner = unsafe JSONScanner(object)
    // What is not JSON was refused before.
    try? scanner.forEachMember { (name, _) throws(SearchError) in names.append(name.string) }
    return names
  }

  /// The library's sentence as the end of a line: no capital, no full stop.
  static func sentence(_ message: String) -> String {
    var text = message.hasSuffix(".") ? String(message.dropLast()) : message
    if text.hasPrefix("Not JSON") { text = "not JSON" + text.dropFirst(8) }
    return text
  }
}
