import Foundation

/// Reads documents from JSON lines with `title` and `text`.
public enum JSONLines {
  /// A file that cannot be read.
  public struct ReadingError: Error, CustomStringConvertible {
    public let description: String
  }

  /// Calls `body` with the title and the text of each document; stops when it returns false.
  ///
  /// - Parameter path: A file, `-` for standard input; one that ends in `.gz` is unpacked by `gzip`.
  public static func forEach(of path: String, _ body: (_ title: String, _ text: String) throws -> Bool) throws
  {
    let isPacked = path.hasSuffix(".gz")
    let quoted = "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    let file = isPacked ? popen("gzip -dc -- \(quoted)", "r") : fopen(path == "-" ? "/dev/stdin" : path, "r")
    guard let file else { throw ReadingError(description: "cannot open \(path)") }
    defer { if isPacked { pclose(file) } else { fclose(file) } }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    var number = 0
    defer { free(line) }
    while true {
      let count = getline(&line, &capacity, file)
      guard count > 0, let line else {
        if number == 0 { throw ReadingError(description: "\(path) has no lines") }
        return
      }
      number += 1
      let data = Data(bytesNoCopy: line, count: count, deallocator: .none)
      guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        throw ReadingError(description: "\(path):\(number): not a JSON object")
      }
      let text = object["text"] as? String ?? object["body"] as? String ?? ""
      if try !body(object["title"] as? String ?? "", text) { return }
    }
  }
}
