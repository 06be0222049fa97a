import Testing
import VNTestSupport

@testable import vnsearch_cli

/// A file and what a reader makes of it.
struct ReaderRow: CustomTestStringConvertible {
  var name: String
  var text: String
  var documents: [ReadDocument] = []
  var errors: [String] = []
  var file: String
  var testDescription: String { name }

  /// Reads the file with windows of different sizes, so that every record crosses the end of one.
  func check() throws {
    let inputs = InputFolder()
    let path = try inputs.write(file, text)
    for capacity in [4, 5, 7, 16, 1 << 16] {
      let result = read([path], windowCapacity: capacity, folder: inputs.folder.path)
      #expect(result.documents == documents, "capacity \(capacity)")
      #expect(result.errors == errors, "capacity \(capacity)")
    }
  }
}
