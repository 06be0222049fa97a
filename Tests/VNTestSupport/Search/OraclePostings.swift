#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The documents of all segments one after the other, and what ranking needs to know of them.
struct OraclePostings {
  struct Posting {
    var document: Int
    var units: Int
  }

  var documents: [OracleIndex.Document] = []
  /// Where each document is.
  var places: [(segment: Int, ordinal: Int)] = []
  var terms: [Int: [Posting]] = [:]
  var surfaces: [Int: [Posting]] = [:]
  var pairs: [Int: [Posting]] = [:]
  /// The surfaces of each folded form that occur.
  var surfacesOfTerm: [Int: [Int]] = [:]
  /// Documents with text, and the sum of all lengths.
  var count = 0
  var totalLength = 0

  init(_ index: OracleIndex) {
    for (number, segment) in index.segments.enumerated() {
      for (ordinal, document) in segment.enumerated() {
        let place = documents.count
        documents.append(document)
        places.append((number, ordinal))
        if document.length > 0 { count += 1 }
        totalLength += document.length
        for (term, units) in document.terms {
          terms[term, default: []].append(Posting(document: place, units: units))
        }
        for (surface, units) in document.surfaces {
          surfaces[surface, default: []].append(Posting(document: place, units: units))
        }
        for (pair, units) in document.pairs {
          pairs[pair, default: []].append(Posting(document: place, units: units))
        }
      }
    }
    for surface in surfaces.keys.sorted() {
      surfacesOfTerm[index.surfaceKeys[surface].folded, default: []].append(surface)
    }
  }

  /// K of every document.
  func normalizers(k1: Float, b: Float) -> [Float] {
    let average = count == 0 ? 1 : Float(Double(totalLength) / Double(count))
    return documents.map { document in
      let normalizer = k1 * ((1 - b) + b * Self.rounded(document.length) / average)
      return max(normalizer, 1e-30)
    }
  }

  /// A length as one byte keeps it: exact below 40, then the leading one and three bits behind it.
  static func rounded(_ length: Int) -> Float {
    if length < 24 { return Float(length) }
    var rest = length - 24
    var scale = 1
    while rest >= 16 {
      rest /= 2
      scale *= 2
    }
    return Float(24 + rest * scale)
  }

  /// ln(1 + (N − n + ½)/(n + ½)).
  func inverseDocumentFrequency(_ documents: Double) -> Float {
    Float(log1p((Double(count) - documents + 0.5) / (documents + 0.5)))
  }

  /// N·(1 − Π(1 − n/N)).
  func union(_ frequencies: [Int]) -> Double {
    if count == 0 || frequencies.isEmpty { return 0 }
    if frequencies.count == 1 { return Double(frequencies[0]) }
    var none = 1.0
    for frequency in frequencies.sorted() { none *= 1 - Double(frequency) / Double(count) }
    return Double(count) * (1 - none)
  }
}
