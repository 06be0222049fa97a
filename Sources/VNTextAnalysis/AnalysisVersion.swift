internal import CICU

/// The versions on which the tokens of a text depend; an index stores them and compares them when it is opened.
///
/// Two analyses with equal versions give equal tokens for equal bytes.
public struct AnalysisVersion: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The version of this package's own rules, from 1.
  public var analyzer: Int
  /// The version of the ICU library that runs, such as `72.1`.
  public var icu: String
  /// The version of the Unicode character database in that library, such as `15.0`.
  public var unicode: String

  /// Creates a version from its parts, for example when it is read from an index.
  public init(analyzer: Int, icu: String, unicode: String) {
    self.analyzer = analyzer
    self.icu = icu
    self.unicode = unicode
  }

  /// What this process analyzes with.
  public static let current = AnalysisVersion(
    analyzer: 1,
    icu: unsafe versionText { bytes in unsafe cicu_runtime_version(bytes) },
    unicode: unsafe versionText { bytes in unsafe cicu_unicode_version(bytes) })

  /// `analyzer 1, ICU 72.1, Unicode 15.0`.
  public var description: String { "analyzer \(analyzer), ICU \(icu), Unicode \(unicode)" }

  private static func versionText(_ read: (UnsafeMutablePointer<UInt8>) -> Void) -> String {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      unsafe bytes.initialize(repeating: 0)
      if let base = bytes.baseAddress { unsafe read(base) }
      var parts: [UInt8] = unsafe Array(bytes)
      while parts.count > 2, parts.last == 0 { parts.removeLast() }
      return parts.map { String($0) }.joined(separator: ".")
    }
  }
}
