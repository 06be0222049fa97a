import Testing
@testable import VNTextAnalysis

@Suite struct LegacyTextTests {
  @Test(arguments: [
    ("C\u{E9}ng h\u{DF}a X\u{B7} h\u{E9}i", "Cộng hòa Xã hội", LegacyEncoding.tcvn3),
    ("N\u{AD}íc ViÖt Nam", "Nước Việt Nam", .tcvn3), ("Hµ Néi", "Hà Nội", .tcvn3),
    ("Vie^.t Nam", "Việt Nam", .viqr),
    ("Ha` No^.i mu`a thu", "Hà Nội mùa thu", .viqr), ("dda^'t nu+o+'c. Nam", "đất nước. Nam", .viqr),
    ("HÃ\u{A0} Ná»™i", "Hà Nội", .utf8AsWindows1252), ("Viá»‡t Nam", "Việt Nam", .utf8AsWindows1252),
    ("Haø Noäi", "Hà Nội", .vni),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", .vni),
    // Foreign names do not speak against many syllables.
    ("Nã ®\u{AD}îc ph¸t hiÖn bëi Robert H", "Nó được phát hiện bởi Robert H", .tcvn3),
    ("Giaùo hoaøng Leo XIII ôû Roma", "Giáo hoàng Leo XIII ở Roma", .vni),
    // Both TCVN3 and VNI explain these; the odder reading loses.
    ("chi boâng tai", "chi bông tai", .vni), ("Thoâng tin chung", "Thông tin chung", .vni),
    ("(tiÒn kim lo¹i)", "(tiền kim loại)", .tcvn3),
    // A full stop after a name is its tone, after another word the end of a sentence; a backslash makes it certain.
    ("Ha. Long o+? Vie^.t Nam", "Hạ Long ở Việt Nam", .viqr), ("o+? nha`. Ma. Ha^`u", "ở nhà. Mạ Hầu", .viqr),
    ("dde^?n nha` ta. To^i o+?", "đển nhà ta. Tôi ơ?", .viqr), ("nu+o+'c Nga\\. Anh", "nước Nga. Anh", .viqr),
    ("ÑAÁT NÖÔÙC", "ĐẤT NƯỚC", .vni), ("Hà Nôòi", "Hà Nội", .windows1258),
  ])
  func repairs(_ text: String, _ expected: String, _ encoding: LegacyEncoding) {
    let result = LegacyText.repaired(text)
    #expect(result?.text == expected)
    #expect(result?.encoding == encoding)
  }

  @Test(arguments: [
    "µ m ¶ (units)", "µm", "5 µm", "Hà Nội", "Thủ đô Hà Nội", "cá rô", "café", "résumé", "Müller", "naïve",
    "Köln",
    "señor", "garçon", "Straße", "à la carte", "déjà vu", "x^2 + y", "a^n", "f(x)", "What? No.", "C++", "o+",
    "u+",
    "plain text", "", "你好", "10 µg và 5 °C", "© 2024", "½ ¼", "São Paulo", "Þórr", "« bonjour »", "a.b.c",
    "e.g. a? b~",
    "It's a test.", "El Niño", "Đà Nẵng", "Curaçao", "Ångström", "smörgåsbord", "Crème brûlée",
    "Il est né à Paris", "Le café du théâtre était fermé", "là où",
    "Bùi Giáng, 25 °C, 90 m²",
  ])
  func leavesAlone(_ text: String) {
    #expect(LegacyText.repaired(text) == nil, "→ \(LegacyText.repaired(text)?.text ?? "")")
  }

  @Test func windows1258Bytes() {
    let bytes: [UInt8] = [0x48, 0xE0, 0x20, 0x4E, 0xF4, 0xF2, 0x69]
    let result = unsafe bytes.withUnsafeBufferPointer { unsafe LegacyText.repaired(bytes: $0) }
    #expect(result?.text == "Hà Nội")
    #expect(result?.encoding == .windows1258)
    let utf8 = Array("Hà Nội".utf8)
    #expect(unsafe utf8.withUnsafeBufferPointer { unsafe LegacyText.repaired(bytes: $0) } == nil)
  }

  /// Every standard syllable, written in each encoding and read back.
  @Test func everySyllableThere() {
    var checked = 0
    for rime in RimeTable.rimes.split(whereSeparator: \.isWhitespace) {
      for tone in Tone.allCases {
        var text = "h" + rime
        if let mark = tone.mark { text.unicodeScalars.append(mark) }
        guard let syllable = Syllable(text), syllable.isStandard else { continue }
        let surface = syllable.surface
        let misread = String(
          String.UnicodeScalarView(
            surface.utf8.map { byte in
              LegacyTables.windows1252.first { $0.value == byte }.flatMap { Unicode.Scalar($0.key) }
                ?? Unicode.Scalar(byte)
            }))
        if misread != surface {
          #expect(LegacyText.repaired(misread)?.text == surface)
        }
        let tcvn3 = String(
          String.UnicodeScalarView(
            surface.unicodeScalars.map { scalar in
              LegacyTables.tcvn3.first { $0.value == scalar.value && $0.key >= 0xA8 }.flatMap {
                Unicode.Scalar($0.key)
              }
                ?? scalar
            }))
        if tcvn3 != surface { #expect(LegacyText.text(tcvn3, from: .tcvn3) == surface) }
        checked += 1
      }
    }
    #expect(checked > 400)
  }
}
