extension Schema {
  /// The first broken rule of ``Schema`` in `fields`, or nil if they make a schema.
  static func violation(in fields: [Field]) -> SearchError? {
    func invalid(_ message: String) -> SearchError { SearchError(.invalidSchema, message) }

    if fields.count > maximumFieldCount {
      return invalid("The schema has \(fields.count) fields; \(maximumFieldCount) is the most.")
    }
    var names = Set<String>()
    var keyName: String?
    for (number, field) in fields.enumerated() {
      if field.name.isEmpty { return invalid("Field \(number + 1) has no name.") }
      if field.name.utf8.count > 255 {
        return invalid("The name of field \(number + 1) has \(field.name.utf8.count) bytes; 255 is the most.")
      }
      if field.name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
        return invalid("The name of field \(number + 1) has a control character in it.")
      }
      if !names.insert(field.name).inserted {
        return invalid("Two fields are called \"\(field.name)\"; names must be unique.")
      }
      if field.kind == .key {
        if let keyName {
          return invalid("\"\(keyName)\" and \"\(field.name)\" are both keys; a schema has at most one.")
        }
        keyName = field.name
      }
      if !boostRange.contains(field.boost) || (field.boost * 4).rounded() != field.boost * 4 {
        return invalid(
          "The boost of \"\(field.name)\" is \(field.boost); it must be a multiple of 0.25 from 0.25 to 16.")
      }
      if field.kind != .text && field.boost != 1 {
        return invalid("\"\(field.name)\" has a boost; only text fields are ranked.")
      }
      if !field.isStored && (field.kind == .key || field.kind == .stored) {
        return invalid("\"\(field.name)\" must be stored, because it is a field of kind \(field.kind).")
      }
    }
    if !fields.contains(where: { $0.kind == .text }) {
      return invalid("The schema has no text field, so nothing in it can be searched.")
    }
    return nil
  }

  private static var boostRange: ClosedRange<Double> { 0.25...16 }
}
