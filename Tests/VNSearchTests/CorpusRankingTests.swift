import Testing
import VNSearch
import VNSearchEngine
import VNTestSupport

/// What the default ranking reaches on the project's own corpus. The floors are a little below what was measured when
/// they were set: a change that falls under one has made something worse, or must say why it has not.
@Suite struct CorpusRankingTests {
  @Test(arguments: [
    "Nguyễn Phú Trọng", "nguyen phu trong", "Nguye\u{302}\u{303}n Phu\u{301} Tro\u{323}ng",
    "NGUYỄN PHÚ TRỌNG",
  ])
  func theManComesBeforeHisNamesakes(query: String) throws {
    let first = try #require(try IndexedCorpus.shared.get().ranking(of: query, Ranking()).first)
    #expect(first == "corpus/encyclopedia/nguyen-phu-trong.md")
  }

  @Test func qualityStaysAboveItsFloors() throws {
    let floors: [String: Double] = [
      "all": 0.90, "name": 0.94, "one": 0.87, "mark": 0.91, "bare": 0.95, "short": 0.93, "long": 0.86,
      "style": 0.96, "typo": 0.82, "nfd": 0.92, "num": 0.98, "tok": 0.98, "mix": 0.88,
    ]
    let reached = try IndexedCorpus.defaultQuality.get()
    for (kind, floor) in floors {
      let value = reached[kind] ?? 0
      #expect(value >= floor, "nDCG@10 of the \(kind) queries is \(value)")
    }
  }

  /// The collection can tell rankings apart: without graded marks, and without pairs, it is worse.
  @Test func gradedMarksAndPairsArePartOfIt() throws {
    let index = try IndexedCorpus.shared.get()
    let whole = try #require(try IndexedCorpus.defaultQuality.get()["all"])
    var withoutPairs = Ranking()
    withoutPairs.usesPairs = false
    var folded = Ranking()
    folded.diacritics = .folded
    for (ranking, loss) in [(withoutPairs, 0.01), (folded, 0.03), (.plain(diacritics: .strict), 0.06)] {
      let value = try #require(try index.quality(of: ranking)["all"])
      #expect(value < whole - loss, "\(ranking): \(value), the default \(whole)")
    }
  }
}

/// The corpus in an index, as the command makes it: path or `id` as key, the title weighing three times the text.
final class IndexedCorpus: Sendable {
  struct Entry: Codable, Sendable { var id: String }

  static let shared = Result { try IndexedCorpus() }
  /// What the default ranking reaches, measured once.
  static let defaultQuality = Result { try shared.get().quality(of: Ranking()) }

  private let folder = TemporaryFolder()
  private let index: SearchIndex<Entry>
  private let queries: [Corpus.Query]
  private let grades: [String: [String: Int]]

  private init() throws {
    let corpus = try Corpus.shared.get()
    index = try SearchIndex(
      at: folder.path("index"), schema: Schema(.key("id"), .text("title", boost: 3), .text("text")))
    try index.write { (writer: borrowing IndexWriter<Entry>) in
      for document in corpus.documents {
        let draft = DocumentDraft()
        try draft.add(.string(document.id), to: 0)
        if let title = document.title { try draft.add(.string(title), to: 1) }
        try draft.add(.string(document.body), to: 2)
        try writer.add(draft)
      }
    }
    queries = corpus.queries
    grades = corpus.judgments.reduce(into: [:]) { $0[$1.query, default: [:]][$1.document] = $1.grade }
  }

  /// The first ten ids for a query.
  func ranking(of query: String, _ ranking: Ranking) throws -> [String] {
    try index.search(query, limit: 10, ranking: ranking).compactMap { try $0.key?.description }
  }

  /// The mean nDCG@10 of the queries of each kind (the prefix of their ids) and of `all`.
  func quality(of ranking: Ranking) throws -> [String: Double] {
    let measure = RetrievalMeasure.nDCG(at: 10)
    var sums: [String: (sum: Double, count: Double)] = [:]
    for query in queries {
      let ids = try self.ranking(of: query.text, ranking)
      let value = measure.value(ranking: ids, grades: grades[query.id] ?? [:])
      for kind in ["all", String(query.id.prefix { $0 != "-" })] {
        let old = sums[kind] ?? (0, 0)
        sums[kind] = (old.sum + value, old.count + 1)
      }
    }
    return sums.mapValues { $0.sum / $0.count }
  }
}
