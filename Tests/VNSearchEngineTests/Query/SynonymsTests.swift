import Testing

@testable import VNSearchEngine

@Suite("Synonyms")
struct SynonymsTests {
  static let synonyms = Result { () throws -> Synonyms in
    try Synonyms(
      parsing: """
        # names of places
        TP.HCM, thành phố Hồ Chí Minh

        UBND => ủy ban nhân dân
        hồ, ao
        BCH TƯ ĐCSVN, ban chấp hành trung ương
        bãi xe TP.BMT, bãi xe Ban Mê Thuột
        """)
  }

  /// A query, and the same with its synonyms.
  static let rows: [(String, String)] = [
    ("khách sạn", "khách sạn"),
    ("khách sạn TP.HCM", "khách sạn TP.HCM \"thành phố Hồ Chí Minh\""),
    ("khách sạn tp hcm", "khách sạn tp hcm \"thành phố Hồ Chí Minh\""),
    ("khách sạn tphcm", "khách sạn tphcm \"thành phố Hồ Chí Minh\""),
    ("TPHCM", "TPHCM \"thành phố Hồ Chí Minh\""),
    ("bãi xe tpbmt", "bãi xe tpbmt \"bãi xe Ban Mê Thuột\""),
    ("bãi xe TP-BMT đông", "bãi xe TP-BMT đông \"bãi xe Ban Mê Thuột\""),
    ("U.B.N.D tỉnh", "U.B.N.D tỉnh \"ủy ban nhân dân\""),
    ("BCH TƯ Đ.CSVN khóa", "BCH TƯ Đ.CSVN khóa \"ban chấp hành trung ương\""),
    ("+họp +U.B.N.D", "+họp +((+U.B.N.D) \"ủy ban nhân dân\")"),
    ("\"ở TPHCM nay\"", "\"ở TPHCM nay\" \"ở thành phố Hồ Chí Minh nay\""),
    ("TP.HC*", "TP.HC*"),
    ("thanh pho ho chi minh", "thanh pho ho chi minh \"TP.HCM\""),
    ("thành phố hố chí minh", "thành phố hố chí minh"),
    ("ubnd tỉnh", "ubnd tỉnh \"ủy ban nhân dân\""),
    ("ủy ban nhân dân", "ủy ban nhân dân"),
    ("hồ", "hồ \"ao\""),
    ("+khách +sạn +TP.HCM", "+(+khách +sạn) +((+TP.HCM) \"thành phố Hồ Chí Minh\")"),
    ("\"ở TP.HCM nay\"", "\"ở TP.HCM nay\" \"ở thành phố Hồ Chí Minh nay\""),
    ("title:hồ^2 -ao", "title:(hồ \"ao\")^2 -(ao \"hồ\")"),
    ("hồ nguy*", "hồ nguy* \"ao\""),
    ("nguyn~1", "nguyn~1"),
  ]

  @Test(arguments: rows)
  func expands(_ text: String, _ expected: String) throws {
    let synonyms = try Self.synonyms.get()
    let expanded = try Query(parsing: text).expanded(by: synonyms)
    #expect(try expanded == Query(parsing: expected), "\(expanded)")
  }

  @Test func refusesLinesThatSayNothing() throws {
    for (text, line) in [("a, b\nhồ", 2), ("=> a", 1), ("a =>", 1), ("a => b => c", 1)] {
      let error = try #require(throws: SearchError.self) { try Synonyms(parsing: text) }
      #expect(error.code == .invalidInput && error.message.contains("line \(line) "), "\(error)")
    }
  }
}
