import AllocationCounter
import AnalysisBaselines
import BenchmarkTexts
import Foundation
import VNTextAnalysis

// analysis-report speed|forms|syllables|hostile|allocations [limit in MB]
//
//   speed   MB/s of the Vietnamese analyzer and of ICU alone over the same text, in one run
//   syllables  whether any of the 5,000 most frequent syllables is split or merged: its tokens against a
//           count of words between characters that are neither letters, marks nor digits
//   allocations  whether analyzing a text anew allocates anything once the buffers have their sizes; fails if it does
//   hostile  the time that texts take which are made to be slow
//   forms   token streams of the text as it is, in NFC, in NFD and mixed: counts and hashes
//
// The text is that of VNSEARCH_REAL_TEXT, or the repository's corpus.

let arguments = CommandLine.arguments
let mode = arguments.count > 1 ? arguments[1] : "speed"
let limit = arguments.count > 2 ? (Int(arguments[2]) ?? 1_000_000) << 20 : Int.max
let documents = try Texts.load(limit: limit)
let size = documents.reduce(0) { $0 + $1.count }
print("\(documents.count) documents, \(size) bytes")

/// CPU seconds of this thread, which do not count what other processes take from the core.
func seconds(_ body: () -> Void) -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  body()
  return now() - start
}

func row(_ name: String, _ seconds: Double, _ tokens: Int) {
  let rate = String(format: "%8.1f", Double(size) / seconds / 1e6)
  let each = String(format: "%7.1f", seconds * 1e9 / Double(max(1, tokens)))
  print(
    "\(name.padding(toLength: 34, withPad: " ", startingAt: 0)) \(rate) MB/s \(each) ns/token \(tokens) tokens"
  )
}

func hash(_ buffer: TokenBuffer, _ state: inout UInt64) {
  buffer.withTokens { tokens in
    for token in tokens {
      buffer.withBytes(of: token.form) { surface, folded in
        for byte in surface { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = (state ^ 0xFF) &* 0x100_0000_01B3
        for byte in folded { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
      }
      state = (state ^ UInt64(token.position) ^ (token.isAlias ? 1 << 40 : 0)) &* 0x100_0000_01B3
    }
  }
}

switch mode {
case "speed":
  let analyzer = VietnameseAnalyzer()
  var buffer = TokenBuffer()
  var count = 0
  func run() {
    count = 0
    for text in documents {
      text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
      count += buffer.count
      buffer.removeTokens()
    }
  }
  // The best of some rounds: the others were disturbed.
  let fresh = (0..<3).map { _ in
    buffer = TokenBuffer()
    return seconds(run)
  }
  row("VietnameseAnalyzer, new buffer", fresh.min() ?? 0, count)
  let known = (0..<max(3, 400_000_000 / max(1, size))).map { _ in seconds(run) }
  row("VietnameseAnalyzer, forms known", known.min() ?? 0, count)
  let before = allocation_count()
  run()
  let allocations = allocation_count() - before
  print(
    "  \(buffer.formCount) forms, \(buffer.formMemory >> 20) MB; \(allocations) allocations in one more run")
  if arguments.contains("only") { break }
  let pipeline = ICUPipeline()
  buffer = TokenBuffer()
  var words = 0
  row(
    "ICU boundaries only",
    seconds {
      for text in documents { text.withUnsafeBufferPointer { words += pipeline.boundaries(of: $0) } }
    }, words)
  words = 0
  let time = seconds {
    for text in documents {
      text.withUnsafeBufferPointer { words += pipeline.analyze($0, into: buffer) }
      buffer.removeTokens()
    }
  }
  row("ICU boundaries, fold, normalize", time, words)
case "forms":
  let analyzer = VietnameseAnalyzer()
  let buffer = TokenBuffer()
  var results: [String] = []
  for form in ["as it is", "NFC", "NFD", "mixed"] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    var count = 0
    for (index, text) in documents.enumerated() {
      var bytes = text
      switch form {
      case "NFC": bytes = Normalization.normalized(text, composed: true)
      case "NFD": bytes = Normalization.normalized(text, composed: false)
      case "mixed":
        // Every other line decomposed, every other word of the rest too.
        bytes = []
        for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
          if number > 0 { bytes.append(0x0A) }
          for (word, part) in line.split(separator: 0x20, omittingEmptySubsequences: false).enumerated() {
            if word > 0 { bytes.append(0x20) }
            bytes += Normalization.normalized(Array(part), composed: (number + word + index) % 2 == 0)
          }
        }
      default: break
      }
      bytes.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
      count += buffer.count
      hash(buffer, &state)
      buffer.removeTokens()
    }
    print("\(form): \(count) tokens, hash \(String(state, radix: 16))")
    results.append("\(count) \(state)")
  }
  print(Set(results).count == 1 ? "identical" : "DIFFERENT")
case "allocations":
  var failures = 0
  func expect(_ name: String, _ texts: [[UInt8]], _ passes: Int, atMost limit: UInt64 = 0) {
    let result = Allocations.inOneMorePass(texts, passes: passes)
    print(
      "\(name): \(result.allocations) allocations for \(result.tokens) tokens\(result.allocations > limit ? " - TOO MANY" : "")"
    )
    if result.allocations > limit { failures += 1 }
  }
  expect("words that are all known", [Allocations.words(2000)], 2)
  expect("more words than are kept", [Allocations.words(60_000)], 6)
  expect("words that ICU cuts", [Allocations.otherScripts], 2)
  // ICU allocates while it cuts passages of more than 255 bytes without a space, which are not kept.
  expect("the text", documents, 2, atMost: UInt64(size / 1_000_000))
  exit(failures == 0 ? 0 : 1)
case "hostile":
  let analyzer = VietnameseAnalyzer()
  for (name, bytes) in [
    ("combining marks", [0xCC, 0x81]), ("one letter", [0x61]), ("dots", [0x2E]),
    ("letters and dots", [0x61, 0x2E]),
    ("digits and commas", [0x31, 0x2C]), ("ideographs", [0xE6, 0x9D, 0xB1]), ("Thai", [0xE0, 0xB8, 0x81]),
    ("zero-width spaces", [0x61, 0xE2, 0x80, 0x8B]), ("jamo", [0xE1, 0x84, 0x80]), ("invalid", [0xFF]),
  ] as [(String, [UInt8])] {
    let times = [1 << 20, 4 << 20].map { size in
      let text = Array(repeatElement(bytes, count: size / bytes.count).joined())
      return seconds { text.withUnsafeBufferPointer { analyzer.analyze($0, into: TokenBuffer()) } }
    }
    print(
      name.padding(toLength: 20, withPad: " ", startingAt: 0),
      String(format: "1 MB %7.1f ms   4 MB %7.1f ms", times[0] * 1000, times[1] * 1000))
  }
case "syllables":
  // Words as anybody would cut them, by the properties that Swift knows.
  var counts: [String: Int] = [:]
  for text in documents {
    var word = String.UnicodeScalarView()
    var isPlain = true
    func flush() {
      if !word.isEmpty, isPlain { counts[String(word), default: 0] += 1 }
      word = .init()
      isPlain = true
    }
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x80 {
        if (0x30...0x39).contains(scalar.value) {
          isPlain = false
          word.append(scalar)
        } else if (0x61...0x7A).contains(scalar.value | 0x20) {
          word.append(scalar)
        } else {
          flush()
        }
        continue
      }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark,
        .spacingMark, .format:
        word.append(scalar)
      case .decimalNumber, .letterNumber, .otherNumber, .enclosingMark:
        isPlain = false
        word.append(scalar)
      default: flush()
      }
    }
    flush()
  }
  var expected: [String: Int] = [:]
  for (word, count) in counts {
    guard let syllable = Syllable(word) else { continue }
    expected[syllable.surface, default: 0] += count
  }
  let analyzer = VietnameseAnalyzer()
  let buffer = TokenBuffer()
  var found: [Int] = []
  for text in documents {
    text.withUnsafeBufferPointer { analyzer.analyze($0, into: buffer) }
    buffer.withTokens { tokens in
      while found.count < buffer.formCount { found.append(0) }
      for token in tokens where !token.isAlias { found[Int(token.form)] += 1 }
    }
    buffer.removeTokens()
  }
  var actual: [String: Int] = [:]
  for form in 0..<buffer.formCount where buffer.form(UInt32(form)).tokenClass == .syllable {
    actual[buffer.withBytes(of: UInt32(form)) { surface, _ in String(decoding: surface, as: UTF8.self) }] =
      found[form]
  }
  let top = expected.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(5000)
  let fewer = top.filter { (actual[$0.key] ?? 0) < $0.value }
  let more = top.filter { (actual[$0.key] ?? 0) > $0.value }
  let occurrences = top.reduce(0) { $0 + $1.value }
  print(
    "\(top.count) syllables, \(occurrences) occurrences, the rarest \(top.last?.value ?? 0) times"
  )
  print("fewer tokens than words: \(fewer.count); more tokens than words: \(more.count)")
  for (key, value) in (fewer + more).prefix(40) {
    print("  \(key): \(value) words, \(actual[key] ?? 0) tokens")
  }
default:
  print("usage: analysis-report speed|forms|syllables|hostile|allocations [MB]")
}
