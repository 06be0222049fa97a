extension IndexDirectory {
  /// Checks every byte of every commit in the folder, the one before the newest included.
  ///
  /// - Returns: The damage, one error per file at most, each with file and first damaged offset; empty if all is whole.
  /// - Throws: `noIndex` if the folder has no commit; `incompatibleIndex`; `inputOutput`.
  /// - Complexity: reads the whole index.
  package func check() throws(SearchError) -> [SearchError] {
    var newest: CommitSnapshot?
    var damage: [SearchError] = []
    var verified: Set<String> = []
    let generations = try commitGenerations() ?? []
    if generations.isEmpty { _ = try openNewestCommit() }
    for generation in generations {
      do throws(SearchError) {
        guard let snapshot = try open(generation, damage: [], reusing: newest) else { continue }
        damage += snapshot.verify(except: verified)
        verified.formUnion(snapshot.files.keys)
        newest = newest ?? snapshot
      } catch {
        guard error.code == .corruptIndex else { throw error }
        if !damage.contains(error) { damage.append(error) }
      }
    }
    return damage
  }
}
