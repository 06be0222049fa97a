#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where `byte` stands first in `bytes`.
func firstIndex(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  guard let base = bytes.baseAddress,
    let found = unsafe memchr(base, Int32(byte), bytes.count)
  else { return nil }
  return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// How many line feeds there are in `bytes`.
func countLines(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var count = 0
  for index in bytes.indices where unsafe bytes[index] == 0x0A { count += 1 }
  return count
}

/// `bytes` as text, damaged parts replaced.
func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  unsafe String(decoding: bytes, as: UTF8.self)
}

/// `bytes` without blanks, tabs and line ends at both ends.
func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var lower = 0
  var upper = bytes.count
  while lower < upper, unsafe isBlank(bytes[lower]) { lower += 1 }
  while upper > lower, unsafe isBlank(bytes[upper - 1]) { upper -= 1 }
  return unsafe UnsafeBufferPointer(rebasing: bytes[lower..<upper])
}

/// A blank, tab, line feed or carriage return.
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

func == (bytes: UnsafeBufferPointer<UInt8>, text: StaticString) -> Bool {
  guard bytes.count == text.utf8CodeUnitCount, let base = bytes.baseAddress else {
    return bytes.count == text.utf8CodeUnitCount
  }
  return unsafe memcmp(base, text.utf8Start, bytes.count) == 0
}
