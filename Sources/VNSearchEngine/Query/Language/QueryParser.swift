/// Reads the query language by recursive descent.
///
/// ```
/// query     := sequence (("AND" | "&&") sequence)* (("OR" | "||") …)*     AND binds tighter than OR
/// sequence  := clause+                                                    side by side binds tightest
/// clause    := ["+" | "-" | "NOT" | "#"] base boost*
/// base      := word | word "*" | pattern | word "~" [0…2] | phrase ["~" number]
///            | "(" query ")" ["@" number] | name ":" (base | comparison | range) | "NEAR(" … ")"
///            | base "NEAR" ["/" number] base | "FILTER(" … ")"
/// boost     := "^" number | "^=" number
/// ```
/// Words side by side are one text, so that neighbours in a document count more. `+` and `-` are as in web search, `#`
/// requires without adding to the score; under AND every word is required. `@n` says how many optional clauses of a
/// group must match; a group with it is kept as it is written.
struct QueryParser {
  let text: String
  let scalars: [Unicode.Scalar]
  /// The fields that conditions and words can be about; nil: any.
  let schema: Schema?
  var place = 0
  private var depth = 0
  /// Queries nested deeper are refused: reading them would need too much of the stack.
  static let mostNested = 100

  init(_ text: String, schema: Schema? = nil) {
    self.text = text
    self.schema = schema
    scalars = Array(text.unicodeScalars)
  }

  /// A clause being read: as long as it is a run of words, the next bare word joins it.
  struct Item {
    var role: Query.Role
    /// What it is if it is not a run.
    private let other: Query
    var run: [String] = []
    /// A chain of NEAR that may go on.
    private(set) var isChain = false

    init(role: Query.Role, query: Query, isChain: Bool = false) {
      self.role = role
      other = query
      self.isChain = isChain
    }

    init(role: Query.Role, word: String) {
      self.role = role
      other = .text("")
      run = [word]
    }

    var query: Query {
      run.isEmpty ? other : .text(run.joined(separator: " "), requiresAll: role == .must)
    }
  }

  mutating func parse() throws(QuerySyntaxError) -> Query {
    skipSpaces()
    if isAtEnd { return .text("") }
    let items = try alternatives()
    if !isAtEnd { throw unexpected("AND, OR, another clause or the end") }
    return Self.reduced(items)
  }

  // MARK: Clauses

  /// A list of clauses without parentheses around it.
  private mutating func alternatives() throws(QuerySyntaxError) -> [Item] {
    let first = try conjunction()
    guard takeOperator("OR", "||") else { return first }
    var all = [Item(role: .should, query: Self.reduced(first))]
    repeat {
      all.append(Item(role: .should, query: Self.reduced(try conjunction())))
    } while takeOperator("OR", "||")
    return all
  }

  private mutating func conjunction() throws(QuerySyntaxError) -> [Item] {
    var items = try sequence()
    guard takeOperator("AND", "&&") else { return items }
    repeat { items += try sequence() } while takeOperator("AND", "&&")
    return items.map { item in
      guard item.role == .should else { return Item(role: item.role, query: item.query) }
      return Item(
        role: .must,
        query: item.run.isEmpty ? item.query : .text(item.run.joined(separator: " "), requiresAll: true))
    }
  }

  private mutating func sequence() throws(QuerySyntaxError) -> [Item] {
    var items: [Item] = []
    while true {
      skipSpaces()
      if isAtEnd || peek == ")" || isOperator("AND", "&&") || isOperator("OR", "||") { break }
      if let distance = try takeNear() {
        try joinNear(distance, &items)
      } else {
        try appendClause(to: &items)
      }
    }
    if items.isEmpty { throw unexpected("a word, a phrase or \"(\"") }
    return items
  }

  private mutating func appendClause(to items: inout [Item]) throws(QuerySyntaxError) {
    let role = takeRole()
    let item = try boosted(role)
    let last = items.count - 1
    guard last >= 0, items[last].role == role, !items[last].run.isEmpty else { return items.append(item) }
    if !item.run.isEmpty && (role == .should || role == .must) {
      items[last].run += item.run
    } else if role == .should, case .prefix(let text) = item.query.node, wasBarePrefix {
      items[last] = Item(
        role: role, query: Query(.prefix((items[last].run + [text]).joined(separator: " "))))
    } else {
      items.append(item)
    }
  }

  private mutating func takeRole() -> Query.Role {
    var isNegated = false
    while isOperator("NOT") {
      place += 3
      skipSpaces()
      isNegated.toggle()
    }
    let role: Query.Role? =
      switch peek {
      case "+": .must
      case "-": .mustNot
      case "#": .filter
      default: nil
      }
    if role != nil { place += 1 }
    switch (role, isNegated) {
    case (let role, false): return role ?? .should
    case (.mustNot, true): return .must
    case (_, true): return .mustNot
    }
  }

  /// One clause is its own query, where that means the same.
  private static func reduced(_ items: [Item]) -> Query {
    if items.count == 1, items[0].role == .must || items[0].role == .should { return items[0].query }
    return .boolean(items.map { Query.Clause($0.role, $0.query) })
  }

  // MARK: One clause

  /// Whether the clause read last was a word and `*`, and nothing else.
  private var wasBarePrefix = false

  private mutating func boosted(_ role: Query.Role) throws(QuerySyntaxError) -> Item {
    wasBarePrefix = false
    let (base, word) = try base()
    var query = base
    var isBare = true
    while peek == "^" {
      place += 1
      isBare = false
      if peek == "=" {
        place += 1
        query = query.constantScore(try number("a score"))
      } else {
        query = query.boosted(by: try number("a factor"))
      }
      try endNumber()
    }
    if !isBare { wasBarePrefix = false }
    guard isBare, let word, role != .mustNot, role != .filter else {
      return Item(role: role, query: query)
    }
    return Item(role: role, word: word)
  }

  /// A clause without sign and boost; the word, if it is only that.
  private mutating func base() throws(QuerySyntaxError) -> (query: Query, word: String?) {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.mostNested { throw unexpected("no more than \(Self.mostNested) levels of nesting") }
    guard let next = peek else { throw unexpected("a word, a phrase or \"(\"") }
    if next == "(" {
      let inner = try group()
      wasBarePrefix = false
      return (inner, nil)
    }
    if Self.isQuote(next) {
      let text = try quoted()
      var slop = 0
      if peek == "~" {
        place += 1
        slop = try integer("how many positions the words may be moved")
        try endNumber()
      }
      return (.phrase(text, slop: slop), nil)
    }
    if matches("NEAR(") { return (try near(), nil) }
    if matches("FILTER(") { return (try filter(), nil) }
    return try word()
  }

  private mutating func group() throws(QuerySyntaxError) -> Query {
    place += 1
    skipSpaces()
    var items: [Item] = []
    if peek != ")" { items = try alternatives() }
    skipSpaces()
    guard peek == ")" else { throw unexpected("\")\"") }
    place += 1
    guard peek == "@" else { return items.isEmpty ? .text("") : Self.reduced(items) }
    place += 1
    // Where clauses are counted each word is one.
    let clauses = items.flatMap { item in
      item.role == .should && item.run.count > 1
        ? item.run.map { Query.Clause(.should, .text($0)) } : [Query.Clause(item.role, item.query)]
    }
    let minimum = try integer("how many clauses must match")
    try endNumber()
    return .boolean(clauses, minimumShouldMatch: minimum)
  }

  private mutating func word() throws(QuerySyntaxError) -> (query: Query, word: String?) {
    let start = place
    let pieces = try pieces()
    if pieces.isEmpty { throw unexpected("a word, a phrase or \"(\"") }
    if pieces.count == 1, case .literal(let name) = pieces[0] {
      if peek == ":" {
        place += 1
        return (try fieldValue(name, from: start), nil)
      }
      if peek == "~" {
        place += 1
        var edits = 1
        if let next = peek, next >= "0" && next <= "9" {
          let start = place
          edits = try integer("how many letters may differ")
          if edits > TermPattern.mostEdits {
            place = start
            throw unexpected("0, 1 or 2")
          }
          try endNumber()
        } else if let next = peek, !Self.endsWord(next) {
          throw unexpected("0, 1 or 2")
        }
        return (.fuzzy(name, edits: edits), nil)
      }
      return (.text(name), name)
    }
    if peek == ":" {
      place = start
      throw unexpected("the name of a field without \"*\" and \"?\"")
    }
    if peek == "~" { throw unexpected("no \"~\" behind a pattern") }
    let query = Query.wildcard(pieces)
    if case .prefix = query.node { wasBarePrefix = true }
    return (query, nil)
  }

  /// The letters and wildcards of a word.
  mutating func pieces() throws(QuerySyntaxError) -> [TermPattern.Piece] {
    var pieces: [TermPattern.Piece] = []
    var literal = String.UnicodeScalarView()
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(String(literal))) }
      literal = String.UnicodeScalarView()
    }
    while let next = peek, !Self.endsWord(next) {
      place += 1
      switch next {
      case "*":
        flush()
        if pieces.last != .anyLetters { pieces.append(.anyLetters) }
      case "?":
        flush()
        pieces.append(.anyLetter)
      case "\\":
        guard let escaped = peek else { throw unexpected("a character behind \"\\\"") }
        place += 1
        literal.append(escaped)
      default: literal.append(next)
      }
    }
    flush()
    return pieces
  }

  /// - Parameter start: Where the name begins.
  private mutating func fieldValue(_ name: String, from start: Int) throws(QuerySyntaxError) -> Query {
    let valuePlace = place
    if isAtEnd || peek?.properties.isWhitespace == true || peek == ")" {
      throw unexpected("what to look for in the field \"\(name)\"; a colon in a word is written \"\\:\"")
    }
    if let filter = try condition(name) {
      try check(.filter(filter), of: name, at: start, valuePlace)
      return .filter(filter)
    }
    let (inner, _) = try base()
    wasBarePrefix = false
    try check(inner.inField(name), of: name, at: start, valuePlace)
    return inner.inField(name)
  }

  // MARK: NEAR

  private var isNearWithDistance: Bool {
    guard matches("NEAR/"), place + 5 < scalars.count else { return false }
    return scalars[place + 5] >= "0" && scalars[place + 5] <= "9"
  }

  /// The distance of an infix NEAR, if there is one here.
  private mutating func takeNear() throws(QuerySyntaxError) -> Int? {
    guard !matches("NEAR("), isOperator("NEAR") || isNearWithDistance else { return nil }
    place += 4
    guard peek == "/" else { return 10 }
    place += 1
    let distance = try integer("how many words may stand between")
    try endNumber()
    return distance
  }

  /// Makes the operand before NEAR and the one behind it one clause.
  private mutating func joinNear(_ distance: Int, _ items: inout [Item]) throws(QuerySyntaxError) {
    guard var last = items.popLast() else { throw unexpected("a word or a phrase before NEAR") }
    var texts: [String] = []
    if let word = last.run.popLast() {
      texts = [word]
      if !last.run.isEmpty { items.append(last) }
    } else if case .phrase(let text, slop: 0) = last.query.node {
      texts = [text]
    } else if last.isChain, case .near(let chain, distance: distance) = last.query.node {
      texts = chain
    } else {
      throw unexpected("a word or a phrase on either side of NEAR")
    }
    skipSpaces()
    texts.append(try nearOperand())
    items.append(Item(role: last.role, query: .near(texts, within: distance), isChain: true))
  }

  private mutating func nearOperand() throws(QuerySyntaxError) -> String {
    if let next = peek, Self.isQuote(next) { return try quoted() }
    if isOperator("AND", "&&") || isOperator("OR", "||") { throw unexpected("a word or a phrase") }
    let start = place
    let pieces = try pieces()
    guard pieces.count == 1, case .literal(let word) = pieces[0] else {
      place = start
      throw unexpected("a word or a phrase")
    }
    return word
  }

  private mutating func near() throws(QuerySyntaxError) -> Query {
    place += 5
    var texts: [String] = []
    var distance = 10
    skipSpaces()
    while let next = peek, next != ")", next != "," {
      var text = try nearOperand()
      var isLast = false
      // A comma clings to the word before it.
      if !Self.isQuote(next), text.hasSuffix(","), scalars[place - 1] == "," {
        text.removeLast()
        place -= 1
        isLast = true
      }
      if !text.isEmpty || Self.isQuote(next) { texts.append(text) }
      skipSpaces()
      if isLast { break }
    }
    if texts.count < 2 { throw unexpected("two words or phrases at least in NEAR(…)") }
    if peek == "," {
      place += 1
      skipSpaces()
      distance = try integer("how many words may stand between")
      skipSpaces()
    }
    guard peek == ")" else { throw unexpected("\")\"") }
    place += 1
    return .near(texts, within: distance)
  }
}
