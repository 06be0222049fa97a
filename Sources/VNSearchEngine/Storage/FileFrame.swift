/// What surrounds the content of every file of an index, so that damage is found and located.
///
/// All integers are little-endian.
/// ```
/// file       = header body pageTable footer
/// header     = "VNSX" kind:u8 version:u8 0:u16 owner:u64 0:u8×48                (64 bytes)
/// body       = what the file is for
/// pageTable  = checksum:u32 × ⌈length / 65536⌉
/// footer     = length:u64 checksum:u32 "XSNV"                                   (16 bytes)
/// ```
/// - `kind` is a ``FileKind``; `owner` the segment's number, in a commit its generation.
/// - `length` counts header and body; entry i of `pageTable` is the CRC-32C of bytes
///   i × 65536 ..< min((i + 1) × 65536, length) of the file.
/// - the footer's `checksum` is the CRC-32C of `pageTable` and `length`. So it stands for every byte of the file and is
///   what a commit records: opening a file proves from its last bytes that it is the one meant, and ``verify(_:in:)``
///   proves the rest page by page.
/// - The header is 64 bytes long so that whatever is aligned in the body is aligned in memory.
///
/// The frame itself never changes; `version` speaks of the body. That is how an index of a later version is told from a
/// damaged one.
///
/// The body "abc" in a file of kind 1 (terms) of segment 5, 87 bytes:
/// ```
/// 56 4E 53 58  01 02 00 00  05 00 00 00 00 00 00 00  (48 × 00)
/// 61 62 63
/// 3A 40 79 68
/// 43 00 00 00 00 00 00 00  3F A8 66 FE  58 53 4E 56
/// ```
package struct FileFrame: Sendable, Hashable {
  /// The version of everything that this engine writes.
  package static let formatVersion: UInt8 = 2
  /// The bytes before the body.
  package static let headerLength = 64
  /// The bytes after the page table.
  package static let footerLength = 16
  /// The bytes that one checksum covers.
  package static let pageLength = 65536
  /// The first bytes of every file, "VNSX".
  static let magic: UInt32 = 0x5853_4E56
  /// The last bytes of every file, "XSNV".
  static let endMagic: UInt32 = 0x564E_5358

  /// What the file says it is.
  package let kind: FileKind
  /// The segment's number, in a commit its generation.
  package let owner: UInt64
  /// The bytes of header and body.
  package let dataLength: Int
  /// The footer's checksum, which stands for the whole file.
  package let checksum: UInt32

  /// The number of pages of a file with so many bytes of header and body.
  static func pageCount(_ dataLength: Int) -> Int { (dataLength - 1) / pageLength + 1 }

  /// The length of the whole file.
  package var fileLength: Int { dataLength + 4 * Self.pageCount(dataLength) + Self.footerLength }

  /// The 64 bytes before the body.
  static func header(kind: FileKind, owner: UInt64) -> [UInt8] {
    var header = ByteWriter()
    header.append(magic)
    header.append(kind.rawValue)
    header.append(formatVersion)
    header.append(UInt16(0))
    header.append(owner)
    header.appendZeros(headerLength - header.count)
    return header.bytes
  }

  /// The bytes after the body, and the checksum in them.
  static func trailer(pageChecksums: [UInt32], dataLength: Int) -> (bytes: [UInt8], checksum: UInt32) {
    var trailer = ByteWriter()
    for checksum in pageChecksums { trailer.append(checksum) }
    trailer.append(UInt64(dataLength))
    let checksum = CRC32C.checksum(trailer.bytes)
    trailer.append(checksum)
    trailer.append(endMagic)
    return (trailer.bytes, checksum)
  }
}
