#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output or standard error, written in blocks.
final class OutputStream {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Whether it is a terminal that understands escape sequences.
  var isTerminal: Bool {
    isatty(descriptor) == 1 && environment("TERM") != "dumb"
  }

  /// Whether text may be bold or coloured: on a terminal, unless NO_COLOR is set (no-color.org).
  var isStyled: Bool {
    isTerminal && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Columns of the terminal; 80 if unknown.
  var width: Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  func write(_ text: String) throws(InputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  func writeLine(_ text: String) throws(InputError) {
    try write(text)
    try write("\n")
  }

  func flush() throws(InputError) {
    var written = 0
    while written < buffer.count {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        unsafe writeBytes(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        let code = errno
        buffer.removeAll()
        if code == EPIPE { throw .nobodyReads }
        throw InputError(.everything, "cannot write the output: \(systemMessage(code))")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// The value of an environment variable.
func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// Writes one line to standard error; if even that fails there is nobody to tell.
func writeToStandardError(_ line: String) {
  let stream = OutputStream(descriptor: 2)
  try? stream.writeLine(line)
  try? stream.flush()
}

/// `write(2)`, by a name that `OutputStream.write` does not hide.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
