/// The folded terms of a dictionary in their order, without anything else of them.
struct FoldedTermCursor {
  private let dictionary: TermDictionary
  private var block = 0
  private var terms: [[UInt8]] = []
  private var index = 0

  init(_ dictionary: TermDictionary) { self.dictionary = dictionary }

  /// The term where the cursor is.
  var folded: [UInt8] { terms[index] }

  /// Moves to the next term; false behind the last.
  mutating func advance() throws(SearchError) -> Bool {
    index += 1
    if index < terms.count { return true }
    return try load(block + 1)
  }

  /// Moves to the first term that is not below a beginning; false if there is none.
  mutating func seek(_ start: [UInt8]) throws(SearchError) -> Bool {
    let wanted = try unsafe start.withUnsafeBufferPointer { (bytes) throws(SearchError) in
      max(0, try unsafe dictionary.blockIndex(of: UnsafeRawBufferPointer(bytes)))
    }
    if terms.isEmpty || wanted != block, try !load(wanted) { return false }
    while terms[index].lexicographicallyPrecedes(start) {
      if try !advance() { return false }
    }
    return true
  }

  private mutating func load(_ number: Int) throws(SearchError) -> Bool {
    guard number < dictionary.blockCount else { return false }
    block = number
    index = 0
    terms = try dictionary.foldedTerms(ofBlock: number)
    return !terms.isEmpty
  }
}
