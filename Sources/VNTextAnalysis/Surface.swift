/// Questions about surfaces: the canonical accented forms that an analyzer makes.
///
/// The functions on bytes expect surfaces as a `TokenBuffer` holds them and do not allocate.
public enum Surface {
  /// How `indexed` relates to `query`, both surfaces of one folded form (or of two that are i/y twins).
  ///
  /// Marks are compared letter by letter, tones over the whole word, so that where a tone is written is of no
  /// account. Surfaces whose letters differ are `contradicting` unless they are twins. Linear in the length.
  ///
  ///     Surface.relation(ofQuery: "ngươi", toIndexed: "người")  // .refined
  public static func relation(
    ofQuery query: UnsafeBufferPointer<UInt8>, toIndexed indexed: UnsafeBufferPointer<UInt8>
  ) -> SurfaceRelation {
    var queryIndex = 0
    var indexedIndex = 0
    var queryTones = ToneSequence()
    var indexedTones = ToneSequence()
    var queryIsMarked = false
    var indexedIsMarked = false
    var contradicts = false
    var hasMore = false
    while queryIndex < query.count, indexedIndex < indexed.count {
      let (queryScalar, queryLength) = unsafe UTF8Decoding.scalar(in: query, at: queryIndex)
      let (indexedScalar, indexedLength) = unsafe UTF8Decoding.scalar(in: indexed, at: indexedIndex)
      queryIndex += queryLength
      indexedIndex += indexedLength
      if queryScalar == indexedScalar, queryScalar < 0x80 { continue }
      let first = LetterParts.of(queryScalar)
      let second = LetterParts.of(indexedScalar)
      guard first.base == second.base else { return unsafe twinOrNothing(query, indexed) }
      if first.quality != second.quality {
        if first.quality != 0 { contradicts = true }
        if second.quality != 0 { hasMore = true }
      }
      queryTones.append(first.tone)
      indexedTones.append(second.tone)
      queryIsMarked = queryIsMarked || first.quality | first.tone != 0
      indexedIsMarked = indexedIsMarked || second.quality | second.tone != 0
    }
    guard queryIndex == query.count, indexedIndex == indexed.count else {
      return unsafe twinOrNothing(query, indexed)
    }
    if queryTones != indexedTones {
      if queryTones.isEmpty { hasMore = true } else { contradicts = true }
    }
    if !contradicts, !hasMore { return .exact }
    if queryIsMarked, !indexedIsMarked { return .bare }
    return contradicts ? .contradicting : .refined
  }

  /// How `indexed` relates to `query`; for surfaces in strings.
  public static func relation(ofQuery query: String, toIndexed indexed: String) -> SurfaceRelation {
    var query = query
    var indexed = indexed
    return query.withUTF8 { first in
      indexed.withUTF8 { second in unsafe relation(ofQuery: first, toIndexed: second) }
    }
  }

  /// Whether a surface carries a tone mark. A quality alone (`ngươi`, `đ`) is no tone.
  public static func hasTone(_ surface: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe contains(surface) { $0.tone != 0 }
  }

  /// Whether a surface carries any mark, the stroke of `đ` among them.
  public static func isMarked(_ surface: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe contains(surface) { $0.tone | $0.quality != 0 }
  }

  /// Whether a surface carries a tone mark.
  public static func hasTone(_ surface: String) -> Bool {
    var surface = surface
    return surface.withUTF8 { bytes in unsafe hasTone(bytes) }
  }

  /// Whether a surface carries any mark.
  public static func isMarked(_ surface: String) -> Bool {
    var surface = surface
    return surface.withUTF8 { bytes in unsafe isMarked(bytes) }
  }

  /// The other spelling of a syllable in `i` or `y`, with its own folded form; `nil` where only one is in use.
  ///
  /// Only where the rime is `i` or `y` alone, after b h k l m n s t v x th qu, or with a tone after no onset:
  /// `kỹ` ↔ `kĩ`, `quý` ↔ `quí`, `ý` ↔ `í`; never `tay`/`tai`, `thúy`/`thúi`.
  public static func iyTwin(of surface: UnsafeBufferPointer<UInt8>) -> (surface: [UInt8], folded: [UInt8])? {
    guard let twin = unsafe PackedSyllable(surface: surface)?.iyTwin else { return nil }
    var scalars: [UInt32] = []
    twin.appendScalars(to: &scalars)
    var bytes: [UInt8] = []
    for scalar in scalars { SurfaceBuilder.append(scalar, to: &bytes) }
    return (bytes, scalars.map { UInt8(truncatingIfNeeded: LetterParts.of($0).base) })
  }

  /// The other spelling of a syllable in `i` or `y`.
  public static func iyTwin(of surface: String) -> (surface: String, folded: String)? {
    var surface = surface
    let twin = surface.withUTF8 { bytes in unsafe iyTwin(of: bytes) }
    return twin.map {
      (String(decoding: $0.surface, as: UTF8.self), String(decoding: $0.folded, as: UTF8.self))
    }
  }

  private static func twinOrNothing(
    _ query: UnsafeBufferPointer<UInt8>, _ indexed: UnsafeBufferPointer<UInt8>
  ) -> SurfaceRelation {
    guard let first = unsafe PackedSyllable(surface: query)?.iyTwin,
      let second = unsafe PackedSyllable(surface: indexed), first == second
    else { return .contradicting }
    return .twin
  }

  private static func contains(
    _ surface: UnsafeBufferPointer<UInt8>, where test: (LetterParts) -> Bool
  ) -> Bool {
    var index = 0
    while index < surface.count {
      let (scalar, length) = unsafe UTF8Decoding.scalar(in: surface, at: index)
      if scalar >= 0x80, test(LetterParts.of(scalar)) { return true }
      index += length
    }
    return false
  }

  /// The tones of a word in order, without the places between them; beyond 16 only a digest.
  private struct ToneSequence: Equatable {
    private var tones: UInt64 = 0
    var isEmpty: Bool { tones == 0 }

    @inline(__always)
    mutating func append(_ tone: UInt8) {
      if tone != 0 { tones = (tones << 4 | tones >> 60) ^ UInt64(tone) }
    }
  }
}
