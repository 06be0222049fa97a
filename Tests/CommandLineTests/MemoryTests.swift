#if os(Linux)
  import Foundation
  import Testing
  import VNTestSupport

  /// How much memory the built command takes at most.
  struct MemoryTests {
    /// Documents of words that are drawn as in a language: few often, many seldom.
    private static func write(_ copies: Int, to inputs: InputFolder) throws {
      var random = SeededGenerator(seed: 5)
      let words = (0..<20_000).map { _ in
        String(decoding: (0..<2 + random.below(5)).map { _ in UInt8(97 + random.below(26)) }, as: UTF8.self)
      }
      var texts: [String] = []
      for _ in 0..<2_500 {
        var text = ""
        for _ in 0..<300 {
          text += words[random.below(1 + random.below(1 + random.below(words.count)))] + " "
        }
        texts.append(text)
      }
      var lines = ""
      for copy in 0..<copies {
        for (number, text) in texts.enumerated() {
          lines += "{\"id\":\"\(copy)-\(number)\",\"title\":\"văn bản \(number)\",\"text\":\"\(text)\"}\n"
        }
      }
      try inputs.write("\(copies).jsonl", lines)
    }

    /// The most memory that `index` had at once, in KB.
    private static func peak(_ copies: Int, threads: Int, _ inputs: InputFolder) throws -> Int {
      let process = try BuiltCommand.make([
        "index", inputs.path("\(copies).jsonl"), "--index", inputs.path("i"), "--rebuild", "--memory", "16",
        "--threads", "\(threads)",
      ])
      process.standardOutput = FileHandle.nullDevice
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      // The high-water mark of a process that is there: the last that is read before it ends.
      var peak = 0
      while process.isRunning {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        if let value = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
          peak = max(peak, value)
        }
        usleep(2_000)
      }
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      try #require(process.terminationStatus == 0, "\(text)")
      return peak
    }

    @Test(arguments: [1, 2])
    func indexingStaysInsideItsBudget(threads: Int) throws {
      let inputs = InputFolder()
      // Three copies are more than the budget holds at once; in the long mode ten.
      let copies = SeededGenerator.isLong ? [1, 10] : [1, 3]
      var peaks: [Int] = []
      for count in copies {
        try Self.write(count, to: inputs)
        peaks.append(try Self.peak(count, threads: threads, inputs))
      }
      print("memory of index --memory 16 --threads \(threads): \(peaks) KB for \(copies) copies")
      for peak in peaks { #expect(peak > 10_000 && peak < (16 + 60) << 10) }
      // No higher, but for what a merge of so many documents needs.
      #expect(Double(peaks[1]) < 1.25 * Double(peaks[0]))
    }
  }
#endif
