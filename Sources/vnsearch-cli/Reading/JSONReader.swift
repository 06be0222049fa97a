@safe final class JSONReader {
  init(_ window: ByteWindow, file: String) {}
  func readLines(
    into record: Record, skip: (InputError) throws(InputError) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {}
  func readObjects(
    into record: Record, skip: (InputError) throws(InputError) -> Void,
    visit: (Record) throws(InputError) -> Void
  ) throws(InputError) {}
}
