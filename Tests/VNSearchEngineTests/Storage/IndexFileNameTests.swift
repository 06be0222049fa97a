import Testing

@testable import VNSearchEngine

@Suite("Names of files")
struct IndexFileNameTests {
  @Test(
    "Read as they are written",
    arguments: [
      ("s12.terms", .segment(id: 12, kind: .terms, generation: 0)),
      ("s0.documents", .segment(id: 0, kind: .documents, generation: 0)),
      ("s12-3.deletes", .segment(id: 12, kind: .deletes, generation: 3)),
      ("commit-7", .commit(generation: 7)),
      ("commit-7.tmp", .unfinishedCommit(generation: 7)),
      ("write.lock", .lock),
    ] as [(String, IndexFileName)])
  func known(_ text: String, _ name: IndexFileName) {
    #expect(IndexFileName(text) == name)
    #expect(name.text == text)
  }

  @Test(
    "Other names belong to others",
    arguments: [
      "", "s", "s.terms", "s1", "s1.", "s1.termsx", "s01.terms", "s+1.terms", "s-1.terms", "s1-2.terms",
      "s1.deletes",
      "s1-.deletes", "s1-2-3.deletes", "s1.commit", "sx.terms", "s1.terms.bak", "commit", "commit-",
      "commit-07",
      "commit-1.tmp.tmp", "commit-x", "commit-99999999999999999999", "commit-18446744073709551615",
      "write.lock~",
      "schema.json", "café",
    ])
  func unknown(_ text: String) { #expect(IndexFileName(text) == nil) }

  @Test("Every kind of file of a segment has a name that is read back", arguments: FileKind.allCases)
  func kinds(_ kind: FileKind) {
    if kind == .commit { return }
    let name = IndexFileName.segment(id: 9, kind: kind, generation: kind == .deletes ? 4 : 0)
    #expect(IndexFileName(name.text) == name)
  }
}
