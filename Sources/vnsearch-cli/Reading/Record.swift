/// One document as it was read: its fields as UTF-8, without a `String`.
///
/// The same object is used for every document of an input; what it points at is valid during the visitor's
/// call only.
@safe final class Record {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// A field that is neither the id, the title nor a text field.
  @unsafe struct OtherField {
    var name: Bytes
    /// The value: JSON text as it stands in the input, or the plain text of a column.
    var value: Bytes
    var isJSON: Bool
  }

  let names: FieldNames
  /// Whether `others` is filled.
  let keepsOthers: Bool
  /// Whether a document without an id is called by its file and line.
  let namesByPlace: Bool
  /// The file as the user named it.
  var file = "" { didSet { line = 0 } }
  /// The line on which the document begins, from 1.
  var line = 1
  /// Documents that begin on `line`, with this one.
  private var documentsOnLine = 0
  private(set) var others: [OtherField] = unsafe []
  private var slots: [Bytes?]
  /// For a text field with several names: which of them the value came from.
  private var ranks: [Int]
  private var scratch: UnsafeMutableRawBufferPointer
  private var scratchUsed = 0

  init(names: FieldNames, keepsOthers: Bool = false, namesByPlace: Bool = false) {
    self.names = names
    self.keepsOthers = keepsOthers
    self.namesByPlace = namesByPlace
    unsafe slots = unsafe Array(repeating: nil, count: names.slotCount)
    ranks = Array(repeating: Int.max, count: names.slotCount)
    unsafe scratch = .allocate(byteCount: 64 << 10, alignment: 16)
  }

  deinit { unsafe scratch.deallocate() }

  /// The document's name; empty only before it is set.
  var id: Bytes { unsafe slots[0] ?? Bytes(start: nil, count: 0) }

  /// The title; `nil` if the document has none.
  var title: Bytes? { unsafe slots[1] }

  /// The value of a slot: the id, the title, the text fields in order; `nil` if the document does not have
  /// it.
  func value(_ slot: Int) -> Bytes? { unsafe slots[slot] }

  /// How many text fields there are.
  var textCount: Int { unsafe slots.count - 2 }

  /// The text field of this number; `nil` if the document does not have it.
  func text(_ number: Int) -> Bytes? { unsafe slots[2 + number] }

  /// An error about this document.
  func error(_ message: String) -> InputError { InputError(.record, message, file: file, line: line) }
}

// How readers fill a record.
extension Record {
  /// Forgets the last document and makes room for `capacity` decoded bytes.
  func begin(line: Int, capacity: Int) {
    documentsOnLine = line == self.line ? documentsOnLine + 1 : 1
    self.line = line
    for slot in unsafe slots.indices {
      unsafe slots[slot] = nil
      ranks[slot] = .max
    }
    unsafe others.removeAll(keepingCapacity: true)
    scratchUsed = 0
    // A name that is made of file, line and number is not in the input.
    let capacity = capacity + file.utf8.count + 48
    if unsafe scratch.count < capacity {
      unsafe scratch.deallocate()
      unsafe scratch = .allocate(byteCount: max(capacity, scratch.count * 2), alignment: 16)
    }
  }

  /// Where the field of this name belongs: a slot and its rank among the slot's names; `nil` for other
  /// fields.
  func place(of name: Bytes) -> (slot: Int, rank: Int)? {
    if unsafe matches(name, names.id) { return (0, 0) }
    if let title = names.title, unsafe matches(name, title) { return (1, 0) }
    for field in names.text.indices {
      for rank in names.text[field].indices where unsafe matches(name, names.text[field][rank]) {
        return (2 + field, rank)
      }
    }
    return nil
  }

  /// Sets a slot unless it was set by a name of lower rank.
  func set(_ place: (slot: Int, rank: Int), to value: Bytes) {
    if place.rank > ranks[place.slot] { return }
    unsafe slots[place.slot] = value
    ranks[place.slot] = place.rank
  }

  func addOther(_ field: OtherField) {
    if keepsOthers { unsafe others.append(field) }
  }

  /// Memory for up to `capacity` decoded bytes; give back what was not used with `commitScratch`.
  ///
  /// Decoding never makes a text longer, so what `begin` reserved is enough for a whole record.
  func scratch(_ capacity: Int) -> UnsafeMutableBufferPointer<UInt8> {
    unsafe precondition(scratchUsed + capacity <= scratch.count)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[scratchUsed..<(scratchUsed + capacity)])
      .bindMemory(to: UInt8.self)
  }

  /// Keeps the first `count` bytes of the memory that `scratch` gave last.
  func commitScratch(_ count: Int) { scratchUsed += count }

  /// Calls a document that has no id by its file and line, and by its number there if it is not the first.
  ///
  /// - Returns: whether the document has a name now.
  func nameByPlace() -> Bool {
    guard namesByPlace else { return hasID }
    if hasID { return true }
    let name = "\(file):\(line)" + (documentsOnLine > 1 ? ".\(documentsOnLine)" : "")
    let bytes = unsafe scratch(name.utf8.count)
    _ = unsafe bytes.initialize(from: name.utf8)
    commitScratch(name.utf8.count)
    unsafe slots[0] = Bytes(bytes)
    return true
  }

  /// The name of the first text field that is set, for messages and checks.
  var hasText: Bool { unsafe (2..<slots.count).contains { unsafe slots[$0] != nil } }

  var hasID: Bool { unsafe slots[0] != nil && !id.isEmpty }

  private func matches(_ bytes: Bytes, _ name: String) -> Bool {
    unsafe bytes.count == name.utf8.count && bytes.elementsEqual(name.utf8)
  }
}
