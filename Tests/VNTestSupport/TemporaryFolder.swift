#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder on disk that is removed with all that is in it when this object goes.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let path: String

  /// Makes a folder in `parent`.
  public init(in parent: String = "/tmp") {
    var template = Array("\(parent)/vnsearch-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe mkdtemp(buffer.baseAddress!) != nil
    }
    precondition(made, "no temporary folder in \(parent)")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// The path of something in the folder.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  private static func remove(_ path: String) {
    if unsafe unlink(path) == 0 { return }
    if let directory = unsafe opendir(path) {
      var names: [String] = []
      while let entry = unsafe readdir(directory) {
        let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
        names.append(unsafe String(cString: start.assumingMemoryBound(to: CChar.self)))
      }
      _ = unsafe closedir(directory)
      for name in names where name != "." && name != ".." { remove("\(path)/\(name)") }
    }
    _ = unsafe rmdir(path)
  }
}
