/// A number that stands for an open file of one ``FileSystem``.
package struct FileDescriptor: Sendable, Hashable {
  package let number: Int32
  package init(_ number: Int32) { self.number = number }
}
