/// A Vietnamese syllable: onset, rime and tone.
///
///     let syllable = Syllable("NGƯỜI")
///     syllable?.onset  // "ng"
///     syllable?.rime   // "ươi"
///     syllable?.tone   // .huyền
///
/// A syllable with some of its marks missing (`nguoi`, `đươc`) is a syllable too; `isStandard` says whether it is
/// spelled as in a dictionary.
public struct Syllable: Sendable, Hashable, CustomStringConvertible {
  private let packed: PackedValue

  private struct PackedValue: Hashable {
    var letters: UInt64
    var count: Int
    var onsetCount: Int
    var tone: Tone
  }

  init(_ syllable: PackedSyllable) {
    packed = PackedValue(
      letters: syllable.letters, count: syllable.count, onsetCount: syllable.onsetCount, tone: syllable.tone)
  }

  private var value: PackedSyllable? {
    PackedSyllable(letters: packed.letters, count: packed.count, tone: packed.tone)
  }

  /// Takes a surface; `nil` where it has not the shape of a syllable.
  public init?(surface: UnsafeBufferPointer<UInt8>) {
    guard let syllable = unsafe PackedSyllable(surface: surface) else { return nil }
    self.init(syllable)
  }

  /// Takes a word in any case, normalization form and style of tone placement.
  public init?(_ text: String) {
    guard let surface = Surface.canonical(text) else { return nil }
    let syllable = unsafe Array(surface.utf8).withUnsafeBufferPointer { unsafe PackedSyllable(surface: $0) }
    guard let syllable else { return nil }
    self.init(syllable)
  }

  /// The consonants before the rime, `gi` and `qu` among them; may be empty.
  public var onset: String { text(of: 0..<packed.onsetCount) }

  /// The vowels and the coda, without the tone.
  public var rime: String { text(of: packed.onsetCount..<packed.count) }

  /// The tone; `ngang` where no mark is written.
  public var tone: Tone { packed.tone }

  /// The marks of its letters, in the order of the letters and without the tone: horn and horn for `đường` after the
  /// stroke of `đ`.
  public var marks: [LetterMark] {
    (0..<packed.count).compactMap {
      LetterMark(rawValue: UInt8(truncatingIfNeeded: packed.letters >> UInt64(8 * $0 + 5)) & 7)
    }
  }

  /// Whether onset, rime and tone are as a dictionary may have them: `đươc` and `nguoi` are not, `được` is.
  public var isStandard: Bool { value?.isStandard ?? false }

  /// The canonical surface, the tone in its canonical place.
  public var surface: String {
    var scalars: [UInt32] = []
    value?.appendScalars(to: &scalars)
    return Self.string(scalars)
  }

  /// The letters without any mark.
  public var folded: String {
    Self.string((0..<packed.count).map { UInt32(packed.letters >> UInt64(8 * $0) & 0x1F) + 0x60 })
  }

  /// The same syllable in the other spelling of `i` and `y`, where both are in use.
  public var iyTwin: Syllable? { value?.iyTwin.map { Syllable($0) } }

  /// The surface.
  public var description: String { surface }

  private func text(of range: Range<Int>) -> String {
    Self.string(
      range.map { PackedSyllable.scalar(letter: packed.letters >> UInt64(8 * $0) & 0xFF, tone: .ngang) })
  }

  private static func string(_ scalars: [UInt32]) -> String {
    var result = String.UnicodeScalarView()
    for scalar in scalars { if let scalar = Unicode.Scalar(scalar) { result.append(scalar) } }
    return String(result)
  }
}

extension Surface {
  /// Several surfaces as one word: what an alias of a compound is made of, and what a query may ask for when its
  /// words stand apart (`ê đê` for `Êđê`).
  ///
  ///     Surface.joined(["ê", "đê"])?.folded  // "ede"
  ///
  /// `nil` where there is nothing to join.
  public static func joined(_ surfaces: [String]) -> (
    surface: String, folded: String, tokenClass: TokenClass
  )? {
    var bytes = surfaces.flatMap { Array($0.utf8) }
    guard !bytes.isEmpty else { return nil }
    var builder = SurfaceBuilder()
    let word = builder.append(joined: 0..<bytes.count, in: &bytes)
    return (
      String(decoding: bytes[word.surface], as: UTF8.self),
      String(decoding: bytes[word.folded], as: UTF8.self),
      word.tokenClass
    )
  }

  /// The surface of a text that is one token; `nil` where it is none or several.
  ///
  ///     Surface.canonical("HOÀ")  // "hòa"
  public static func canonical(_ text: String) -> String? {
    var text = text
    var chunk = ChunkAnalyzer()
    text.withUTF8 { bytes in unsafe chunk.analyze(bytes, using: WordBreaker()) }
    guard chunk.pieces.count == 1 else { return nil }
    return String(decoding: chunk.bytes[chunk.pieces[0].surface], as: UTF8.self)
  }
}
