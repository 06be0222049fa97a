/// Reads a .txt or .md file: one document, whose id is the path as given.
struct TextFileReader {
  let window: ByteWindow
  let isMarkdown: Bool

  /// Calls `visit` with the file's one document.
  func read(into record: Record, visit: (Record) throws(InputError) -> Void) throws(InputError) {
    let bytes = unsafe try window.fillCompletely()
    let path = record.file
    record.begin(line: 1, capacity: path.utf8.count)
    if let offset = unsafe UTF8Validator.firstInvalidOffset(in: bytes) {
      let line = unsafe 1 + countLines(UnsafeBufferPointer(rebasing: bytes[..<offset]))
      throw InputError(
        .record, "invalid UTF-8 at byte \(offset) of the file; convert it to UTF-8 first (iconv)", file: path,
        line: line)
    }
    let id = unsafe record.scratch(path.utf8.count)
    _ = unsafe id.initialize(from: path.utf8)
    record.commitScratch(path.utf8.count)
    unsafe record.set((0, 0), to: UnsafeBufferPointer(id))
    if isMarkdown {
      let document = unsafe MarkdownDocument(bytes)
      if let title = unsafe document.title { unsafe record.set((1, 0), to: title) }
      unsafe record.set((2, 0), to: document.text)
    } else {
      unsafe record.set((2, 0), to: bytes)
    }
    try visit(record)
  }
}

/// A Markdown text cut into its title and the rest.
///
/// The title is the first heading: `# …` of any level outside a code block, or a line underlined by `===` or
/// `---`. YAML between two `---` lines at the beginning is left out, its `title:` is taken where there is
/// one.
@unsafe struct MarkdownDocument {
  private(set) var title: UnsafeBufferPointer<UInt8>?
  /// What follows the title; the whole text if something stands before it.
  private(set) var text: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe text = bytes
    unsafe skipFrontMatter()
    if unsafe title == nil { unsafe findHeading() }
  }

  private mutating func skipFrontMatter() {
    var lines = unsafe LineIterator(text)
    guard let first = unsafe lines.next(), unsafe trimmed(first) == "---" else { return }
    var found: UnsafeBufferPointer<UInt8>?
    while let line = unsafe lines.next() {
      let content = unsafe trimmed(line)
      if unsafe content == "---" || content == "..." {
        unsafe title = found
        unsafe text = lines.rest
        return
      }
      if line.count > 6, unsafe UnsafeBufferPointer(rebasing: line[..<6]) == "title:" {
        var value = unsafe trimmed(UnsafeBufferPointer(rebasing: line[6...]))
        if value.count >= 2, unsafe value[0] == value[value.count - 1],
          unsafe value[0] == 0x22 || value[0] == 0x27
        {
          unsafe value = UnsafeBufferPointer(rebasing: value[1..<(value.count - 1)])
        }
        unsafe found = value.isEmpty ? nil : value
      }
    }
  }

  private mutating func findHeading() {
    var lines = unsafe LineIterator(text)
    var previous: UnsafeBufferPointer<UInt8>?
    var isInCode = false
    var isFirst = true
    while let line = unsafe lines.next() {
      let content = unsafe trimmed(line)
      if unsafe content.starts(with: [0x60, 0x60, 0x60]) || content.starts(with: [0x7E, 0x7E, 0x7E]) {
        isInCode.toggle()
      } else if !isInCode {
        if let heading = unsafe Self.heading(content) {
          unsafe title = heading
          if isFirst { unsafe text = lines.rest }
          return
        }
        if let above = unsafe previous, unsafe Self.isUnderline(content) {
          unsafe title = above
          // The line above was the first one with text if nothing but blanks stands before it.
          if let base = unsafe text.baseAddress, let start = above.baseAddress,
            unsafe trimmed(UnsafeBufferPointer(rebasing: text[..<(start - base)])).isEmpty
          {
            unsafe text = lines.rest
          }
          return
        }
      }
      unsafe previous = content.isEmpty || isInCode ? nil : content
      if !content.isEmpty { isFirst = false }
    }
  }

  /// The text of `## Heading ##`.
  private static func heading(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var level = 0
    while level < line.count, unsafe line[level] == 0x23 { level += 1 }
    guard (1...6).contains(level), level < line.count, unsafe isBlank(line[level]) else { return nil }
    var content = unsafe trimmed(UnsafeBufferPointer(rebasing: line[level...]))
    var end = content.count
    while end > 0, unsafe content[end - 1] == 0x23 { end -= 1 }
    if unsafe end < content.count && (end == 0 || isBlank(content[end - 1])) {
      unsafe content = trimmed(UnsafeBufferPointer(rebasing: content[..<end]))
    }
    return unsafe content.isEmpty ? nil : content
  }

  private static func isUnderline(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard line.count >= 3, let first = unsafe line.first, first == 0x3D || first == 0x2D else { return false }
    return unsafe line.allSatisfy { $0 == first }
  }
}

/// The lines of a text that is in memory.
@unsafe struct LineIterator {
  private(set) var rest: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe rest = bytes }

  /// The next line without its line end.
  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    if unsafe rest.isEmpty { return nil }
    let end = unsafe firstIndex(of: 0x0A, in: rest)
    let line = unsafe UnsafeBufferPointer(rebasing: rest[..<(end ?? rest.count)])
    unsafe rest = UnsafeBufferPointer(rebasing: rest[(end.map { $0 + 1 } ?? rest.count)...])
    return unsafe line
  }
}
