import Foundation

/// The tables made ready for drawing: what is shared by all documents.
///
/// A text is a walk from word to word: a follower is drawn from those that the tables list for the word before, or, with the
/// share of those that are not listed, from the words of the document's subject; a listed follower that is rare in the subject
/// is refused in proportion. A part of the words is copied from the document itself, after the last occurrence of the word
/// before or from a random place: real documents repeat their words and phrases, and without that every word would be spread
/// over far too many documents.
struct TextModel: Sendable {
  let wordCount: Int
  /// One distribution for each word and one for rarer words; −1 means a word of the subject.
  let followers: AliasTable
  /// One distribution for each subject over all words and the rarer ones.
  let subjects: AliasTable
  let subjectShares: AliasTable
  /// How far a follower is taken, by subject and word, in 0 … 1.
  let acceptance: [Float]
  let rareWords: RareWords
  let spellingShares: AliasTable
  /// The lengths of texts and of titles, by subject.
  let lengths: [Quantiles]
  let titleLengths: [Quantiles]
  let copiesFollower: Double
  let copiesWord: Double
  /// The chance that a copied word is followed by what followed it there.
  let copiesOn: Double
  /// The share of unlisted followers that belong to the word before, and how many such a word has.
  let associates: Double
  let associateCount: Double
  let joins: Double
  let endsSentence: Double
  let endsClause: Double
  let endsParagraph: Double
  let capitals: [Double]
  /// Whether a word may be joined to the next: rare ones and those that start with a digit.
  let joinable: [Bool]
  private let spelled: [UInt8]
  private let spelledStarts: [Int32]

  init(_ tables: CorpusTables) throws {
    let count = tables.words.count
    wordCount = count
    let rest: Int32 = -1
    var followers = AliasTable()
    for entry in tables.followers {
      let listed = entry.counts.reduce(0, +)
      let others = listed == 0 ? 1 : listed * entry.rest / max(1e-6, 1 - entry.rest)
      followers.append(entry.words + [rest], weights: entry.counts + [others])
    }
    self.followers = followers

    // What the pairs already give is not given once more by the words of the subject: their weights are the counts that
    // no listed pair explains.
    let total = tables.words.reduce(0.0) { $0 + Double($1.count) }
    let rareShare = try tables.figure("rare-share")[0]
    var open = tables.words.map { Double($0.count) } + [total * rareShare / (1 - rareShare)]
    let pairScale = try tables.figure("pair-scale")[0]
    for entry in tables.followers {
      for (word, pairs) in zip(entry.words, entry.counts) { open[Int(word)] -= pairs * pairScale }
    }
    let floor = 0.02
    for index in 0..<count { open[index] = max(open[index], floor * Double(tables.words[index].count)) }
    open[count] = max(open[count], floor * total * rareShare)

    let shares = try tables.figure("subject-shares")
    let rareBySubject = try tables.figure("subject-rare")
    var subjects = AliasTable()
    var acceptance: [Float] = []
    for subject in shares.indices {
      let ratios = tables.words.map { $0.subjects[subject] } + [rareBySubject[subject]]
      subjects.append((0...Int32(count)).map { $0 }, weights: zip(open, ratios).map { $0 * $1 })
      acceptance += ratios.map { Float(min(1, $0 / 2)) }
    }
    self.subjects = subjects
    self.acceptance = acceptance
    var subjectShares = AliasTable()
    subjectShares.append(shares.indices.map { Int32($0) }, weights: shares)
    self.subjectShares = subjectShares
    var spellingShares = AliasTable()
    spellingShares.append(
      Spelling.allCases.map { Int32($0.rawValue) }, weights: try tables.figure("spelling-shares"))
    self.spellingShares = spellingShares

    let points = try tables.figure("length-points")
    lengths = try shares.indices.map { Quantiles(points, try tables.figure("length-\($0)")) }
    titleLengths = try shares.indices.map { Quantiles(points, try tables.figure("title-length-\($0)")) }
    let copies = try tables.figure("copies")
    copiesFollower = copies[0]
    copiesWord = copies[1]
    copiesOn = copies[2]
    let associations = try tables.figure("associations")
    associates = associations[0]
    associateCount = associations[1]
    let marks = try tables.figure("punctuation")
    endsSentence = marks[0]
    endsClause = marks[1]
    endsParagraph = marks[2]
    joins = try tables.figure("joins")[0]
    capitals = tables.words.map { Double($0.capitals) / 10 }
    joinable = tables.words.map { $0.surface.utf8.first.map { $0 < 0x3A } ?? false }
    rareWords = try RareWords(tables)

    var spelled: [UInt8] = []
    var starts: [Int32] = [0]
    for spelling in Spelling.allCases {
      for word in tables.words {
        let form = spelling.write(word.surface)
        for text in [form, form.prefix(1).uppercased() + form.dropFirst()] {
          spelled += Array(text.utf8)
          starts.append(Int32(spelled.count))
        }
      }
    }
    self.spelled = spelled
    spelledStarts = starts
  }

  /// Appends a word of the tables as it is written.
  @inline(__always)
  func append(_ word: Int, capital: Bool, _ spelling: Spelling, to bytes: inout [UInt8]) {
    let place = (spelling.rawValue * wordCount + word) * 2 + (capital ? 1 : 0)
    bytes.append(contentsOf: spelled[Int(spelledStarts[place])..<Int(spelledStarts[place + 1])])
  }
}

/// A distribution given by some of its quantiles; between them the logarithm is interpolated.
struct Quantiles: Sendable {
  private let points: [Double]
  private let logarithms: [Double]

  init(_ points: [Double], _ values: [Double]) {
    self.points = points
    logarithms = values.map { log(max(1, $0)) }
  }

  func value(at share: Double) -> Int {
    let upper = points.firstIndex { $0 >= share } ?? points.count - 1
    if upper == 0 { return Int(exp(logarithms[0])) }
    let part = (share - points[upper - 1]) / (points[upper] - points[upper - 1])
    return Int(exp(logarithms[upper - 1] + part * (logarithms[upper] - logarithms[upper - 1])).rounded())
  }
}
