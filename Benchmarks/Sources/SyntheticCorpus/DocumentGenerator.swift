/// Makes documents: the same one for the same tables, seed and number, in any order and on any machine.
///
/// ```swift
/// var generator = DocumentGenerator(SyntheticCorpus(seed: 1))
/// let document = generator.document(4711)
/// ```
/// Keeps scratch memory of the longest document made; use one for each thread.
public struct DocumentGenerator {
  /// A document: UTF-8.
  public struct Document: Sendable {
    public var title: [UInt8] = []
    public var text: [UInt8] = []

    public init(title: [UInt8] = [], text: [UInt8] = []) {
      self.title = title
      self.text = text
    }
  }

  private let model: TextModel
  private let seed: UInt64
  private let lengthScale: Double
  /// The words so far; numbers from `wordCount` on are rare words of this document.
  private var history: [Int32] = []
  /// Where each word was last, +1, in the document with the number in `stamps`.
  private var lastPlaces: [Int32]
  private var stamps: [UInt64]
  private var stamp: UInt64 = 0
  private var rareStarts: [Int32] = []
  private var rareBytes: [UInt8] = []
  private var subject = 0

  public init(_ corpus: SyntheticCorpus) {
    model = corpus.model
    seed = corpus.seed
    lengthScale = corpus.lengthScale
    lastPlaces = Array(repeating: 0, count: model.wordCount)
    stamps = Array(repeating: 0, count: model.wordCount)
  }

  /// Makes the document with a number.
  public mutating func document(_ number: Int) -> Document {
    var document = Document()
    make(number, into: &document)
    return document
  }

  /// Makes the document with a number in memory that is there already.
  public mutating func make(_ number: Int, into document: inout Document) {
    var random = RandomSource(seed: seed, stream: UInt64(number))
    stamp += 1
    copyPlace = 0
    previousPlace = 0
    history.removeAll(keepingCapacity: true)
    rareStarts.removeAll(keepingCapacity: true)
    rareStarts.append(0)
    rareBytes.removeAll(keepingCapacity: true)
    document.title.removeAll(keepingCapacity: true)
    document.text.removeAll(keepingCapacity: true)
    subject = Int(model.subjectShares.draw(0, &random))
    let spelling = Spelling(rawValue: Int(model.spellingShares.draw(0, &random))) ?? .old
    let titleLength = model.titleLengths[subject].value(at: random.unit())
    let length = max(1, Int(Double(model.lengths[subject].value(at: random.unit())) * lengthScale))
    write(titleLength, isTitle: true, spelling, &random, to: &document.title)
    write(length, isTitle: false, spelling, &random, to: &document.text)
  }

  private mutating func write(
    _ count: Int, isTitle: Bool, _ spelling: Spelling, _ random: inout RandomSource, to bytes: inout [UInt8]
  ) {
    var startsSentence = true
    var joins = false
    for index in 0..<count {
      let word = nextWord(&random)
      if index > 0 && !joins { bytes.append(32) }
      append(word, capital: startsSentence, spelling, &random, to: &bytes)
      note(word)
      startsSentence = false
      joins = false
      if index == count - 1 { break }
      if word >= model.wordCount || model.joinable[word], random.unit() < model.joins {
        bytes.append(UInt8(ascii: "-"))
        joins = true
        continue
      }
      let chance = isTitle ? 1 : random.unit()
      if chance < model.endsSentence {
        bytes.append(UInt8(ascii: "."))
        startsSentence = true
      } else if chance < model.endsSentence + model.endsClause {
        bytes.append(UInt8(ascii: ","))
      } else if chance < model.endsSentence + model.endsClause + model.endsParagraph {
        bytes.append(contentsOf: ".\n".utf8)
        startsSentence = true
        joins = true
      }
    }
  }

  private mutating func nextWord(_ random: inout RandomSource) -> Int {
    guard let last = history.last else { return open(&random) }
    if copyPlace > 0 && copyPlace < history.count && random.unit() < model.copiesOn {
      copyPlace += 1
      return Int(history[copyPlace - 1])
    }
    copyPlace = 0
    let copy = random.unit()
    if copy < model.copiesFollower {
      // After the occurrence of the last word before this one.
      if previousPlace > 0 {
        copyPlace = previousPlace + 1
        return Int(history[previousPlace])
      }
    } else if copy < model.copiesFollower + model.copiesWord {
      // Early words, those of the title first, are what a document is about.
      let share = random.unit()
      copyPlace = Int(Double(history.count) * share * share * share) + 1
      return Int(history[copyPlace - 1])
    }
    let state = min(Int(last), model.wordCount)
    for _ in 0..<6 {
      let next = model.followers.draw(state, &random)
      if next < 0 { return follower(of: state, &random) }
      let word = Int(next)
      if random.unit() < Double(model.acceptance[subject * (model.wordCount + 1) + word]) {
        return word == model.wordCount ? rareWord(&random) : word
      }
    }
    return open(&random)
  }

  /// A follower that the tables do not list: one of some that belong to the word before, or any.
  private mutating func follower(of state: Int, _ random: inout RandomSource) -> Int {
    guard state < model.wordCount, random.unit() < model.associates else { return open(&random) }
    let share = random.unit()
    let number = UInt64(model.associateCount * share * share)
    var association = RandomSource(seed: 0xA550C, stream: UInt64(state) << 16 | UInt64(subject) << 8 | number)
    let word = Int(model.subjects.draw(subject, &association))
    return word == model.wordCount ? rareWord(&random) : word
  }

  /// A word of the subject, whatever stands before it.
  private mutating func open(_ random: inout RandomSource) -> Int {
    let word = Int(model.subjects.draw(subject, &random))
    return word == model.wordCount ? rareWord(&random) : word
  }

  private mutating func rareWord(_ random: inout RandomSource) -> Int {
    model.rareWords.draw(&random, into: &rareBytes)
    rareStarts.append(Int32(rareBytes.count))
    return model.wordCount + rareStarts.count - 2
  }

  /// Where the word before stood the last time but one, +1; 0 if nowhere.
  private var previousPlace = 0
  /// What is copied next, if the last word was copied; 0 if not.
  private var copyPlace = 0

  private mutating func note(_ word: Int) {
    history.append(Int32(word))
    previousPlace = 0
    if word >= lastPlaces.count {
      lastPlaces += Array(repeating: 0, count: word + 1 - lastPlaces.count)
      stamps += Array(repeating: 0, count: word + 1 - stamps.count)
    }
    if stamps[word] == stamp { previousPlace = Int(lastPlaces[word]) }
    stamps[word] = stamp
    lastPlaces[word] = Int32(history.count)
  }

  private mutating func append(
    _ word: Int, capital: Bool, _ spelling: Spelling, _ random: inout RandomSource, to bytes: inout [UInt8]
  ) {
    if word < model.wordCount {
      let isCapital = capital || random.unit() < model.capitals[word]
      model.append(word, capital: isCapital, spelling, to: &bytes)
      return
    }
    let index = word - model.wordCount
    let range = Int(rareStarts[index])..<Int(rareStarts[index + 1])
    let start = bytes.count
    bytes.append(contentsOf: rareBytes[range])
    // Most rare words are names.
    if bytes[start] >= 97 && bytes[start] <= 122 && bytes[start] & 3 != 0 { bytes[start] -= 32 }
  }
}
