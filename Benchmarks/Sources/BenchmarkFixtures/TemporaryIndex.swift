public import Foundation
public import VNSearch

/// An index of a collection in a folder of its own.
public final class TemporaryIndex: Sendable {
  public let folder: URL
  public let index: SearchIndex<FieldDocument>
  private let stays: Bool

  public static var schema: Schema { Schema(.key("id"), .text("title", boost: 3), .text("text")) }

  /// Indexes all documents into one segment.
  ///
  /// - Parameter place: A folder that stays; without one a temporary folder that goes when the index does.
  public init(_ collection: Collection, threads: Int = 1, at place: URL? = nil) throws {
    folder =
      place
      ?? FileManager.default.temporaryDirectory.appendingPathComponent("vnsearch-\(UUID().uuidString)")
    stays = place != nil
    index = try SearchIndex<FieldDocument>(
      at: folder.path, schema: Self.schema, options: IndexOptions(memoryBudget: 1 << 30, threads: threads))
    try index.write { writer in
      let draft = DocumentDraft()
      for (number, document) in collection.documents.enumerated() {
        draft.removeAll()
        try draft.add(.integer(Int64(number)), to: 0)
        document.title.withUnsafeBufferPointer { draft.add(utf8: $0, to: 1) }
        document.text.withUnsafeBufferPointer { draft.add(utf8: $0, to: 2) }
        try writer.add(draft)
      }
    }
    try index.optimize()
  }

  deinit { if !stays { try? FileManager.default.removeItem(at: folder) } }

  /// The bytes of its files by kind: the last part of their names.
  public func sizes() throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.fileSizeKey])
    for file in files {
      let kind = file.lastPathComponent.split { !$0.isLetter }.last.map(String.init) ?? file.lastPathComponent
      sizes[kind, default: 0] += try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    }
    return sizes
  }
}
