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
func now() -> Double { var t = timespec(); clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9 }
func engine(_ path: String, _ mode: String) -> IndexEngine { IndexEngine(path: path, analyzer: mode == "B" ? VietnameseAnalyzer() : Whitespace()) }
package func protoIndex(_ corpus: String, _ out: String, mode: String, memory: Int, threads: Int, optimize: Bool) throws {
  var o = IndexingOptions(memoryBudget: memory << 20, threads: threads)
  if !optimize { o.mergePolicy = MergePolicy(factor: 1000) }
  let w = try engine(out, mode).makeWriter(schema: Schema(.key("id"), .text("text", stored: false)), options: o)
  let f = fopen(corpus, "r")!
  var line: UnsafeMutablePointer<CChar>?
  var cap = 0
  let t0 = now()
  var bytes = 0
  let draft = DocumentDraft()
  while true {
    let n = getline(&line, &cap, f)
    if n <= 0 { break }
    let b = UnsafeBufferPointer(start: UnsafeRawPointer(line!).assumingMemoryBound(to: UInt8.self), count: n - 1)
    let tab = b.firstIndex(of: 9)!
    draft.removeAll()
    var id: Int64 = 0
    for i in 0..<tab { id = id * 10 + Int64(b[i] - 48) }
    try draft.add(.integer(id), to: 0)
    draft.add(utf8: UnsafeBufferPointer(rebasing: b[(tab + 1)...]), to: 1)
    try w.add(draft)
    bytes += n
  }
  let t1 = now()
  let c = try w.commit(optimizing: optimize)
  let t2 = now()
  var u = rusage(); getrusage(__rusage_who_t(0), &u)
  var sizes: [String: Int] = [:]
  for s in c.segments { for f in s.files { sizes[f.kind.name, default: 0] += Int(f.length) } }
  print("add", t1 - t0, "commit", t2 - t1, "total MB/s", Double(bytes) / 1e6 / (t2 - t0), "segments", c.segments.count, "rss MB", u.ru_maxrss / 1024, sizes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value / 1000)K" })
}
package func protoSearch(_ index: String, _ queries: String, _ set: String, _ op: String, _ k: Int, _ passes: Int, mode: String) throws {
  let snap = try engine(index, mode).refresh()
  let f = fopen(queries, "r")!
  var line: UnsafeMutablePointer<CChar>?
  var cap = 0
  var qs: [String] = []
  while true {
    let n = getline(&line, &cap, f)
    if n <= 0 { break }
    let s = String(cString: line!).split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if s[0] == set { qs.append(mode == "B" ? String(s[3].dropLast()) : op == "phrase" ? s[2] : s[1]) }
  }
  let ranking = mode == "B" ? Ranking() : Ranking.plain()
  var times: [Double] = []
  var counters = SearchCounters()
  var hash: UInt64 = 0
  for _ in 0..<passes {
    times = []
    counters = SearchCounters()
    hash = 14695981039346656037
    for q in qs {
      let query: Query = op == "phrase" ? .phrase(q) : .text(q, requiresAll: op == "and" )
      let t0 = now()
      let r = try snap.search(query, ranking: ranking, limit: op == "count" ? 0 : k, countsExactly: op == "count")
      times.append(now() - t0)
      counters.add(r.counters)
      for h in r.hits {
        hash = (hash ^ UInt64(h.score.bitPattern)) &* 1099511628211
        let key = try snap.key(at: h.location)!
        if case .integer(let n) = key { hash = (hash ^ UInt64(n)) &* 1099511628211 }
      }
      hash = (hash ^ UInt64(op == "count" ? r.total : 0)) &* 1099511628211
    }
  }
  let sorted = times.sorted()
  print(set, op, "n", qs.count, "mean µs", Int(times.reduce(0, +) / Double(times.count) * 1e6), "p50", Int(sorted[sorted.count / 2] * 1e6), "p99", Int(sorted[sorted.count * 99 / 100] * 1e6), "visited", counters.subBlocksVisited / qs.count, "abandoned", counters.subBlocksAbandoned / qs.count, "scored", counters.documentsScored / qs.count, "positions", counters.positionsRead / qs.count, "lists", counters.listsOpened / qs.count, "hash", hash)
}
