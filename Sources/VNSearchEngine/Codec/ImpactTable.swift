/// The bound of a single posting by its frequency and its document's length code, computed once for a segment.
///
/// Lists that carry no bounds of their own get theirs from it when they are read.
@safe final class ImpactTable: @unchecked Sendable {
  /// Frequencies from here on share the bound of an unlimited one.
  static let frequencyCap = 16

  private let bounds: UnsafeMutablePointer<UInt8>
  let lengthCodes: UnsafePointer<UInt8>

  /// - Parameter lengthCodes: One for each document of the segment; must outlive the table.
  init(_ model: ImpactModel, unit: Float, lengthCodes: UnsafePointer<UInt8>) {
    unsafe self.lengthCodes = unsafe lengthCodes
    unsafe bounds = .allocate(capacity: 256 * Self.frequencyCap)
    let normalizers = model.normalizers()
    for frequency in 0..<Self.frequencyCap {
      for code in 0..<256 {
        let tf = Float(frequency) * unit
        unsafe bounds[frequency << 8 | code] =
          frequency == Self.frequencyCap - 1
          ? 255 : (frequency == 0 ? 0 : ImpactModel.quantizeUp(tf / (tf + normalizers[code])))
      }
    }
  }

  deinit { unsafe bounds.deallocate() }

  /// An upper bound of the impact of a posting, as a byte.
  @inline(__always)
  func bound(document: UInt32, frequency: UInt32) -> UInt8 {
    unsafe bounds[Int(min(frequency, UInt32(Self.frequencyCap - 1))) &<< 8 | Int(lengthCodes[Int(document)])]
  }
}
