internal import CICU

/// The alphabetical order of Vietnamese: ICU's collation for `vi`.
///
/// ```swift
/// let collation = Collation()
/// ["ô", "đà", "o", "da", "ơ"].sorted { collation.sortKey(of: $0).lexicographicallyPrecedes(collation.sortKey(of: $1)) }
/// // "da", "đà", "o", "ô", "ơ"
/// ```
///
/// For putting texts in order only: which of them are one word is decided by ``Surface``. Not thread-safe.
@safe public final class Collation {
  private let collator: OpaquePointer?
  private var units: [UInt16] = []
  private var bytes = [UInt8](repeating: 0, count: 256)

  /// Opens the collation of ICU; not cheap, so keep it for many texts.
  public init() { unsafe collator = cicu_collator_open("vi") }

  deinit { if let collator = unsafe collator { unsafe cicu_collator_close(collator) } }

  /// Bytes whose order is that of the texts. Texts that differ only in their Unicode spelling have the same.
  ///
  /// Where ICU's data is missing it is the text's UTF-8.
  public func sortKey(of text: String) -> [UInt8] {
    guard let collator = unsafe collator else { return Array(text.utf8) }
    units.removeAll(keepingCapacity: true)
    units.append(contentsOf: text.utf16)
    while true {
      let needed = unsafe units.withUnsafeBufferPointer { units in
        unsafe bytes.withUnsafeMutableBufferPointer { bytes in
          unsafe Int(
            cicu_collator_sort_key(
              collator, units.baseAddress, Int32(clamping: units.count), bytes.baseAddress, Int32(bytes.count)
            ))
        }
      }
      if needed <= bytes.count { return Array(bytes[..<max(0, needed)]) }
      bytes = [UInt8](repeating: 0, count: needed)
    }
  }
}
