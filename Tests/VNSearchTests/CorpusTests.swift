import Foundation
import Testing

/// The project's own corpus keeps what `corpus/README.md` says of it.
@Suite struct CorpusTests {
  let corpus: Corpus

  init() throws {
    corpus = try Corpus.shared.get()
  }

  @Test func documentsAreManyAndTheirIDsUnique() {
    let ids = corpus.documents.map(\.id)
    #expect(ids.count >= 400)
    #expect(Set(ids).count == ids.count)
    #expect(corpus.documents.allSatisfy { !$0.text.isEmpty })
  }

  @Test func listNamesEveryDocument() {
    #expect(Set(corpus.list.keys) == Set(corpus.documents.map(\.id)))
    let files = Set(corpus.documents.map(\.file))
    #expect(
      Set(files.map { ($0 as NSString).pathExtension }) == ["txt", "md", "jsonl", "json", "csv", "tsv"])
  }

  @Test func vietnameseIsTheMainLanguage() {
    let languages = corpus.list.values.map(\.language)
    #expect(Set(languages) == ["vi", "en", "mix"])
    #expect(Double(languages.count { $0 == "vi" }) >= 0.7 * Double(languages.count))
    for language in ["en", "mix"] { #expect(languages.count { $0 == language } >= 20) }
  }

  /// The share of tokens with marks tells the languages and the unmarked documents apart, as the engine does.
  @Test func marksAreWhereTheListSays() {
    var unmarked = 0
    for document in corpus.documents {
      guard let entry = corpus.list[document.id] else { continue }
      let share = document.markedShare
      if entry.forms.contains("bare") {
        unmarked += 1
        #expect(share == 0, "\(document.id) should have no marks")
      } else if entry.language == "vi", entry.forms.isDisjoint(with: ["viqr", "tcvn3", "vni", "moji"]) {
        #expect(share > 0.5, "\(document.id) has marks on \(share) of its tokens")
      } else if entry.language == "en" {
        #expect(share < 0.25, "\(document.id) has marks on \(share) of its tokens")
      }
    }
    #expect(unmarked >= 30)
  }

  @Test func unicodeFormsSurvive() {
    var counts: [String: Int] = [:]
    for document in corpus.documents {
      guard let entry = corpus.list[document.id] else { continue }
      let scalars = document.text.unicodeScalars
      let nfc = document.text.precomposedStringWithCanonicalMapping.unicodeScalars
      let nfd = document.text.decomposedStringWithCanonicalMapping.unicodeScalars
      let isNFC = scalars.elementsEqual(nfc)
      let isNFD = scalars.elementsEqual(nfd)
      for form in entry.forms {
        counts[form, default: 0] += 1
        let holds =
          switch form {
          case "nfd": isNFD && !isNFC
          case "comb": !isNFC && !isNFD
          case "tonefirst": scalars.contains("\u{302}")
          case "doubled": scalars.contains { Corpus.Document.tones.contains($0) }
          case "shy": scalars.contains("\u{AD}")
          case "zwsp": scalars.contains("\u{200B}")
          case "nbsp": scalars.contains("\u{A0}")
          case "eth": scalars.contains("\u{D0}")
          case "smalleth": scalars.contains("\u{F0}")
          case "full": scalars.contains { ("\u{FF10}"..."\u{FF19}").contains($0) }
          default: isNFC
          }
        #expect(holds, "\(document.id) has lost its form \(form)")
      }
    }
    #expect(counts["nfd", default: 0] >= 15)
    #expect(counts["comb", default: 0] >= 15)
    for form in [
      "shy", "zwsp", "nbsp", "eth", "full", "tonefirst", "doubled", "viqr", "tcvn3", "vni", "moji",
    ] {
      #expect(counts[form, default: 0] >= 1, "no document of the form \(form)")
    }
  }

  @Test func bothToneStylesAreThere() {
    let oldStyle = corpus.documents.count { $0.holds(anyOf: ["òa", "óa", "ỏe", "ủy", "úy"]) }
    let newStyle = corpus.documents.count { $0.holds(anyOf: ["oà", "oá", "oẻ", "uỷ", "uý"]) }
    #expect(oldStyle >= 30)
    #expect(newStyle >= 20)
  }

  @Test func judgmentsReferToQueriesAndDocuments() {
    let queries = corpus.queries.map(\.id)
    #expect(queries.count >= 150)
    #expect(Set(queries).count == queries.count)
    #expect(corpus.queries.allSatisfy { !$0.text.isEmpty })
    for query in corpus.queries where query.id.hasPrefix("nfd-") {
      let nfc = query.text.precomposedStringWithCanonicalMapping
      #expect(!query.text.unicodeScalars.elementsEqual(nfc.unicodeScalars), "\(query.id) has become NFC")
    }

    let known = Set(corpus.documents.map(\.id))
    var pairs: Set<[String]> = []
    for judgment in corpus.judgments {
      #expect(known.contains(judgment.document), "\(judgment.query): no document \(judgment.document)")
      #expect((0...3).contains(judgment.grade))
      #expect(
        pairs.insert([judgment.query, judgment.document]).inserted,
        "\(judgment.query) judges \(judgment.document) twice")
    }
    #expect(Set(corpus.judgments.map(\.query)) == Set(queries))
    #expect(Set(corpus.judgments.filter { $0.grade >= 2 }.map(\.query)) == Set(queries))
    #expect(corpus.judgments.count { $0.grade == 0 } >= 1000)
  }
}
