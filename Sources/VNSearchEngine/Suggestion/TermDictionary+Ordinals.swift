extension TermDictionary {
  /// The ordinal of the first term that is not below `start`; `count` if there is none.
  func ordinal(ofFirstNotBelow start: [UInt8]) throws(SearchError) -> Int {
    var scanner = TermScanner(self)
    return try scanner.seek(start) ? scanner.ordinal : count
  }

  /// The ordinal of the first term behind those that begin with `prefix`; `count` if there is none.
  func ordinal(behind prefix: [UInt8]) throws(SearchError) -> Int {
    // No byte of UTF-8 is above 0xF4.
    try ordinal(ofFirstNotBelow: prefix + [0xFF])
  }

  /// The term of an ordinal.
  func folded(ofOrdinal ordinal: Int) throws(SearchError) -> [UInt8]? {
    guard ordinal < count else { return nil }
    var found: [UInt8]?
    try scan(block: ordinal / TermDictionaryWriter.blockSize, withSurfaces: false) { entry in
      if entry.ordinal == ordinal { found = entry.folded }
      return entry.ordinal < ordinal
    }
    return found
  }
}
