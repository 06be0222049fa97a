#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Calls of the C library, by names that do not clash with those of commands.
enum Platform {
  static func exit(_ code: Int32) -> Never {
    #if canImport(Glibc)
      Glibc.exit(code)
    #else
      Darwin.exit(code)
    #endif
  }

  /// Makes large blocks of memory go back to the system when they are freed.
  ///
  /// glibc keeps blocks of up to 32 MB once some were freed, in one heap for each thread, so that a process holds much more
  /// memory than it uses: indexing with `--memory 64` on two threads 148 MB instead of 96.
  static func returnFreedMemory() {
    #if canImport(Glibc)
      // The Glibc module leaves malloc.h out. -3 is M_MMAP_THRESHOLD: from what size on a block is a mapping of its own.
      typealias Function = @convention(c) (Int32, Int32) -> Int32
      guard let function = unsafe dlsym(nil, "mallopt") else { return }
      _ = unsafe unsafeBitCast(function, to: Function.self)(-3, 256 << 10)
    #endif
  }

  /// Cores that can work, at least 1.
  static var coreCount: Int { max(1, min(64, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }

  /// Whether a path is a folder.
  static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR)
  }

  /// The names in a folder, those that begin with a dot included; `nil` if it cannot be read. Of a name that is not UTF-8
  /// the wrong bytes are U+FFFD.
  static func names(in folder: String) -> [String]? {
    guard let directory = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Makes a new folder in $TMPDIR or /tmp.
  static func makeTemporaryFolder() throws(InputError) -> String {
    let parent = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/vnsearch-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    if !isMade {
      throw InputError(.everything, "cannot make a temporary folder: \(systemMessage(errno))", file: parent)
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder and the files in it.
  static func removeFolder(_ path: String) {
    for name in names(in: path) ?? [] { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
  }

  /// The whole of a small file.
  static func contents(of path: String) throws(InputError) -> [UInt8] {
    let format = InputFormat.text
    let window = try ByteWindow(
      path == "-" ? .standardInput : InputFile(path: path, format: format, size: 0), limit: 1 << 30)
    return unsafe Array(try window.fillCompletely())
  }
}
