import Foundation
import SyntheticCorpus

/// Makes the generator's tables from real text.
struct TableMeasurer {
  let corpus: TokenizedCorpus
  let wordCount: Int
  let pairCount: Int
  let subjectCount: Int

  /// The number of each form among the frequent words; `wordCount` for rarer ones.
  private var numbers: [Int32]
  private var frequent: [UInt32]
  private var counts: [Int]

  init(_ corpus: TokenizedCorpus, words: Int, pairs: Int, subjects: Int) {
    self.corpus = corpus
    pairCount = pairs
    subjectCount = subjects
    counts = Array(repeating: 0, count: corpus.buffer.formCount)
    for form in corpus.forms { counts[Int(form)] += 1 }
    let counts = counts
    frequent = Array(
      counts.indices.filter { counts[$0] > 0 }.sorted {
        counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
      }
      .prefix(words).map { UInt32($0) })
    wordCount = frequent.count
    numbers = Array(repeating: Int32(wordCount), count: counts.count)
    for (number, form) in frequent.enumerated() { numbers[Int(form)] = Int32(number) }
  }

  func tables() -> CorpusTables {
    let subjects = SubjectClustering(corpus, numbers: numbers, wordCount: wordCount, subjects: subjectCount)
      .run()
    let words = frequent.enumerated().map { number, form in
      CorpusTables.Word(
        surface: corpus.strings(of: form).surface, count: counts[Int(form)],
        capitals: min(9, corpus.capitals[Int(form)] * 10 / counts[Int(form)]),
        subjects: subjects.ratios.map { $0[number] })
    }
    var figures = Self.lengthFigures(corpus, subjects.assignment, subjectCount)
    figures["subject-shares"] = subjects.shares
    figures["subject-rare"] = subjects.ratios.map { $0[wordCount] }
    let tokens = Double(corpus.forms.count)
    figures["punctuation"] = [corpus.sentences, corpus.clauses, corpus.paragraphs].map { Double($0) / tokens }
    var spellings = [0.0, 0, 0, 0, 0]
    for spelling in corpus.spellings where spelling >= 0 { spellings[spelling] += 1 }
    // Documents that show no style are taken to have that of the others.
    let styled = max(1, spellings[0] + spellings[1])
    let others = spellings[2...].map { $0 / Double(corpus.documentCount) }
    figures["spelling-shares"] =
      spellings[..<2].map { $0 / styled * (1 - others.reduce(0, +)) } + others
    addRareFigures(to: &figures)
    let followers = self.followers()
    figures["pair-scale"] = [1]
    // Fitted by hand with `compare`; see the package's README.
    figures["copies"] = [0.33, 0.09, 0.55]
    figures["associations"] = [0.4, 10]
    figures["rare-law"] = [1.5, 3500]
    return CorpusTables(words: words, followers: followers, figures: figures)
  }

  private func addRareFigures(to figures: inout [String: [Double]]) {
    var kinds = [0.0, 0, 0, 0, 0]
    var rare = 0
    for (form, count) in counts.enumerated() where numbers[form] == Int32(wordCount) && count > 0 {
      rare += count
      let info = corpus.buffer.form(UInt32(form))
      switch info.tokenClass {
      case .number: kinds[0] += Double(count)
      case .word, .otherScript: kinds[info.isMarked ? 4 : 1] += Double(count)
      case .mixed: kinds[2] += Double(count)
      case .syllable: kinds[info.isMarked ? 3 : 1] += Double(count)
      }
    }
    figures["rare-kinds"] = kinds.map { $0 / Double(rare) }
    figures["rare-share"] = [Double(rare) / Double(corpus.forms.count)]
    // Joined tokens are names, foreign words and numbers.
    var frequentNumbers = 0
    for form in frequent where corpus.buffer.form(form).startsWithDigit {
      frequentNumbers += counts[Int(form)]
    }
    figures["joins"] = [min(0.9, Double(corpus.joins) / Double(max(1, rare + frequentNumbers)))]
  }

  /// The most frequent pairs, and the share of each word's followers that is not among them.
  private func followers() -> [CorpusTables.Followers] {
    var pairs: [UInt64: Int] = [:]
    var totals = Array(repeating: 0, count: wordCount + 1)
    for document in 0..<corpus.documentCount {
      let range = corpus.starts[document]..<corpus.starts[document + 1]
      for place in range.dropLast() {
        let first = numbers[Int(corpus.forms[place])]
        let second = numbers[Int(corpus.forms[place + 1])]
        totals[Int(first)] += 1
        pairs[UInt64(first) << 32 | UInt64(second), default: 0] += 1
      }
    }
    let chosen = pairs.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(
      pairCount)
    var followers = Array(
      repeating: CorpusTables.Followers(rest: 1, words: [], counts: []), count: wordCount + 1)
    for (pair, count) in chosen {
      followers[Int(pair >> 32)].words.append(Int32(pair & 0xFFFF_FFFF))
      followers[Int(pair >> 32)].counts.append(Double(count))
    }
    for word in followers.indices where totals[word] > 0 {
      followers[word].rest = max(0, 1 - followers[word].counts.reduce(0, +) / Double(totals[word]))
    }
    return followers
  }

  private static func lengthFigures(
    _ corpus: TokenizedCorpus, _ subjects: [Int], _ subjectCount: Int
  ) -> [String: [Double]] {
    let points = (0..<40).map { Double($0) / 40 } + [0.99, 0.999, 0.9999, 1]
    func quantiles(_ values: [Int]) -> [Double] {
      let sorted = values.sorted()
      return points.map {
        Double(sorted.isEmpty ? 1 : sorted[min(sorted.count - 1, Int($0 * Double(sorted.count)))])
      }
    }
    var lengths = Array(repeating: [Int](), count: subjectCount)
    var titles = lengths
    for document in 0..<corpus.documentCount {
      lengths[subjects[document]].append(
        corpus.starts[document + 1] - corpus.starts[document] - corpus.titleLengths[document])
      titles[subjects[document]].append(corpus.titleLengths[document])
    }
    var figures = ["length-points": points]
    for (subject, values) in titles.enumerated() { figures["title-length-\(subject)"] = quantiles(values) }
    for (subject, values) in lengths.enumerated() { figures["length-\(subject)"] = quantiles(values) }
    return figures
  }
}
