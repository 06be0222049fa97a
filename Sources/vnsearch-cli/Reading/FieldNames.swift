/// What the fields of a document are called in the input.
struct FieldNames: Equatable, Sendable {
  var id = "id"
  /// `nil`: documents have no title of their own.
  var title: String? = "title"
  /// The text fields. Each has one or several names in the input, the first that a document has counts; the
  /// first name is the field's name in the index.
  var text: [[String]] = [["text", "body", "content"]]

  /// A document's values stand in this order: id, title, the text fields.
  var slotCount: Int { 2 + text.count }

  /// The names of the text fields as a message says them: `"text", "body" or "content"`.
  var textList: String {
    let names = text.flatMap { $0 }.map { "\"\($0)\"" }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}
