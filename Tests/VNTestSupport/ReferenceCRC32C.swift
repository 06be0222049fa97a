/// CRC-32C by its definition: one bit at a time (RFC 3720, appendix B.4). The slow twin of the kernel.
public func referenceCRC32C(_ bytes: some Sequence<UInt8>, continuing crc: UInt32 = 0) -> UInt32 {
  var crc = ~crc
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
  }
  return ~crc
}
