/// The words of a collection that a pattern matches, and in how many documents each is.
///
/// A pattern may match ten thousand words, so they are kept in a few arrays: folded forms in byte order, each with those of
/// its surfaces that count.
struct MatchedWords: Sendable {
  /// A folded form: where its bytes and its surfaces end.
  private struct Form: Sendable {
    var bytesStart: Int32
    var bytesEnd: Int32
    var surfacesEnd: Int32
  }

  /// A surface: where its bytes are, in how many documents it is, what it counts.
  struct Surface: Sendable {
    fileprivate var bytesStart: Int32
    fileprivate var bytesEnd: Int32
    fileprivate var isBare: Bool
    var documents: Int
    var weight: Float
  }

  private var bytes: [UInt8] = []
  private var forms: [Form] = []
  private(set) var surfaces: [Surface] = []

  /// How many folded forms match as far as letters without marks go.
  var count: Int { forms.count }

  /// A folded form.
  func folded(_ index: Int) -> [UInt8] { Array(bytes(ofForm: index)) }

  private func bytes(ofForm index: Int) -> ArraySlice<UInt8> {
    bytes[Int(forms[index].bytesStart)..<Int(forms[index].bytesEnd)]
  }

  private func surfaceRange(ofForm index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(forms[index - 1].surfacesEnd))..<Int(forms[index].surfacesEnd)
  }

  private func bytes(of surface: Surface) -> ArraySlice<UInt8> {
    bytes[Int(surface.bytesStart)..<Int(surface.bytesEnd)]
  }

  /// Adds a folded form behind those that there are.
  mutating func append(folded: some Collection<UInt8>) {
    let start = Int32(bytes.count)
    bytes += folded
    forms.append(
      Form(bytesStart: start, bytesEnd: Int32(bytes.count), surfacesEnd: Int32(surfaces.count)))
  }

  /// Adds a surface of the last folded form.
  mutating func append(surface: some Collection<UInt8>, isBare: Bool, documents: Int, weight: Float) {
    let start = Int32(bytes.count)
    bytes += surface
    surfaces.append(
      Surface(
        bytesStart: start, bytesEnd: Int32(bytes.count), isBare: isBare, documents: documents, weight: weight)
    )
    forms[forms.count - 1].surfacesEnd = Int32(surfaces.count)
  }

  /// The words of both, with the documents of both.
  ///
  /// - Complexity: O(words).
  func merging(_ other: MatchedWords) -> MatchedWords {
    if other.count == 0 { return self }
    if count == 0 { return other }
    var result = MatchedWords()
    var (mine, theirs) = (0, 0)
    while mine < count || theirs < other.count {
      var order = mine == count ? 1 : -1
      if mine < count && theirs < other.count {
        let (left, right) = (bytes(ofForm: mine), other.bytes(ofForm: theirs))
        order =
          left.lexicographicallyPrecedes(right) ? -1 : (right.lexicographicallyPrecedes(left) ? 1 : 0)
      }
      result.append(folded: order <= 0 ? bytes(ofForm: mine) : other.bytes(ofForm: theirs))
      let first = result.surfaces.count
      if order <= 0 {
        result.add(surfaceRange(ofForm: mine), of: self, toThoseFrom: first)
        mine += 1
      }
      if order >= 0 {
        result.add(other.surfaceRange(ofForm: theirs), of: other, toThoseFrom: first)
        theirs += 1
      }
    }
    return result
  }

  private mutating func add(_ range: Range<Int>, of other: MatchedWords, toThoseFrom first: Int) {
    for surface in other.surfaces[range] {
      let own = other.bytes(of: surface)
      let known = surfaces.indices[first...].first {
        surfaces[$0].isBare == surface.isBare && bytes(of: surfaces[$0]) == own
      }
      if let known {
        surfaces[known].documents += surface.documents
      } else {
        append(surface: own, isBare: surface.isBare, documents: surface.documents, weight: surface.weight)
      }
    }
  }
}

/// As a list of words: what is read cannot point to what is not there, and equal words are equal in whatever order their
/// surfaces came.
extension MatchedWords: Codable, Hashable {
  private struct Word: Codable, Hashable {
    struct Surface: Codable, Hashable {
      var bytes: [UInt8]
      var isBare: Bool
      var documents: Int
      var weight: Float
    }

    var folded: [UInt8]
    var surfaces: [Surface]
  }

  private var words: [Word] {
    forms.indices.map { index in
      let own = surfaces[surfaceRange(ofForm: index)].map { surface in
        Word.Surface(
          bytes: Array(bytes(of: surface)), isBare: surface.isBare, documents: surface.documents,
          weight: surface.weight)
      }
      return Word(
        folded: folded(index),
        surfaces: own.sorted {
          $0.bytes != $1.bytes ? $0.bytes.lexicographicallyPrecedes($1.bytes) : !$0.isBare && $1.isBare
        })
    }
  }

  init(from decoder: any Decoder) throws {
    for word in try [Word](from: decoder) {
      append(folded: word.folded)
      for surface in word.surfaces {
        append(
          surface: surface.bytes, isBare: surface.isBare, documents: surface.documents, weight: surface.weight
        )
      }
    }
  }

  func encode(to encoder: any Encoder) throws { try words.encode(to: encoder) }

  static func == (left: MatchedWords, right: MatchedWords) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) { hasher.combine(words) }
}
