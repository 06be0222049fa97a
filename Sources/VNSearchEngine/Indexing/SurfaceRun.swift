/// The postings of one surface while its term is written: documents that ascend, and their frequencies.
///
/// Plain memory, freed by `deallocate()`: the loop over tokens counts no references.
@safe struct SurfaceRun {
  private(set) var documents: UnsafeMutablePointer<UInt32>
  private(set) var frequencies: UnsafeMutablePointer<UInt32>
  var count = 0
  private var capacity = 16

  init() {
    unsafe documents = .allocate(capacity: capacity)
    unsafe frequencies = .allocate(capacity: capacity)
  }

  func deallocate() {
    unsafe documents.deallocate()
    unsafe frequencies.deallocate()
  }

  /// Adds to the frequency of a document, which is the last one or comes behind it.
  @inline(__always)
  mutating func add(_ weight: UInt32, document: UInt32) {
    if unsafe count > 0 && documents[count &- 1] == document {
      unsafe frequencies[count &- 1] &+= weight
      return
    }
    if count == capacity { grow() }
    unsafe documents[count] = document
    unsafe frequencies[count] = weight
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = (
      UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2),
      UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
    )
    unsafe larger.0.update(from: documents, count: count)
    unsafe larger.1.update(from: frequencies, count: count)
    deallocate()
    unsafe (documents, frequencies) = unsafe larger
    capacity *= 2
  }
}
