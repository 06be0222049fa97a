/// What is wrong with an input, where it stands, and what to do about it.
struct InputError: Error {
  /// How far the damage reaches.
  enum Reach {
    /// One record; the next one can be read.
    case record
    /// The rest of this file; the next file can be read.
    case file
    /// Nothing more should be read.
    case everything
    /// The user pressed Ctrl-C.
    case interruption
    /// Whoever reads the output has seen enough (`| head`).
    case closedPipe
  }

  var reach: Reach
  /// The file as the user named it; `nil` where no file is concerned.
  var file: String?
  /// The line, from 1.
  var line: Int?
  /// One sentence without the place: what is wrong; what to do.
  var message: String

  init(_ reach: Reach, _ message: String, file: String? = nil, line: Int? = nil) {
    self.reach = reach
    self.message = message
    self.file = file
    self.line = line
  }

  static let nobodyReads = InputError(.closedPipe, "nobody reads the output")
  static let interrupted = InputError(.interruption, "interrupted; nothing was changed")
}

extension InputError: CustomStringConvertible {
  /// `file:line: message`, as compilers write it, so that editors can jump there.
  var description: String {
    switch (file, line) {
    case (let file?, let line?): "\(file):\(line): \(message)"
    case (let file?, nil): "\(file): \(message)"
    default: message
    }
  }
}
