internal import CICU

/// ICU's word break iterator, opened when it is first needed and kept.
@safe final class WordBreaker {
  private var iterator: OpaquePointer?
  private var isOpen = false

  init() {}

  deinit { if let iterator = unsafe iterator { unsafe cicu_word_breaker_close(iterator) } }

  /// Calls `body` with each piece of `text` that is a word, in order.
  func forEachWord(in text: [UInt16], _ body: (Range<Int>) -> Void) {
    forEachPiece(in: text) { range, isWord in if isWord { body(range) } }
  }

  /// Calls `body` with each piece of `text` and whether it is a word.
  func forEachPiece(in text: [UInt16], _ body: (Range<Int>, Bool) -> Void) {
    guard text.count <= Int(Int32.max) else { return }
    if !isOpen {
      unsafe iterator = cicu_word_breaker_open()
      isOpen = true
    }
    guard let iterator = unsafe iterator else {
      body(0..<text.count, true)
      return
    }
    unsafe text.withUnsafeBufferPointer { units in
      guard let base = units.baseAddress,
        unsafe cicu_word_breaker_set_text(iterator, base, Int32(units.count))
      else { return }
      var start = 0
      while true {
        let next = unsafe Int(cicu_word_breaker_next(iterator))
        if next < 0 { break }
        unsafe body(start..<next, cicu_word_breaker_is_word(iterator))
        start = next
      }
    }
  }
}
