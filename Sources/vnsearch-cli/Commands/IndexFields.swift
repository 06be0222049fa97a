import VNSearch

/// Documents as the command line knows them: fields by name.
typealias PlainIndex = SearchIndex<[String: FieldValue]>

/// How the fields of the input and those of an index belong together.
struct IndexFields {
  let schema: Schema
  /// The names in the input.
  let names: FieldNames
  /// The number in the schema of each of a record's slots: id, title, texts.
  let slots: [Int?]
  /// The fields that are neither id nor title nor text.
  let others: [String: Int]

  /// What the title counts beside the text: chosen on development sets, as the ranking's other constants.
  static let titleBoost = 3.0

  /// The fields of a new index.
  init(
    creating names: FieldNames, storing stored: [String],
    columns: [(name: String, kind: Schema.Field.Kind)] = []
  ) throws(SearchError) {
    var fields: [Schema.Field] = [.key(names.id)]
    if let title = names.title { fields.append(.text(title, boost: Self.titleBoost)) }
    fields += names.text.map { .text($0[0]) }
    fields += columns.map { Schema.Field(name: $0.name, kind: $0.kind) }
    fields += stored.map { .stored($0) }
    self.init(schema: try Schema(fields: fields), names: names)
  }

  /// The fields of an index that exists; the names of the input are those of its fields unless `given` has
  /// others.
  ///
  /// - Throws: if `given` names a field that the index does not have.
  init(
    existing schema: Schema, id: String?, title: String?, text: [String],
    columns: [(name: String, kind: Schema.Field.Kind)] = []
  ) throws(InputError) {
    func mismatch(_ option: String, _ name: String) -> InputError {
      InputError(
        .everything,
        "\(option) \(name) does not fit the index, which has the fields "
          + schema.fields.map { "\($0.name) (\($0.kind))" }.joined(separator: ", ") + "; use another folder")
    }
    guard let key = schema.keyField?.name else {
      throw InputError(
        .everything, "the index has no key field; it can only be written by the program that made it")
    }
    if let id, id != key { throw mismatch("--id", id) }
    let textFields = schema.textFields.map(\.name)
    for name in text + (title.map { [$0] } ?? []) where !textFields.contains(name) {
      throw mismatch(name == title ? "--title" : "--text", name)
    }
    for (name, kind) in columns where schema.field(named: name)?.kind != kind {
      throw mismatch("--\(kind)", name)
    }
    let titleName = title ?? Self.titleField(of: schema)?.name
    var texts = textFields.filter { $0 != titleName }
    if !text.isEmpty {
      if let missing = texts.first(where: { !text.contains($0) }) {
        throw mismatch("--text without", missing)
      }
      texts = text
    }
    let names = FieldNames(
      id: key, title: titleName,
      text: texts.map { name in
        name == "text" ? [name] + ["body", "content"].filter { schema.field(named: $0) == nil } : [name]
      })
    self.init(schema: schema, names: names)
  }

  private init(schema: Schema, names: FieldNames) {
    self.schema = schema
    self.names = names
    slots =
      [schema.keyFieldNumber, names.title.flatMap { schema.fieldNumber(of: $0) }]
      + names.text.map { schema.fieldNumber(of: $0[0]) }
    var others: [String: Int] = [:]
    for (number, field) in schema.fields.enumerated() where field.kind != .key && field.kind != .text {
      others[field.name] = number
    }
    self.others = others
  }

  /// The field that is shown as a document's title: a text field called title, else the one with a boost of
  /// its own;
  /// `nil` if there is only one text field.
  static func titleField(of schema: Schema) -> Schema.Field? {
    let fields = schema.textFields
    if fields.count < 2 { return nil }
    if let title = fields.first(where: { $0.name == "title" }) { return title }
    guard let top = fields.map(\.boost).max(), fields.contains(where: { $0.boost < top }) else { return nil }
    return fields.first { $0.boost == top }
  }
}
