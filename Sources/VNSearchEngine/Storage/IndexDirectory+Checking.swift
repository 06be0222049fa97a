extension IndexDirectory {
  /// The names of commits that are older than the two that are kept, newest first: their writer ended before it removed
  /// them, and the next one does.
  package func outdatedCommitNames() throws(SearchError) -> [String] {
    (try commitGenerations() ?? []).dropFirst(2).map { IndexFileName.commit(generation: $0).text }
  }

  /// Checks every byte of every commit in the folder, the one before the newest included.
  ///
  /// Commits before those two are on their way out: after a power cut, the name of one may be left without its files. They
  /// are checked if they can be opened, and no damage if not.
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
    for (place, generation) in generations.enumerated() {
      do throws(SearchError) {
        guard let snapshot = try open(generation, damage: [], reusing: newest) else { continue }
        damage += snapshot.verify(except: verified)
        verified.formUnion(snapshot.files.keys)
        newest = newest ?? snapshot
      } catch {
        guard error.code == .corruptIndex else { throw error }
        if place >= 2 { continue }
        if !damage.contains(error) { damage.append(error) }
      }
    }
    return damage
  }
}
