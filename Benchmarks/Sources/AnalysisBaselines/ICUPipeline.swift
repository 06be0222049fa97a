internal import CICUForComparison
public import VNTextAnalysis

/// The analysis that ICU alone gives: word boundaries, NFKC_Casefold, marks taken off. The tokens go into the same
/// buffer, so that a comparison measures analysis only.
public final class ICUPipeline {
  private let breaker: OpaquePointer?

  public init() { breaker = compare_open_breaker() }

  /// Appends the tokens of `text` to `buffer`; returns how many.
  public func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) -> Int {
    guard let breaker, let base = text.baseAddress else { return 0 }
    let context = Unmanaged.passUnretained(buffer).toOpaque()
    let count = base.withMemoryRebound(to: CChar.self, capacity: text.count) { bytes in
      compare_icu_words(
        breaker, bytes, Int64(text.count),
        { context, surface, surfaceCount, folded, foldedCount, start, end in
          guard let context, let surface, let folded else { return }
          let buffer = Unmanaged<TokenBuffer>.fromOpaque(context).takeUnretainedValue()
          surface.withMemoryRebound(to: UInt8.self, capacity: Int(surfaceCount)) { surface in
            folded.withMemoryRebound(to: UInt8.self, capacity: Int(foldedCount)) { folded in
              buffer.append(
                surface: UnsafeBufferPointer(start: surface, count: Int(surfaceCount)),
                folded: UnsafeBufferPointer(start: folded, count: Int(foldedCount)), tokenClass: .word,
                start: Int(start), end: Int(end), position: buffer.count)
            }
          }
        }, context)
    }
    return Int(count)
  }

  /// Only finds the boundaries; returns how many words there are.
  public func boundaries(of text: UnsafeBufferPointer<UInt8>) -> Int {
    guard let breaker, let base = text.baseAddress else { return 0 }
    return base.withMemoryRebound(to: CChar.self, capacity: text.count) { bytes in
      Int(compare_icu_boundaries(breaker, bytes, Int64(text.count)))
    }
  }
}

/// NFC and NFD through ICU.
public enum Normalization {
  public static func normalized(_ text: [UInt8], composed: Bool) -> [UInt8] {
    let capacity = text.count * 4 + 64
    var units = [UInt16](repeating: 0, count: capacity)
    var other = units
    return [UInt8](unsafeUninitializedCapacity: capacity) { result, count in
      let length = text.withUnsafeBytes { source in
        result.withMemoryRebound(to: CChar.self) { target in
          compare_normalize(
            composed ? 1 : 0, source.bindMemory(to: CChar.self).baseAddress, Int32(text.count),
            target.baseAddress,
            Int32(capacity), &units, &other, Int32(capacity))
        }
      }
      count = max(0, Int(length))
    }
  }
}
