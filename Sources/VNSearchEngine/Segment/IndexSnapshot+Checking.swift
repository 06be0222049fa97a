extension IndexSnapshot {
  /// Checks what the checksums of ``IndexDirectory/check()`` cannot: that the parts of each segment say nothing that
  /// contradicts themselves or each other, as files would that a faulty program wrote.
  ///
  /// - Returns: The damage, one error for each part at most, with file and offset.
  /// - Complexity: reads stored documents, columns, keys and dictionaries as a whole, and opens every list.
  package func checkContents() -> [SearchError] {
    var found: [SearchError] = []
    func check(_ body: () throws(SearchError) -> Void) {
      do throws(SearchError) { try body() } catch { found.append(error) }
    }
    for (index, segment) in segments.enumerated() {
      check { () throws(SearchError) in try documents[index].verify() }
      check { () throws(SearchError) in try keys[index]?.verify() }
      check { () throws(SearchError) in try segment.columns?.columns().verify() }
      check { () throws(SearchError) in
        var terms = TermIterator(segment.terms)
        while let term = try terms.next() {
          _ = try segment.cursor(term.list)
          for surface in term.surfaces { _ = try segment.cursor(surface.list) }
          _ = try segment.positions(of: term)
        }
      }
    }
    return found
  }
}
