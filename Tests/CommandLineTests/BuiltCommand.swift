import Foundation
import Testing

/// The vnsearch that was built beside these tests, run as a process.
enum BuiltCommand {
  struct Result {
    var status: Int32
    /// Whether a signal ended it: a trap, for example.
    var isSignalled: Bool
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// `.build/debug/vnsearch`, beside the test bundle.
  static let path: String = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      return (bundle ?? Bundle.main.bundleURL).deletingLastPathComponent().appending(path: "vnsearch").path
    #else
      return Bundle.main.bundleURL.appending(path: "vnsearch").path
    #endif
  }()

  static func run(
    _ arguments: [String], input: [UInt8] = [], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let process = try make(arguments, in: folder, environment: environment)
    let (input, inputPipe) = (input, Pipe())
    let output = Pipe()
    let errors = Pipe()
    process.standardInput = inputPipe
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Each pipe on a thread of its own, so that none fills up while another is waited for.
    let writing = Thread {
      try? inputPipe.fileHandleForWriting.write(contentsOf: input)
      try? inputPipe.fileHandleForWriting.close()
    }
    writing.start()
    let errorData = Collected(errors.fileHandleForReading)
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal,
      output: String(decoding: outputData, as: UTF8.self),
      errors: String(decoding: errorData.wait(), as: UTF8.self))
  }

  /// A process that is not started.
  static func make(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    var variables = ProcessInfo.processInfo.environment
    variables["VNSEARCH_INDEX"] = nil
    variables["NO_COLOR"] = nil
    process.environment = variables.merging(environment) { _, new in new }
    return process
  }

  /// What a pipe gives, read on a thread of its own.
  private final class Collected: @unchecked Sendable {
    private var data = Data()
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
      Thread { [self] in
        data = handle.readDataToEndOfFile()
        done.signal()
      }.start()
    }

    func wait() -> Data {
      done.wait()
      return data
    }
  }
}
