import Foundation

/// The figures by which two collections are compared.
struct CorpusStatistics {
  /// A figure with its name; fractions are shown in per cent.
  struct Figure {
    var name: String
    var value: Double
    var isShare = false
  }

  private(set) var figures: [Figure] = []

  init(_ corpus: TokenizedCorpus) {
    let documents = corpus.documentCount
    let tokens = corpus.forms.count
    figures.append(Figure(name: "documents", value: Double(documents)))
    figures.append(Figure(name: "bytes per document", value: Double(corpus.bytes) / Double(documents)))
    figures.append(Figure(name: "tokens per document", value: Double(tokens) / Double(documents)))
    let lengths = (0..<documents).map { corpus.starts[$0 + 1] - corpus.starts[$0] }.sorted()
    for share in [0.1, 0.5, 0.9, 0.99] {
      figures.append(
        Figure(name: "length, quantile \(share)", value: Double(lengths[Int(share * Double(documents - 1))])))
    }
    figures.append(
      Figure(name: "joined tokens (aliases)", value: Double(corpus.aliases) / Double(tokens), isShare: true))

    // Folded forms get numbers of their own.
    var foldedNumbers: [String: Int32] = [:]
    let folded = (0..<corpus.buffer.formCount).map { form -> Int32 in
      let name = corpus.strings(of: UInt32(form)).folded
      if let number = foldedNumbers[name] { return number }
      let number = Int32(foldedNumbers.count)
      foldedNumbers[name] = number
      return number
    }
    var marked = 0
    for form in corpus.forms where corpus.buffer.form(form).isMarked { marked += 1 }
    figures.append(Figure(name: "marked tokens", value: Double(marked) / Double(tokens), isShare: true))
    let names = ["tone style old", "tone style new", "combining tones", "decomposed", "unmarked"]
    for (spelling, name) in names.enumerated() {
      let count = corpus.spellings.count { $0 == spelling }
      figures.append(
        Figure(name: "documents: \(name)", value: Double(count) / Double(documents), isShare: true))
    }

    var order = Array(0..<documents)
    Self.shuffle(&order)
    addVocabulary(corpus, order, folded, foldedCount: foldedNumbers.count)
    addPairs(corpus, order, folded, foldedCount: foldedNumbers.count)
  }

  private mutating func addVocabulary(
    _ corpus: TokenizedCorpus, _ order: [Int], _ folded: [Int32], foldedCount: Int
  ) {
    let documents = corpus.documentCount
    let tokens = corpus.forms.count
    var seenSurface = Array(repeating: false, count: corpus.buffer.formCount)
    var frequency = Array(repeating: 0, count: foldedCount)
    var documentFrequency = Array(repeating: 0, count: foldedCount)
    var last = Array(repeating: -1, count: foldedCount)
    var surfaceCounts = Array(repeating: 0, count: corpus.buffer.formCount)
    var surfaces = 0
    var terms = 0
    var seen = 0
    for document in order {
      for place in corpus.starts[document]..<corpus.starts[document + 1] {
        let form = Int(corpus.forms[place])
        let term = Int(folded[form])
        if !seenSurface[form] {
          seenSurface[form] = true
          surfaces += 1
        }
        if frequency[term] == 0 { terms += 1 }
        surfaceCounts[form] += 1
        frequency[term] += 1
        if last[term] != document {
          last[term] = document
          documentFrequency[term] += 1
        }
        seen += 1
        if [100_000, 1_000_000, 10_000_000].contains(seen) {
          figures.append(Figure(name: "surfaces after \(seen) tokens", value: Double(surfaces)))
          figures.append(Figure(name: "folded forms after \(seen) tokens", value: Double(terms)))
        }
      }
    }
    for divisor in [2, 4, 8, 32] {
      let dense = documentFrequency.indices.filter { documentFrequency[$0] * divisor > documents }
      figures.append(
        Figure(name: "folded forms in over 1/\(divisor) of documents", value: Double(dense.count)))
      figures.append(
        Figure(
          name: "their share of tokens, 1/\(divisor)",
          value: Double(dense.reduce(0) { $0 + frequency[$1] }) / Double(tokens),
          isShare: true))
    }
    let middling = documentFrequency.indices.filter {
      documentFrequency[$0] >= 8 && documentFrequency[$0] * 32 < documents
    }
    let occurrences = middling.reduce(0) { $0 + frequency[$1] }
    let postings = middling.reduce(0) { $0 + documentFrequency[$1] }
    figures.append(
      Figure(
        name: "occurrences in a document that has a middling term",
        value: Double(occurrences) / Double(max(1, postings))))
    figures.append(
      Figure(
        name: "different folded forms per document",
        value: Double(documentFrequency.reduce(0, +)) / Double(documents)))

    var surfacesOf = Array(repeating: 0, count: foldedCount)
    var commonest = Array(repeating: 0, count: foldedCount)
    for (form, count) in surfaceCounts.enumerated() where count > 0 {
      surfacesOf[Int(folded[form])] += count * 1000 >= frequency[Int(folded[form])] ? 1 : 0
      commonest[Int(folded[form])] = max(commonest[Int(folded[form])], count)
    }
    var weighted = 0.0
    for term in 0..<foldedCount { weighted += Double(surfacesOf[term] * frequency[term]) }
    figures.append(
      Figure(name: "surfaces (over 1/1000) of a token's folded form", value: weighted / Double(tokens)))
    figures.append(
      Figure(
        name: "tokens in the commonest surface", value: Double(commonest.reduce(0, +)) / Double(tokens),
        isShare: true))
  }

  private mutating func addPairs(
    _ corpus: TokenizedCorpus, _ order: [Int], _ folded: [Int32], foldedCount: Int
  ) {
    struct Entry {
      var frequency: Int32 = 0
      var documents: Int32 = 0
      var last: Int32 = -1
    }
    var pairs: [UInt64: Entry] = [:]
    var frequency = Array(repeating: 0.0, count: foldedCount)
    var seen = 0
    for document in order {
      let range = corpus.starts[document]..<corpus.starts[document + 1]
      for place in range {
        let first = folded[Int(corpus.forms[place])]
        frequency[Int(first)] += 1
        seen += 1
        if place + 1 < range.upperBound {
          let pair = UInt64(first) << 32 | UInt64(folded[Int(corpus.forms[place + 1])])
          pairs[pair, default: Entry()].frequency += 1
          if pairs[pair]?.last != Int32(document) {
            pairs[pair]?.last = Int32(document)
            pairs[pair]?.documents += 1
          }
        }
        if [100_000, 1_000_000, 10_000_000].contains(seen) {
          figures.append(Figure(name: "pairs after \(seen) tokens", value: Double(pairs.count)))
        }
      }
    }
    let total = Double(seen)
    let once = pairs.values.count { $0.documents == 1 }
    let listed = pairs.filter { $0.value.documents >= 8 }
    var associated = 0
    for (pair, entry) in listed {
      let joint = Double(entry.frequency) / total
      let first = frequency[Int(pair >> 32)] / total
      let second = frequency[Int(pair & 0xFFFF_FFFF)] / total
      if log(joint / (first * second)) / -log(joint) >= 0.1 { associated += 1 }
    }
    figures.append(
      Figure(name: "pairs in one document", value: Double(once) / Double(pairs.count), isShare: true))
    figures.append(Figure(name: "pairs in at least 8 documents", value: Double(listed.count)))
    figures.append(Figure(name: "of these with NPMI of .1 or more", value: Double(associated)))
    figures.append(
      Figure(
        name: "postings of pairs per document",
        value: Double(pairs.values.reduce(0) { $0 + Int($1.documents) }) / Double(corpus.documentCount)))
  }

  private static func shuffle(_ order: inout [Int]) {
    var state: UInt64 = 42
    for index in order.indices.dropFirst().reversed() {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      order.swapAt(index, Int(state >> 33) % (index + 1))
    }
  }
}
