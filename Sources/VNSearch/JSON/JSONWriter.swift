/// Writes field values as JSON (RFC 8259) in UTF-8, without white space.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.append(members: [("rank", 1), ("title", "Hà Nội")])
/// writer.bytes                                          // {"rank":1,"title":"Hà Nội"}
/// ```
///
/// Only what must be escaped is: quotes, backslashes and control characters. Numbers are the shortest spelling that
/// reads back to the same double, with `.0` or an exponent so that they stay numbers; infinity and NaN, which JSON
/// does not have, are `null`. The members of an object are sorted by the bytes of their names, so that equal values are
/// equal bytes.
package struct JSONWriter {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Empties ``bytes`` and keeps their memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends a value.
  package mutating func append(_ value: FieldValue) {
    switch value {
    case .null: append(raw: "null")
    case .bool(let value): append(raw: value ? "true" : "false")
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value): bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    case .string(let value): append(string: value)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      var isFirst = true
      for element in elements {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(element)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      append(members: members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0, $1) })
    }
  }

  /// Appends an object with its members in the given order.
  package mutating func append(members: [(name: String, value: FieldValue)]) {
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    for (name, value) in members {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(string: name)
      bytes.append(UInt8(ascii: ":"))
      append(value)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends bytes as they are: a line feed, a comma.
  package mutating func append(raw text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(string: String) {
    var string = string
    bytes.append(UInt8(ascii: "\""))
    string.withUTF8 { utf8 in
      var start = 0
      for index in 0..<utf8.count {
        let byte = unsafe utf8[index]
        if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        start = index + 1
        append(escaped: byte)
      }
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case 0x08: append(raw: "\\b")
    case 0x09: append(raw: "\\t")
    case 0x0A: append(raw: "\\n")
    case 0x0C: append(raw: "\\f")
    case 0x0D: append(raw: "\\r")
    case 0x22: append(raw: "\\\"")
    case 0x5C: append(raw: "\\\\")
    default:
      append(raw: byte < 0x10 ? "\\u000" : "\\u001")
      bytes.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
    }
  }
}
