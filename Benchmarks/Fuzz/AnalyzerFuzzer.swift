// A libFuzzer target for VNTextAnalysis. Built and run by run-analyzer-fuzzer.sh, which compiles it together with the
// module's sources.

/// Buffers: one knows many chunks, one forgets everything before each input, which costs less than a new one, and one
/// is for single surfaces.
nonisolated(unsafe) let longLived = TokenBuffer()
nonisolated(unsafe) let fresh = TokenBuffer()
nonisolated(unsafe) let again = TokenBuffer()
nonisolated(unsafe) var inputs = 0

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAnalyzer(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = UnsafeBufferPointer(start: data, count: count)
  let analyzer = VietnameseAnalyzer()
  fresh.removeForms()
  analyzer.analyze(text, into: fresh)
  check(fresh, text, "new buffer")
  let first = dump(fresh)

  // The same text where everything in it is known.
  fresh.removeTokens()
  analyzer.analyze(text, into: fresh)
  require(dump(fresh) == first, "the second analysis differs from the first")
  analyzer.analyze(text, into: longLived)
  require(dump(longLived) == first, "a buffer that has seen other texts gives other tokens")
  longLived.removeTokens()
  inputs += 1
  if inputs % 5000 == 0 {
    longLived.removeForms()
    again.removeForms()
  }

  // A text after which nothing stands: the same tokens as before some separators.
  let padded = Array(text) + Array(repeating: UInt8(ascii: " "), count: 32)
  fresh.removeTokens()
  padded.withUnsafeBufferPointer { analyzer.analyze($0, into: fresh) }
  require(dump(fresh) == first, "spaces at the end change the tokens")

  // A surface is a fixed point of the analyzer.
  fresh.withTokens { tokens in
    for token in tokens where !token.isAlias && fresh.form(token.form).tokenClass != .otherScript {
      fresh.withBytes(of: token.form) { surface, folded in
        // A micro sign parts from its unit, but not after a number.
        if surface.starts(with: [0xCE, 0xBC]) { return }
        again.removeTokens()
        analyzer.analyze(surface, into: again)
        require(again.count >= 1, "no token in the surface \(Array(surface))")
        again.withTokens { tokens in
          again.withBytes(of: tokens[0].form) { surfaceAgain, foldedAgain in
            require(surfaceAgain.elementsEqual(surface), "surface \(Array(surface)) → \(Array(surfaceAgain))")
            require(foldedAgain.elementsEqual(folded), "folded \(Array(folded)) → \(Array(foldedAgain))")
          }
        }
        require(Surface.relation(ofQuery: surface, toIndexed: surface) == .exact, "not exact to itself")
      }
    }
  }

  let string = String(decoding: text, as: UTF8.self)
  if let decoded = TelexDecoder().decode(string) { require(!decoded.isEmpty, "empty Telex") }
  if let decoded = VNIDecoder().decode(string) { require(!decoded.isEmpty, "empty VNI") }
  if let repaired = LegacyText.repaired(string) { require(repaired.text != string, "repair without change") }
  return 0
}

func check(_ buffer: TokenBuffer, _ text: UnsafeBufferPointer<UInt8>, _ name: String) {
  var end = 0
  var aliasLimit = 0
  var position = -1
  buffer.withTokens { tokens in
    for token in tokens {
      require(token.start < token.end && Int(token.end) <= text.count, "\(name): empty or outside: \(token)")
      require(text[Int(token.start)] & 0xC0 != 0x80, "\(name): starts inside a character")
      if Int(token.end) < text.count, text[Int(token.end)] & 0xC0 == 0x80 {
        // Only where what follows is no part of a valid character.
        let last = lastCharacter(text, before: Int(token.end))
        let (_, length) = UTF8Decoding.scalar(in: text, at: last)
        require(last + length <= Int(token.end), "\(name): ends inside a character")
      }
      if token.isAlias {
        require(Int(token.position) == position, "\(name): an alias with a position of its own")
      } else {
        require(Int(token.start) >= end, "\(name): overlaps")
        require(Int(token.position) == position + 1, "\(name): position")
        position = Int(token.position)
        end = Int(token.end)
      }
      aliasLimit = max(aliasLimit, Int(token.end))
      buffer.withBytes(of: token.form) { surface, folded in
        require(!surface.isEmpty && !folded.isEmpty, "\(name): empty form")
        require(String(validating: surface, as: UTF8.self) != nil, "\(name): surface is no UTF-8")
        require(String(validating: folded, as: UTF8.self) != nil, "\(name): folded is no UTF-8")
        require(
          buffer.form(token.form).isMarked == !surface.elementsEqual(folded), "\(name): isMarked")
      }
    }
  }
}

func lastCharacter(_ text: UnsafeBufferPointer<UInt8>, before index: Int) -> Int {
  var start = index - 1
  while start > 0, index - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
  return start
}

func dump(_ buffer: TokenBuffer) -> [String] {
  let surfaces = buffer.surfaces
  let folded = buffer.foldedForms
  return buffer.withTokens { tokens in
    tokens.indices.map { index in
      let token = tokens[index]
      return "\(surfaces[index])|\(folded[index])|\(token.start)|\(token.end)|\(token.position)"
        + "|\(token.isAlias)|\(buffer.form(token.form).tokenClass)"
    }
  }
}
