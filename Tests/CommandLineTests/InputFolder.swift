import CZlib
import Foundation
import VNTestSupport

@testable import vnsearch_cli

/// A temporary folder to put inputs into.
struct InputFolder {
  let folder = TemporaryFolder()

  func path(_ name: String) -> String { folder.path(name) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder.path(name)
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// Writes members one after the other, each a gzip file of its own.
  @discardableResult
  func writeGzip(_ name: String, _ members: [[UInt8]]) throws -> String {
    let path = folder.path(name)
    for (index, member) in members.enumerated() {
      let file = unsafe gzopen(path, index == 0 ? "wb" : "ab")
      _ = unsafe gzwrite(file, member, UInt32(member.count))
      _ = unsafe gzclose(file)
    }
    return path
  }
}

/// A document as a test sees it.
struct ReadDocument: Equatable, CustomStringConvertible {
  var id: String
  var title: String?
  var texts: [String?]
  var line = 1
  var others: [String: String] = [:]

  init(
    _ id: String, _ title: String? = nil, _ texts: String?..., line: Int = 1, others: [String: String] = [:]
  ) {
    self.id = id
    self.title = title
    self.texts = texts
    self.line = line
    self.others = others
  }

  init(_ record: Record) {
    id = unsafe string(record.id)
    title = unsafe record.title.map { unsafe string($0) }
    texts = (0..<record.textCount).map { number in unsafe record.text(number).map { unsafe string($0) } }
    line = record.line
    for index in unsafe record.others.indices {
      others[unsafe string(record.others[index].name)] = unsafe string(record.others[index].value)
    }
  }

  var description: String { "\(line): \(id) | \(title ?? "nil") | \(texts) | \(others)" }
}

/// What a reader found.
struct ReadResult: Equatable {
  var documents: [ReadDocument] = []
  /// Errors that were passed over and, last, the one that ended the reading; places without the folder.
  var errors: [String] = []
}

/// Reads `paths` as `vnsearch index` does.
func read(
  _ paths: [String], names: FieldNames = FieldNames(), policy: ErrorPolicy = .skip,
  windowCapacity: Int = 512 << 10,
  recordLimit: Int = ByteWindow.recordLimit, folder: String = "", keepsOthers: Bool = false
) -> ReadResult {
  var result = ReadResult()
  var errors: [String] = []
  func short(_ error: InputError) -> String {
    error.description.replacingOccurrences(of: folder.isEmpty ? "\0" : folder + "/", with: "")
  }
  do throws(InputError) {
    var reader = DocumentReader(
      files: try InputFile.find(paths), names: names, policy: policy, keepsOthers: keepsOthers)
    reader.windowCapacity = windowCapacity
    reader.recordLimit = recordLimit
    var documents: [ReadDocument] = []
    defer { result.documents = documents }
    let progress = try reader.read(report: { errors.append(short($0)) }) { (record) throws(InputError) in
      documents.append(ReadDocument(record))
    }
    precondition(progress.documents == documents.count && progress.skipped == errors.count)
  } catch {
    errors.append(short(error))
  }
  result.errors = errors
  return result
}
