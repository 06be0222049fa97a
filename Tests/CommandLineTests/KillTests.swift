import Foundation
import Testing
import VNSearch
import VNTestSupport

/// `kill -9` of the built command while it indexes.
struct KillTests {
  private static let documentsOfRound = 120

  /// Every round replaces the documents k0, k1, … and adds some of its own.
  private static func lines(of round: Int, _ random: inout SeededGenerator) -> String {
    let words = [
      "hà", "nội", "mùa", "thu", "sài", "gòn", "đường", "lúa", "chín", "vàng", "khắp", "cánh", "đồng",
    ]
    var lines = ""
    for number in 0..<documentsOfRound {
      let text = (0..<60).map { _ in random.pick(words) }.joined(separator: " ")
      let id = number % 4 == 0 ? "k\(number)" : "r\(round)-\(number)"
      lines += "{\"id\":\"\(id)\",\"title\":\"vòng \(round)\",\"text\":\"\(text)\"}\n"
    }
    return lines
  }

  /// The title of each document: which round wrote it.
  private static func contents(_ path: String) throws -> [String: String] {
    let index = try SearchIndex<[String: FieldValue]>(opening: path)
    let results = try index.search(.everything, limit: 1_000_000)
    var titles: [String: String] = [:]
    for hit in results.hits {
      let document = try hit.document
      titles[document["id"]?.stringValue ?? "?"] = document["title"]?.stringValue ?? "?"
    }
    return titles
  }

  @Test func losesNothingCommittedAndLeavesNothingBehind() throws {
    var random = SeededGenerator.announced("kill -9")
    let wanted = SeededGenerator.count(normal: 3, long: 200)
    let inputs = InputFolder()
    let index = inputs.path("i")
    var contents: [String: String] = [:]
    var kills = 0
    var survived = 0
    var orphans = 0
    var round = 0
    // How long a run takes that is not killed: the first tells, later ones correct it.
    var duration = 0.0
    while kills < wanted {
      round += 1
      try inputs.write("a.jsonl", Self.lines(of: round, &random))
      let process = try BuiltCommand.make(
        ["index", inputs.path("a.jsonl"), "--index", index, "--memory", "16", "--threads", "2"])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let begin = Date()
      try process.run()
      let isToBeKilled = round > 1 && round % 8 != 0
      if isToBeKilled {
        let moment = duration * Double.random(in: 0.02...1.05, using: &random)
        while process.isRunning && Date().timeIntervalSince(begin) < moment { usleep(300) }
        kill(process.processIdentifier, SIGKILL)
      }
      process.waitUntilExit()
      let isKilled = process.terminationReason == .uncaughtSignal
      if !isKilled { duration = Date().timeIntervalSince(begin) }
      if isKilled { kills += 1 }

      var after = contents
      for number in 0..<Self.documentsOfRound {
        after[number % 4 == 0 ? "k\(number)" : "r\(round)-\(number)"] = "vòng \(round)"
      }
      let directory = IndexDirectory(path: index)
      let found = try Self.contents(index)
      #expect(try directory.check() == [], "round \(round)")
      if isKilled {
        try #require(found == contents || found == after, "round \(round): \(found.count) documents")
        if found == after { survived += 1 }
      } else {
        try #require(
          process.terminationStatus == 0 && found == after, "round \(round): \(found.count) documents")
      }
      contents = found

      // The next writer removes what was left.
      let before = try Set(FileManager.default.contentsOfDirectory(atPath: index))
      let session = try IndexEngine(path: index).makeWriter()
      let names = try Set(FileManager.default.contentsOfDirectory(atPath: index))
      if before != names { orphans += 1 }
      let needed = Set(session.neededFileNames + ["write.lock"])
      #expect(names == needed, "round \(round): \(names.symmetricDifference(needed))")
    }
    print(
      "kill -9: \(kills) kills, \(survived) after the commit, \(orphans) with files left behind and removed, "
        + "\(contents.count) documents, none lost")
  }
}
