/// What to do with a document that cannot be read.
enum ErrorPolicy: String, CaseIterable, Sendable {
  /// Report it, pass over it, count it.
  case skip
  /// End with its error; nothing is changed.
  case stop
}

/// Reads the documents of many files, one after the other, in bounded memory.
struct DocumentReader {
  let files: [InputFile]
  let names: FieldNames
  var policy = ErrorPolicy.stop
  /// Whether fields other than the id, the title and the text are handed on.
  var keepsOthers = false
  /// Whether a document without an id is called by its file and line; if not, it is an error.
  var namesByPlace = false
  /// What windows on the files begin with, and the longest document, in bytes.
  var windowCapacity = 512 << 10
  var recordLimit = ByteWindow.recordLimit

  /// How far the reading has come.
  struct Progress {
    /// Documents handed on.
    var documents = 0
    /// Documents passed over for an error.
    var skipped = 0
    /// Bytes on disk that have been read, before decompression.
    var bytes = 0
  }

  /// The sizes of all files on disk, in bytes; 0 if one of them has no size (standard input).
  var totalBytes: Int {
    files.contains { $0.isStandardInput } ? 0 : files.reduce(0) { $0 + $1.size }
  }

  /// Calls `visit` with each document; the record is valid during the call only.
  ///
  /// - Parameters:
  ///   - report: is called with each error that is passed over (policy `skip`).
  ///   - progress: is called after each document.
  /// - Returns: what was read and skipped.
  /// - Throws: the first error (policy `stop`), the error that `visit` threw, or an interruption.
  @discardableResult
  func read(
    report: (InputError) -> Void = { _ in },
    progress: (Progress) -> Void = { _ in },
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) -> Progress {
    var state = Progress()
    let record = Record(names: names, keepsOthers: keepsOthers, namesByPlace: namesByPlace)
    for file in files {
      let before = state.bytes
      do throws(InputError) {
        try read(
          file, into: record, before: before, state: &state, report: report, progress: progress, visit: visit)
      } catch {
        guard policy == .skip, error.reach == .file || error.reach == .record else { throw error }
        state.skipped += 1
        report(error)
      }
      state.bytes = file.size > 0 ? before + file.size : state.bytes
    }
    return state
  }

  private func read(
    _ file: InputFile, into record: Record, before: Int, state: inout Progress,
    report: (InputError) -> Void, progress: (Progress) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {
    record.file = file.displayName
    let window = try ByteWindow(file, capacity: windowCapacity, limit: recordLimit)
    // One visitor for all formats: it checks what every document must have.
    func accept(_ record: Record) throws(InputError) {
      if Interruption.isRequested { throw .interrupted }
      try visit(record)
      state.documents += 1
      state.bytes = before + window.consumed
      progress(state)
    }
    func skip(_ error: InputError) throws(InputError) {
      guard policy == .skip else { throw error }
      state.skipped += 1
      report(error)
    }
    switch file.format {
    case .text, .markdown:
      try TextFileReader(window: window, isMarkdown: file.format == .markdown).read(
        into: record, visit: accept)
    case .jsonLines:
      try JSONReader(window, file: record.file).readLines(into: record, skip: skip, visit: accept)
    case .json:
      try JSONReader(window, file: record.file).readObjects(into: record, skip: skip, visit: accept)
    case .delimited(let isTab):
      try DelimitedReader(window, file: record.file, isTab: isTab).read(
        into: record, skip: skip, visit: accept)
    }
  }
}
