import VNTextAnalysis

/// Texts of documents → an inverter: analysis, bare tokens, positions and pairs.
///
/// Not thread-safe: one for each indexing thread.
@safe final class DocumentInverter {
  /// A document in which fewer of its tokens carry marks is an unmarked document.
  static let markedShare = 0.25

  private(set) var inverter: Inverter
  private let analyzer: any Analyzer
  private let fieldWeights: [UInt32]
  private let buffer = TokenBuffer()
  /// The tokens of each text that was added to the current document.
  private var parts: [(field: Int, tokens: Range<Int>)] = []
  private var spans: [UInt32]
  /// Form → term and its surfaces, literal and bare; −1 where not known yet.
  private var terms: UnsafeMutablePointer<FormEntry>
  private var termCapacity = 1 << 12
  private var knownForms = 0

  private struct FormEntry {
    var term: UInt32
    var literal: Int32
    var bare: Int32
    /// Whether a bare token of this form may have lost its marks.
    var canBeBare: Bool
    var isMarked: Bool
    var isNumeric: Bool
  }

  init(analyzer: any Analyzer, fieldWeights: [UInt32]) {
    self.analyzer = analyzer
    self.fieldWeights = fieldWeights
    inverter = Inverter(fieldWeights: fieldWeights)
    spans = [UInt32](repeating: 0, count: fieldWeights.count)
    unsafe terms = .allocate(capacity: termCapacity)
  }

  deinit { unsafe terms.deallocate() }

  var documentCount: Int { inverter.documentCount }

  /// About how many bytes it holds.
  var memory: Int { inverter.memory + buffer.formMemory + termCapacity * MemoryLayout<FormEntry>.stride }

  /// Whether it must be written before more is added.
  var isFull: Bool { inverter.isFull }

  /// Adds a text to a field of the current document; several texts of one field follow each other with a gap.
  func addText(_ text: UnsafeBufferPointer<UInt8>, field: Int) {
    let start = buffer.count
    unsafe analyzer.analyze(text, into: buffer)
    if buffer.count > start { parts.append((field, start..<buffer.count)) }
  }

  /// Drops the texts of the current document.
  func abandonDocument() {
    buffer.removeTokens()
    parts.removeAll(keepingCapacity: true)
  }

  /// Ends the current document and returns its ordinal.
  func endDocument() -> Int {
    learnForms()
    var length: UInt64 = 0
    unsafe buffer.withTokens { tokens in
      let isUnmarked = unsafe isUnmarked(tokens)
      var base: UInt32 = 0
      for field in 0..<fieldWeights.count {
        var span: UInt32 = 0
        var count: UInt64 = 0
        for part in parts where part.field == field {
          if span > 0 { span &+= Inverter.fieldGap }
          let (end, tokenCount) = unsafe invert(
            tokens, part.tokens, field: field, base: base &+ span, isUnmarked: isUnmarked)
          span &+= end
          count &+= tokenCount
        }
        spans[field] = span
        length &+= count &* UInt64(fieldWeights[field])
        base &+= span &+ Inverter.fieldGap
      }
    }
    let ordinal = inverter.documentCount
    inverter.endDocument(length: length, spans: spans)
    abandonDocument()
    return ordinal
  }

  /// Takes what was inverted and begins anew.
  func takeInverter() -> Inverter {
    let full = inverter
    inverter = Inverter(fieldWeights: fieldWeights)
    buffer.removeForms()
    knownForms = 0
    return full
  }

  private func isUnmarked(_ tokens: UnsafeBufferPointer<Token>) -> Bool {
    var words = 0
    var marked = 0
    for index in 0..<tokens.count {
      let token = unsafe tokens[index]
      if token.isAlias { continue }
      let entry = unsafe terms[Int(token.form)]
      if entry.isNumeric { continue }
      words &+= 1
      if entry.isMarked { marked &+= 1 }
    }
    return Double(marked) < Self.markedShare * Double(words)
  }

  /// Appends the tokens of one text; returns how many positions it takes and how many tokens count in the length.
  private func invert(
    _ tokens: UnsafeBufferPointer<Token>, _ range: Range<Int>, field: Int, base: UInt32, isUnmarked: Bool
  ) -> (span: UInt32, count: UInt64) {
    var count: UInt64 = 0
    var end: UInt32 = 0
    let contents = unsafe inverter.contents
    let terms = unsafe terms
    for index in range {
      let token = unsafe tokens[index]
      let entry = unsafe terms + Int(token.form)
      let surface: Int32
      if unsafe isUnmarked && entry.pointee.canBeBare {
        if unsafe entry.pointee.bare < 0 { learn(token.form, isBare: true) }
        surface = unsafe entry.pointee.bare
      } else {
        if unsafe entry.pointee.literal < 0 { learn(token.form, isBare: false) }
        surface = unsafe entry.pointee.literal
      }
      let position = token.position
      var next: UInt32 = 0
      if !token.isAlias {
        // The word right behind it, past aliases of this one.
        var other = index &+ 1
        while unsafe other < range.upperBound && tokens[other].isAlias { other &+= 1 }
        if unsafe other < range.upperBound && tokens[other].position == position &+ 1 {
          next = unsafe terms[Int(tokens[other].form)].term &+ 1
        }
        count &+= 1
        end = max(end, position &+ 1)
      }
      unsafe contents.pointee.append(
        term: entry.pointee.term, surface: surface, field: field, position: base &+ position, next: next)
    }
    return (end, count)
  }

  private func learnForms() {
    let count = buffer.formCount
    if count > termCapacity {
      let capacity = max(count, termCapacity * 2)
      let larger = UnsafeMutablePointer<FormEntry>.allocate(capacity: capacity)
      unsafe larger.update(from: terms, count: knownForms)
      unsafe terms.deallocate()
      unsafe terms = unsafe larger
      termCapacity = capacity
    }
    for form in knownForms..<max(count, knownForms) {
      let facts = buffer.form(UInt32(form))
      let term = unsafe buffer.withBytes(of: UInt32(form)) { _, folded in unsafe inverter.term(folded: folded)
      }
      let isWord = facts.tokenClass == .syllable || facts.tokenClass == .word
      unsafe terms[form] = FormEntry(
        term: term, literal: -1, bare: -1, canBeBare: !facts.isMarked && isWord, isMarked: facts.isMarked,
        isNumeric: facts.startsWithDigit)
    }
    knownForms = max(count, knownForms)
  }

  private func learn(_ form: UInt32, isBare: Bool) {
    let term = unsafe terms[Int(form)].term
    let surface = unsafe buffer.withBytes(of: form) { surface, _ in
      unsafe inverter.surface(surface, isBare: isBare, ofTerm: term)
    }
    if isBare { unsafe terms[Int(form)].bare = surface } else { unsafe terms[Int(form)].literal = surface }
  }
}
