#if canImport(Glibc)
import Glibc
#endif
import VNTextAnalysis
struct Whitespace: Analyzer {
  var identity: String { "ws" }
  func analyze(_ text: UnsafeBufferPointer<UInt8>, into buffer: TokenBuffer) {
    var i = 0
    var p: UInt32 = 0
    while i < text.count {
      while i < text.count && text[i] == 32 { i += 1 }
      let s = i
      while i < text.count && text[i] != 32 { i += 1 }
      if i > s {
        let b = UnsafeBufferPointer(rebasing: text[s..<i])
        unsafe buffer.append(surface: b, folded: b, tokenClass: .word, start: s, end: i, position: Int(p), isAlias: false)
        p += 1
      }
    }
  }
}
func now() -> Double { var t = timespec(); clock_gettime(CLOCK_MONOTONIC, &t); return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9 }
package func protoIndex(_ corpus: String, _ out: String, vietnamese: Bool) throws {
  let dir = IndexDirectory(path: out)
  let w = try dir.openWriter(creating: true)
  let inv = DocumentInverter(analyzer: vietnamese ? VietnameseAnalyzer() : Whitespace(), fieldWeights: [1])
  let f = fopen(corpus, "r")!
  var line: UnsafeMutablePointer<CChar>?
  var cap = 0
  let t0 = now()
  var bytes = 0
  while true {
    let n = getline(&line, &cap, f)
    if n <= 0 { break }
    let b = UnsafeBufferPointer(start: UnsafeRawPointer(line!).assumingMemoryBound(to: UInt8.self), count: n - 1)
    let tab = b.firstIndex(of: 9)!
    inv.addText(UnsafeBufferPointer(rebasing: b[(tab + 1)...]), field: 0)
    _ = inv.endDocument()
    bytes += n
  }
  let t1 = now()
  print("inverted", t1 - t0, "s", Double(bytes) / 1e6 / (t1 - t0), "MB/s memory", inv.memory >> 20)
  let id = w.makeSegmentID()
  let n = inv.documentCount
  let (files, st) = try inv.takeInverter().flush(segment: id, in: w, unit: 1)
  _ = try w.commit(Commit(analyzerIdentity: "x", schema: [], segments: [SegmentEntry(id: id, documentCount: n, files: files, statistics: st.encoded())]))
  let t2 = now()
  print("flushed", t2 - t1, "total MB/s", Double(bytes) / 1e6 / (t2 - t0), files.map { "\($0.kind.name) \($0.length / 1000) K" })
}
package func protoSearch(_ index: String, _ queries: String, _ set: String, _ op: String, _ k: Int, _ passes: Int) throws {
  let dir = IndexDirectory(path: index)
  let snap = try dir.openNewestCommit()
  let seg = try Segment(snap.commit.segments[0], fieldCount: 1) { (k) throws(SearchError) in try snap.requiredFile(k, of: snap.commit.segments[0]) }
  let model = ImpactModel(k1: 1.2, b: 0.75, averageLength: seg.statistics.averageLength)
  let ratio = model.largestRatio(to: seg.writtenModel, shortest: seg.statistics.shortestCode, longest: seg.statistics.longestCode)
  let least = model.leastRatio(to: seg.writtenModel, shortest: seg.statistics.shortestCode, longest: seg.statistics.longestCode)
  let f = fopen(queries, "r")!
  var line: UnsafeMutablePointer<CChar>?
  var cap = 0
  var qs: [[String]] = []
  while true {
    let n = getline(&line, &cap, f)
    if n <= 0 { break }
    let s = String(cString: line!).split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if s[0] == set { qs.append(s[1].split(separator: " ").map(String.init)) }
  }
  var times: [Double] = []
  var counters = SearchCounters()
  var checks = ""
  for pass in 0..<passes {
    times = []
    counters = SearchCounters()
    for q in qs {
      let t0 = now()
      var clauses: [(Float, SegmentSearch.Clause)] = []
      var guaranteed: Float = 0
      for t in q {
        let bytes = Array(t.utf8)
        guard let e = try bytes.withUnsafeBytes({ try seg.terms.find($0, withSurfaces: false) }) else { continue }
        let df = Float(e.list.documentFrequency)
        let N = Float(seg.statistics.documentsWithText)
        let idf = log1p((N - df + 0.5) / (df + 0.5))
        let s = ListScorer(try seg.cursor(e.list), weight: idf, boundRatio: ratio)
        guaranteed = max(guaranteed, s.guaranteed(count: k, leastRatio: least))
        clauses.append((idf, .init(scorer: s, role: op == "and" ? .must : .should)))
      }
      if op != "or" { guaranteed = 0 }
      clauses.sort { $0.0 > $1.0 }
      let top = TopCollector(limit: k, threshold: guaranteed) { $0.ordinal < $1.ordinal }
      let s = SegmentSearch(seg, index: 0, clauses: clauses.map(\.1), minimumShouldMatch: op == "and" ? 0 : 1, model: model, unit: 1, live: nil)
      if op == "count" { checks += "\(s.count()) " } else {
      s.collect(into: top)
      let r = top.sorted()
      if pass == passes - 1 && times.count < 3 { print(q, r.prefix(3).map { ($0.ordinal, $0.score) }) }
      }
      times.append(now() - t0)
      counters.subBlocksVisited += s.scratch.counters.subBlocksVisited
      counters.subBlocksAbandoned += s.scratch.counters.subBlocksAbandoned
      counters.documentsScored += s.scratch.counters.documentsScored
    }
  }
  let sorted = times.sorted()
  print(set, op, "n", qs.count, "mean µs", times.reduce(0, +) / Double(times.count) * 1e6, "p50", sorted[sorted.count / 2] * 1e6, "p99", sorted[sorted.count * 99 / 100] * 1e6, "visited", counters.subBlocksVisited / qs.count, "abandoned", counters.subBlocksAbandoned / qs.count, "scored", counters.documentsScored / qs.count, checks.prefix(30))
}
