import Testing
@testable import VNTextAnalysis

func surfaces(_ text: String) -> [String] {
  let buffer = TokenBuffer()
  VietnameseAnalyzer().analyze(text, into: buffer)
  return buffer.surfaces
}

@Test(arguments: [
  ("Ha\u{300} No\u{323}\u{302}i", "hà nội"), ("Ha\u{300} N\u{F4}\u{323}i", "hà nội"),
  ("N\u{F3}\u{302}i", "nối"),
  ("ngu\u{31B}\u{1A1}\u{300}i", "người"), ("Ho\u{340}a", "hòa"), ("\u{D0}à N\u{1EB5}ng", "đà nẵng"),
  ("\u{189}à", "đà"), ("Ｈà Ｎội ２０２４", "hà nội 2024"), ("Hà\u{A0}Nội", "hà nội"), ("Ha\u{AD}Nội", "hanội"),
  ("\u{FEFF}Hà", "hà"), ("V\u{456}ệt", "việt"), ("hoà thuý khoẻ thuỷ huỷ loã", "hòa thúy khỏe thủy hủy lõa"),
  ("nứơc Vịêt tóan cuả qúa thuỳên qúy", "nước việt toán của quá thuyền quý"),
  ("café Müller résumé", "café müller résumé"),
  ("Ướ\u{301}c", "ước"), ("giếng gìn già gịa", "giếng gìn già giạ"),
  ("xoòng khuỷu ngoài", "xoòng khuỷu ngoài"),
])
func surfacesAre(_ text: String, _ expected: String) {
  #expect(surfaces(text) == expected.split(separator: " ").map(String.init))
}
