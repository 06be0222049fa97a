/// Where the files of one segment are.
struct SegmentFiles: Sendable {
  let fileSystem: any FileSystem
  let directory: String
  let id: UInt64

  func path(_ kind: FileKind) -> String { "\(directory)/\(IndexFileName.segment(id, kind))" }

  func create(_ kind: FileKind) throws(SearchError) -> OutputFile {
    try OutputFile(creating: path(kind), kind: kind, owner: id, in: fileSystem)
  }
}
