#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text file that is written from its start to its end.
final class LineFile {
  private let file: UnsafeMutablePointer<FILE>
  private let path: String
  private(set) var bytes = 0

  init(_ path: String) throws {
    guard let file = fopen(path, "w") else { throw PeerEngine.Failure("cannot write \(path)") }
    self.file = file
    self.path = path
  }

  func write(_ text: String) throws {
    var text = text
    let count = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
    bytes += text.utf8.count
    guard count == text.utf8.count else { throw PeerEngine.Failure("cannot write all of \(path)") }
  }

  func close() throws {
    guard fclose(file) == 0 else { throw PeerEngine.Failure("cannot write all of \(path)") }
  }
}
