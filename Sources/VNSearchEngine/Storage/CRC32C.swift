import CVNKernels

/// CRC-32C (Castagnoli, RFC 3720), the checksum of every file: the CPU has an instruction for it.
package enum CRC32C {
  /// The checksum of `bytes`, continuing from the checksum of what came before (0 to begin).
  package static func checksum(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
    unsafe cvn_crc32c(crc, bytes.baseAddress, bytes.count)
  }

  /// The checksum of `bytes`, continuing from the checksum of what came before (0 to begin).
  package static func checksum(_ bytes: [UInt8], continuing crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe checksum($0, continuing: crc) }
  }
}
