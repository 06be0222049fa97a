import CZstd

/// A zstd compression context and the buffer it writes to.
@safe struct ZstdCompressor: ~Copyable {
  private let context: OpaquePointer
  private let level: Int32
  private var buffer = RawBuffer()

  /// Creates a compressor.
  ///
  /// - Throws: ``SearchError/Code/inputOutput`` if there is no memory for it.
  init(level: Int) throws(SearchError) {
    guard let context = unsafe ZSTD_createCCtx() else {
      throw SearchError(.inputOutput, "There is no memory to compress documents with.")
    }
    unsafe self.context = unsafe context
    self.level = Int32(clamping: level)
  }

  deinit { _ = unsafe ZSTD_freeCCtx(context) }

  /// One frame of `bytes`, with their number in its header. It is valid until the next call.
  mutating func compress(_ bytes: UnsafeRawBufferPointer) throws(SearchError) -> UnsafeRawBufferPointer {
    let bound = ZSTD_compressBound(bytes.count)
    let destination = try unsafe buffer.reserve(bound)
    let size = unsafe ZSTD_compressCCtx(context, destination, bound, bytes.baseAddress, bytes.count, level)
    guard ZSTD_isError(size) == 0 else {
      let reason = unsafe String(cString: ZSTD_getErrorName(size))
      throw SearchError(.inputOutput, "Documents cannot be compressed: \(reason).")
    }
    return unsafe UnsafeRawBufferPointer(start: destination, count: size)
  }
}
