public import Foundation

/// Figures measured on real Vietnamese: what the generator knows of the language. Figures only, no text.
///
/// ```
/// syllables.tsv  surface TAB count TAB capitals TAB subjects     in descending order of count
///                capitals: the share of occurrences that start with a capital, in tenths (0 … 9)
///                subjects: one character for each subject: c = the share in it over the share in all is 2^((c − 'm') / 2)
/// pairs.tsv      one line for each syllable and a last one for all rarer words: rest TAB level:numbers …
///                rest: per mille of followers that are not listed; level: count = 2^(level / 2);
///                numbers: of the following syllables (the last number: a rarer word), ascending, as differences
/// figures.tsv    name TAB numbers separated by blanks
/// ```
public struct CorpusTables: Sendable {
  /// A syllable or another frequent word.
  public struct Word: Sendable {
    public var surface: String
    public var count: Int
    public var capitals: Int
    /// Share in a subject over the share in all texts.
    public var subjects: [Double]

    public init(surface: String, count: Int, capitals: Int, subjects: [Double]) {
      self.surface = surface
      self.count = count
      self.capitals = capitals
      self.subjects = subjects
    }
  }

  /// What may follow a word.
  public struct Followers: Sendable {
    /// The share of followers that are not listed.
    public var rest: Double
    public var words: [Int32]
    public var counts: [Double]

    public init(rest: Double, words: [Int32], counts: [Double]) {
      self.rest = rest
      self.words = words
      self.counts = counts
    }
  }

  public var words: [Word]
  /// One for each word and one for all rarer ones.
  public var followers: [Followers]
  public var figures: [String: [Double]]

  /// The tables that come with the package.
  public static func bundled() throws -> CorpusTables {
    guard let folder = Bundle.module.url(forResource: "Tables", withExtension: nil) else {
      throw TableError(description: "the tables are missing from the bundle")
    }
    return try CorpusTables(folder: folder)
  }

  public init(words: [Word], followers: [Followers], figures: [String: [Double]]) {
    self.words = words
    self.followers = followers
    self.figures = figures
  }

  /// Reads the tables in a folder.
  public init(folder: URL) throws {
    words = try Self.lines(of: folder, "syllables.tsv").map { columns in
      guard columns.count == 4, let count = Int(columns[1]), let capitals = Int(columns[2]) else {
        throw TableError(description: "syllables.tsv: not four columns: \(columns)")
      }
      return Word(
        surface: String(columns[0]), count: count, capitals: capitals,
        subjects: columns[3].utf8.map { 0x1p0 * pow(2, (Double($0) - Double(Self.evenSubject)) / 2) })
    }
    followers = try Self.lines(of: folder, "pairs.tsv").map { columns in
      guard let rest = Double(columns[0]) else {
        throw TableError(description: "pairs.tsv: no share: \(columns)")
      }
      var result = Followers(rest: rest / 1000, words: [], counts: [])
      for group in columns.dropFirst() {
        let parts = group.split(separator: ":")
        guard parts.count == 2, let level = Double(parts[0]) else {
          throw TableError(description: "pairs.tsv: not level:numbers: \(group)")
        }
        var number: Int32 = 0
        for difference in parts[1].split(separator: ",") {
          number += Int32(difference) ?? 0
          result.words.append(number)
          result.counts.append(pow(2, level / 2))
        }
      }
      return result
    }
    figures = Dictionary(
      uniqueKeysWithValues: try Self.lines(of: folder, "figures.tsv").map { columns in
        (String(columns[0]), columns[1].split(separator: " ").compactMap { Double($0) })
      })
    guard followers.count == words.count + 1 else {
      throw TableError(description: "\(words.count) syllables, but followers of \(followers.count)")
    }
  }

  /// The character of a subject in which a word is as frequent as in all texts.
  static let evenSubject = UInt8(ascii: "m")

  /// A figure that the tables must have.
  func figure(_ name: String) throws -> [Double] {
    guard let values = figures[name], !values.isEmpty else {
      throw TableError(description: "figures.tsv has no \(name)")
    }
    return values
  }

  private static func lines(of folder: URL, _ name: String) throws -> [[Substring]] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
  }
}

/// What is wrong with a table.
public struct TableError: Error, CustomStringConvertible {
  public let description: String
}
