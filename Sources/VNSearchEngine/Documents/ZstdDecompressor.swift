import CZstd

/// A zstd decompression context.
@safe struct ZstdDecompressor: ~Copyable {
  private let context: OpaquePointer

  /// Creates a decompressor.
  ///
  /// - Throws: ``SearchError/Code/inputOutput`` if there is no memory for it.
  init() throws(SearchError) {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw SearchError(.inputOutput, "There is no memory to read documents with.")
    }
    unsafe self.context = unsafe context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  /// Decompresses one frame into exactly `count` bytes at `destination`; false if it is not that.
  func decompress(
    _ frame: UnsafeRawBufferPointer, to destination: UnsafeMutableRawPointer, count: Int
  ) -> Bool {
    let size = unsafe ZSTD_decompressDCtx(context, destination, count, frame.baseAddress, frame.count)
    return ZSTD_isError(size) == 0 && size == count
  }
}
