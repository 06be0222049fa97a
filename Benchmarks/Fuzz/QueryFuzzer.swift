// A libFuzzer target for the query language. Built and run by run-query-fuzzer.sh, which compiles it together with the
// sources that it needs.

/// A query is read as the same from its description.
func checkDescription(_ query: Query, _ what: String) {
  let text = query.description
  do throws(QuerySyntaxError) {
    let again = try Query(parsing: text)
    require(again == query, "\(what): \(query.node) was read as \(again.node) from \(text)")
  } catch {
    require(false, "\(what): \(query.node) is written \(text): \(error)")
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzQuery(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  do throws(QuerySyntaxError) {
    checkDescription(try Query(parsing: text), "parsed")
  } catch {
    require(
      error.position <= text.count && error.byteOffset <= text.utf8.count, "a place outside of the text")
    require(!error.found.isEmpty && !error.expected.isEmpty, "an error without words")
    let lines = error.marked.split(separator: "\n", omittingEmptySubsequences: false)
    require(lines.count == 2 && lines[0].count <= 62, "\(lines.count) lines")
    require(lines[1].last == "^", "no mark")
  }
  // The same bytes as what a person types.
  checkDescription(Query(userInput: text), "typed")
  checkDescription(Query(userInput: text, isFinished: false), "unfinished")
  checkDescription(.wildcard(text), "wildcard")
  checkDescription(.any(of: [.phrase(text), .text(text), .text(text), .fuzzy(text).inField("f")]), "built")
  return 0
}
