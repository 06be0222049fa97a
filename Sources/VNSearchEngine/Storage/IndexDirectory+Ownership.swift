/// Which files in the folder are an index's: a name alone does not say that nobody else made the file.
extension IndexDirectory {
  /// What is known of a file by its content.
  enum Owner: Sendable {
    /// It begins or ends as a file of an index does, or nothing was written to it.
    case index
    /// It is a text, a folder or a pipe: no writer of an index left it.
    case somebodyElse
    /// Something else: what a power cut leaves of a file may be anything.
    case unknown
  }

  /// How much of a file is looked at.
  private static let examinedLength = 512

  /// Whose a file is.
  func owner(of name: IndexFileName) throws(SearchError) -> Owner {
    if name == .lock { return .index }
    let path = path(name.text)
    let opened = try fileSystem.retryingIfPresent("open", path) { () throws(SystemCallError) in
      try fileSystem.open(path, .reading)
    }
    guard let descriptor = opened else { return .index }
    defer { fileSystem.closeQuietly(descriptor) }
    let size: Int
    do throws(SearchError) {
      size = try fileSystem.length(descriptor, path)
    } catch {
      if error.code == .corruptIndex { return .somebodyElse }
      throw error
    }
    if size == 0 { return .index }
    let bytes = try unsafe fileSystem.retrying("map", path) { () throws(SystemCallError) in
      try unsafe fileSystem.map(descriptor, count: size)
    }
    defer { unsafe fileSystem.unmap(bytes) }
    return unsafe Self.owner(
      head: Array(bytes.prefix(Self.examinedLength)), tail: Array(bytes.suffix(4)))
  }

  static func owner(head: [UInt8], tail: [UInt8]) -> Owner {
    func bytes(_ magic: UInt32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: magic >> UInt32(8 * $0)) }
    }
    if head.prefix(4).elementsEqual(bytes(FileFrame.magic).prefix(head.count)) { return .index }
    if tail == bytes(FileFrame.endMagic) || head.allSatisfy({ $0 == 0 }) { return .index }
    // A character that the end cuts off is no fault: one of at most 4 bytes.
    let isText = (0..<min(4, head.count)).contains { cut in
      String(validating: head.dropLast(cut), as: UTF8.self)?.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && scalar.value != 0x7F || [9, 10, 12, 13].contains(scalar.value)
      } ?? false
    }
    return isText ? .somebodyElse : .unknown
  }

  /// Whether the folder has a file that is certainly an index's, whatever its state.
  package func holdsIndexFiles() throws(SearchError) -> Bool {
    for name in try names() ?? [] where name != .lock {
      if try owner(of: name) == .index { return true }
    }
    return false
  }

  /// The names in the folder that are not an index's, sorted: others than an index has, hidden ones left out, and those of
  /// files that are not certainly an index's.
  package func foreignNames() throws(SearchError) -> [String] {
    var foreign: [String] = []
    for text in try allNames() ?? [] where !text.hasPrefix(".") {
      if let name = IndexFileName(text), try owner(of: name) == .index { continue }
      foreign.append(text)
    }
    return foreign.sorted()
  }

  /// Those of an index's names whose files may be removed: not those that somebody else made.
  func removable(_ names: [IndexFileName]) throws(SearchError) -> Set<String> {
    var removable: Set<String> = []
    for name in names where try owner(of: name) != .somebodyElse { removable.insert(name.text) }
    return removable
  }
}
