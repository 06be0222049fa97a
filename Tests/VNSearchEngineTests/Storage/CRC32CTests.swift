import CVNKernels
import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("CRC-32C")
struct CRC32CTests {
  /// The examples of RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  static let published: [(bytes: [UInt8], checksum: UInt32)] = [
    ([], 0),
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    ((0..<32).reversed(), 0x113F_DB5C),
  ]

  @Test("Published values", arguments: published)
  func publishedValues(_ example: (bytes: [UInt8], checksum: UInt32)) {
    #expect(CRC32C.checksum(example.bytes) == example.checksum)
    #expect(referenceCRC32C(example.bytes) == example.checksum)
    #expect(unsafe cvn_crc32c_portable(0, example.bytes, example.bytes.count) == example.checksum)
  }

  @Test("Equals the reference for every length, alignment and division")
  func equalsReference() {
    var random = SeededGenerator.announced("CRC-32C")
    let bytes = random.bytes(70_000)
    let longs = (0..<40).map { _ in random.below(69_000) }
    for length in Array(0..<300) + [1023, 1024, 1025, 3071, 3072, 3073, 24_575, 24_576, 24_577] + longs {
      let start = random.below(64)
      let slice = Array(bytes[start..<start + length])
      let expected = referenceCRC32C(slice)
      // In place, so that the alignment is what `start` makes it.
      let actual = unsafe bytes.withUnsafeBytes {
        unsafe CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[start..<start + length]))
      }
      #expect(actual == expected, "length \(length) from \(start)")
      let middle = random.below(length + 1)
      let first = CRC32C.checksum(Array(slice[..<middle]))
      #expect(
        CRC32C.checksum(Array(slice[middle...]), continuing: first) == expected, "length \(length), \(middle)"
      )
    }
  }
}
