public import VNTextAnalysis

/// What every analyzer promises, whatever the text: checked by the tests of each analyzer, a user's own included.
public enum AnalyzerInvariants {
  /// The promises that the tokens of `text` break, as sentences; empty where all is well.
  public static func violations(_ analyzer: some Analyzer, _ text: [UInt8]) -> [String] {
    var result: [String] = []
    func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
      if !condition { result.append(message()) }
    }
    let buffer = TokenBuffer()
    unsafe text.withUnsafeBufferPointer { unsafe analyzer.analyze($0, into: buffer) }
    let surfaces = buffer.surfaces
    let folded = buffer.foldedForms
    var end = 0
    var start = 0
    var position = -1
    unsafe buffer.withTokens { tokens in
      for index in tokens.indices {
        let token = unsafe tokens[index]
        let name = "token \(index) (\(surfaces[index]))"
        expect(
          token.start < token.end && Int(token.end) <= text.count, "\(name) is empty or outside the text")
        expect(text[Int(token.start)] & 0xC0 != 0x80, "\(name) starts inside a character")
        if token.isAlias {
          expect(Int(token.position) == position, "alias \(name) has a position of its own")
          expect(Int(token.start) >= start, "alias \(name) starts before its first part")
        } else {
          expect(Int(token.start) >= end, "\(name) overlaps the token before it")
          expect(
            Int(token.position) == position + 1, "\(name) has position \(token.position) after \(position)")
          position = Int(token.position)
          start = Int(token.start)
          end = Int(token.end)
        }
        expect(Int(token.form) < buffer.formCount, "\(name) has no form")
        expect(!surfaces[index].isEmpty && !folded[index].isEmpty, "\(name) has an empty form")
        let form = buffer.form(token.form)
        expect(
          form.isMarked == (Array(surfaces[index].utf8) != Array(folded[index].utf8)),
          "isMarked of \(name) is wrong")
      }
    }
    // Once more with a buffer that knows every form.
    let first = unsafe buffer.withTokens { unsafe Array($0) }
    buffer.removeTokens()
    unsafe text.withUnsafeBufferPointer { unsafe analyzer.analyze($0, into: buffer) }
    expect(unsafe buffer.withTokens { unsafe Array($0) } == first, "the second analysis gives other tokens")
    buffer.removeForms()
    expect(buffer.count == 0 && buffer.formCount == 0, "removeForms leaves something")
    unsafe text.withUnsafeBufferPointer { unsafe analyzer.analyze($0, into: buffer) }
    expect(buffer.surfaces == surfaces, "after removeForms the tokens are other ones")
    expect(!analyzer.identity.isEmpty, "no identity")
    return result
  }
}
