/// Cuts a stretch of text into words and makes their surfaces: the complete path, for what was not met before.
///
/// What it gives depends on the bytes of the stretch alone. The caller reads `pieces`, whose ranges point into
/// `bytes`, and clears both with `reset()`.
struct ChunkAnalyzer {
  /// A token before its form is interned.
  struct Piece {
    var surface: Range<Int>
    var folded: Range<Int>
    var tokenClass: TokenClass
    var start: Int
    var end: Int
    /// Position from the start of the stretch.
    var position: Int
    var isAlias: Bool
  }

  /// The tokens found so far, in order.
  var pieces: [Piece] = []
  /// Surfaces and folded forms.
  var bytes: [UInt8] = []
  /// How many positions the pieces take.
  var positionCount = 0

  private var builder = SurfaceBuilder()
  private var elements: [Element] = []
  private var decomposition: [UInt32] = []

  /// Starters of a word beyond this many are read but not kept: two words that differ only after them are one.
  static let maximumStarters = 128
  /// Marks of one letter beyond this many are not kept.
  static let maximumMarks = 32

  /// Forgets the pieces and keeps the memory.
  mutating func reset() {
    pieces.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    positionCount = 0
  }

  /// Appends the tokens of `text`; offsets count from `base`.
  mutating func analyze(_ text: UnsafeBufferPointer<UInt8>, base: Int) {
    var index = 0
    while index < text.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      switch UnicodeData.characterClass(of: scalar) {
      case .letter, .digit:
        index = unsafe analyzeWord(text, from: index, base: base)
      case .unspaced:
        index = unsafe analyzeWord(text, from: index, base: base)
      default:
        index += length
      }
    }
  }

  private mutating func analyzeWord(_ text: UnsafeBufferPointer<UInt8>, from start: Int, base: Int) -> Int {
    elements.removeAll(keepingCapacity: true)
    var index = start
    var end = start
    var marks = 0
    scan: while index < text.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: text, at: index)
      let characterClass = UnicodeData.characterClass(of: scalar)
      switch characterClass {
      case .ignorable: break
      case .mark:
        marks += 1
        end = index + length
        if marks <= Self.maximumMarks { appendElements(scalar, from: index, to: end, isDigit: false) }
      case .letter, .digit, .unspaced:
        marks = 0
        end = index + length
        if elements.count < Self.maximumStarters {
          appendElements(scalar, from: index, to: end, isDigit: characterClass == .digit)
        }
      case .separator, .zeroWidthSpace: break scan
      }
      index += length
    }
    let word = builder.append(elements[...], to: &bytes)
    if !word.surface.isEmpty {
      pieces.append(
        Piece(
          surface: word.surface, folded: word.folded, tokenClass: word.tokenClass, start: base + start,
          end: base + end, position: positionCount, isAlias: false))
      positionCount += 1
    }
    return index
  }

  private mutating func appendElements(_ scalar: UInt32, from start: Int, to end: Int, isDigit: Bool) {
    decomposition.removeAll(keepingCapacity: true)
    UnicodeData.appendFoldedDecomposition(of: scalar, to: &decomposition)
    for part in decomposition {
      elements.append(
        Element(
          scalar: part, combiningClass: UnicodeData.combiningClass(of: part), isDigit: isDigit, start: start,
          end: end))
    }
  }
}
