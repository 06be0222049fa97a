import VNSearch

/// Carries documents from files into an index.
struct DocumentImport {
  let fields: IndexFields
  let files: [InputFile]
  let policy: ErrorPolicy
  /// Whether a document without an id is called by its file and line.
  var namesByPlace = false

  /// Reads all files and adds their documents, with a progress line on a terminal.
  func run(into writer: borrowing IndexWriter<[String: FieldValue]>) throws(InputError)
    -> DocumentReader.Progress
  {
    let reader = DocumentReader(
      files: files, names: fields.names, policy: policy, keepsOthers: !fields.others.isEmpty,
      namesByPlace: namesByPlace)
    let line = ProgressLine(total: reader.totalBytes)
    defer { line.clear() }
    let draft = DocumentDraft()
    let result = try reader.read(
      report: { error in
        line.clear()
        writeToStandardError("vnsearch: skipped: " + singleLine(error.description))
      }, progress: line.update
    ) { (record) throws(InputError) in
      try add(record, draft: draft, to: writer)
    }
    if result.skipped > 0 {
      line.clear()
      writeToStandardError("vnsearch: \(grouped(result.skipped)) skipped")
    }
    return result
  }

  private func add(
    _ record: Record, draft: DocumentDraft, to writer: borrowing IndexWriter<[String: FieldValue]>
  ) throws(InputError) {
    do throws(SearchError) {
      try fill(draft, from: record)
      try writer.add(draft)
    } catch {
      if error.code == .invalidDocument { throw record.error(JSONReader.sentence(error.message)) }
      throw InputError(.everything, error.description)
    }
  }

  /// The bytes as they were read: no string is made.
  private func fill(_ draft: DocumentDraft, from record: Record) throws(SearchError) {
    draft.removeAll()
    for (slot, number) in fields.slots.enumerated() {
      if let number, let bytes = unsafe record.value(slot) { unsafe draft.add(utf8: bytes, to: number) }
    }
    for index in unsafe record.others.indices {
      if let (number, value) = try other(record, index) { try draft.add(value, to: number) }
    }
  }

  private func other(_ record: Record, _ index: Int) throws(SearchError) -> (number: Int, value: FieldValue)?
  {
    let field = unsafe record.others[index]
    guard let number = fields.others[unsafe string(field.name)] else { return nil }
    let text = unsafe string(field.value)
    return (number, unsafe field.isJSON ? try FieldValue(json: text) : .string(text))
  }
}
