import Testing
import VNTextAnalysis

@Suite struct RelationTests {
  @Test(arguments: [
    ("hà", "hà", SurfaceRelation.exact), ("hà", "ha", .bare), ("ha", "hà", .refined),
    ("hà", "hạ", .contradicting),
    ("ngươi", "người", .refined), ("ngươi", "nguội", .contradicting), ("nôi", "nội", .refined),
    ("nội", "nôi", .contradicting), ("đươc", "được", .refined), ("đươc", "dược", .contradicting),
    ("đa", "đà", .refined), ("đà", "da", .bare), ("kỹ", "kĩ", .twin), ("kĩ", "kỹ", .twin),
    ("ky", "ki", .twin),
    ("tay", "tai", .contradicting), ("thúy", "thúi", .contradicting), ("ý", "í", .twin),
    ("y", "i", .contradicting),
    ("quý", "quí", .twin), ("hòa", "hoà", .exact), ("café", "cafe", .bare),
    ("müller", "múller", .contradicting),
    ("muller", "müller", .refined), ("matxcova", "mátxcơva", .refined),
    ("mátxcơva", "mátxcơvà", .contradicting),
    ("", "", .exact), ("a", "", .contradicting), ("łódź", "lodz", .bare), ("1", "1", .exact),
    ("й", "и", .bare),
  ])
  func relations(_ query: String, _ indexed: String, _ expected: SurfaceRelation) {
    #expect(Surface.relation(ofQuery: query, toIndexed: indexed) == expected)
  }

  @Test(arguments: [
    ("kỹ", "kĩ"), ("lý", "lí"), ("quý", "quí"), ("mỹ", "mĩ"), ("mì", "mỳ"), ("vi", "vy"), ("thỷ", "thỉ"),
    ("ý", "í"),
  ])
  func twins(_ first: String, _ second: String) {
    #expect(Surface.iyTwin(of: first)?.surface == second)
    #expect(Surface.iyTwin(of: second)?.surface == first)
    #expect(Surface.iyTwin(of: first)?.folded == Syllable(second)?.folded)
  }

  @Test(arguments: [
    "tay", "tai", "thúy", "thúi", "đi", "chi", "nghỉ", "gì", "phi", "i", "y", "kia", "yêu", "café", "",
  ])
  func noTwin(_ surface: String) { #expect(Surface.iyTwin(of: surface) == nil) }

  @Test func joined() throws {
    let word = try #require(Surface.joined(["ê", "đê"]))
    #expect(word == ("êđê", "ede", .word))
    #expect(Surface.joined([]) == nil)
    #expect(try #require(Surface.joined(["hò", "a"])).surface == "hòa")
  }

  @Test func marks() {
    #expect(Surface.hasTone("hà") && !Surface.hasTone("ngươi") && !Surface.hasTone("đa"))
    #expect(Surface.isMarked("đa") && Surface.isMarked("ngươi") && !Surface.isMarked("nguoi"))
  }

  @Test(arguments: [
    ("NGƯỜI", "ng", "ươi", Tone.huyền, true), ("quyền", "qu", "yên", .huyền, true),
    ("giếng", "gi", "êng", .sắc, true),
    ("gì", "g", "i", .huyền, true), ("Hoà", "h", "oa", .huyền, true), ("đươc", "đ", "ươc", .ngang, false),
    ("nguoi", "ng", "uoi", .ngang, false), ("ở", "", "ơ", .hỏi, true), ("Quý", "qu", "y", .sắc, true),
    ("khuỷu", "kh", "uyu", .hỏi, true), ("nghiêng", "ngh", "iêng", .ngang, true),
    ("bàc", "b", "ac", .huyền, false),
  ])
  func syllables(_ text: String, _ onset: String, _ rime: String, _ tone: Tone, _ isStandard: Bool) throws {
    let syllable = try #require(Syllable(text))
    #expect(syllable.onset == onset && syllable.rime == rime && syllable.tone == tone)
    #expect(syllable.isStandard == isStandard)
  }

  @Test(arguments: [
    ("đường", [LetterMark.stroke, .horn, .horn]), ("Hà", []), ("nội", [.circumflex]), ("quắc", [.breve]),
    ("nuoc", []),
  ])
  func marksOfSyllables(_ text: String, _ marks: [LetterMark]) throws {
    #expect(try #require(Syllable(text)).marks == marks)
  }

  @Test(arguments: ["café", "müller", "blinken", "b52", "", "đđ", "hànội", "strength", "window", "qi", "áá"])
  func noSyllable(_ text: String) { #expect(Syllable(text) == nil) }
}
