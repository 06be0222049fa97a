/// A letter of a surface taken apart: what it is without marks, and the marks.
package struct SurfaceLetter: Sendable, Hashable {
  /// The scalar value of the letter without marks; `d` for `đ`.
  package var base: UInt32
  /// 0 where there is none; the mark that makes another letter: the hook of `ơ`, the stroke of `đ`, or one of another
  /// language.
  package var quality: UInt8
  /// 0 where there is none; the tone.
  package var tone: UInt8
}

extension Surface {
  /// The letters of a surface, as an analyzer makes it.
  package static func letters(of surface: [UInt8]) -> [SurfaceLetter] {
    unsafe surface.withUnsafeBufferPointer { bytes in
      var letters: [SurfaceLetter] = []
      letters.reserveCapacity(bytes.count)
      var index = 0
      while index < bytes.count {
        let (scalar, length) = unsafe UTF8Decoding.scalar(in: bytes, at: index)
        index += length
        let parts = LetterParts.of(scalar)
        letters.append(SurfaceLetter(base: parts.base, quality: parts.quality, tone: parts.tone))
      }
      return letters
    }
  }
}
