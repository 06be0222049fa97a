import Testing
import VNTextAnalysis

/// Tokens as text: surfaces in order, an alias in brackets after the token that it stands beside.
func tokens(_ text: String, _ analyzer: some Analyzer = VietnameseAnalyzer()) -> String {
  let buffer = TokenBuffer()
  analyzer.analyze(text, into: buffer)
  let surfaces = buffer.surfaces
  return unsafe buffer.withTokens { tokens in
    unsafe zip(tokens, surfaces).map { $0.isAlias ? "[\($1)]" : $1 }.joined(separator: " ")
  }
}

@Suite struct AliasTests {
  @Test(arguments: [
    ("TP.HCM", "tp [tphcm] hcm"), ("Mát-xcơ-va", "mát [mátxcơva] xcơ va"), ("COVID-19", "covid [covid19] 19"),
    ("15/2020/NĐ-CP", "15 2020 nđ [nđcp] cp"), ("1.000.000đ", "1 [1000000] [1000000đ] 000 000 đ"),
    ("1,000,000", "1 [1000000] 000 000"), ("1000000", "1000000"), ("3,5%", "3 [3.5] 5"), ("3.5", "3 [3.5] 5"),
    ("27.7.2024", "27 [2024-07-27] 7 2024"), ("27-07-2024", "27 [2024-07-27] 07 2024"),
    ("2024-07-27", "2024 [2024-07-27] 07 27"), ("27/7/2024", "27 [2024-07-27] 7 2024"),
    ("ngày 27 tháng 7 năm 2024,", "ngày 27 [2024-07-27] tháng 7 năm 2024"),
    ("ngay 1 thang 12 nam 1999", "ngay 1 [1999-12-01] thang 12 nam 1999"),
    ("tháng 7 năm 2024", "tháng 7 năm 2024"),
    ("vnexpress.net", "vnexpress [vnexpressnet] net"), ("xã_hội", "xã [xãhội] hội"), ("90m²", "90 [90m2] m2"),
    ("90m2", "90 [90m2] m2"), ("iPhone15Pro", "iphone15pro [iphone] [15] [pro]"), ("B52", "b52"),
    ("a1b2c3", "a1b2c3"),
    ("A1B2C3", "a1b2c3"), ("C++ và C#", "c [c++] và c [c#]"), ("GS.TS. Nguyễn", "gs [gsts] ts nguyễn"),
    ("ĐHQG-HCM", "đhqg [đhqghcm] hcm"), ("Ê-đê", "ê [êđê] đê"), ("10^6.a", "10 6 a"),
    ("3,5kg", "3 [3.5] [3.5kg] 5 kg"),
    ("1.000.000,50", "1 [1000000.50] 000 000 50"), ("192.168.1.1", "192 168 1 1"), ("0,125", "0 [0.125] 125"),
    ("0912.345.678", "0912 [0912345678] 345 678"), ("2020-2024", "2020 2024"), ("Q.1", "q [q1] 1"),
    ("Hà\u{200B}Nội", "hà [hànội] nội"), ("Vi\u{200B}ệt", "việt"), ("5µm", "5 [5μm] μm"), ("µm", "μ [μm] m"),
    ("a,b", "a b"), ("kinh tế-xã hội", "kinh tế [tếxã] xã hội"), ("rock’n’roll", "rock [rocknroll] n roll"),
    ("nói:“Hà Nội”.", "nói hà nội"), ("東京都と大阪", "東京 都 と 大阪"), ("ภาษาไทย", "ภาษา ไทย"),
    ("6½", "6"), ("32/13/2024", "32 13 2024"), ("㎡ 5㎡", "m2 5 [5m2] m2"), ("...", ""), ("\u{301}\u{302}", ""),
  ])
  func aliases(_ text: String, _ expected: String) { #expect(tokens(text) == expected) }
}
