import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Intersection of lists")
struct ListIntersectionTests {
  /// Lists in memory of which cursors are made as long as it lives.
  @safe private final class Lists {
    let lists: [EncodedList]
    private let files: [UnsafeMutableRawBufferPointer]
    private let codes: UnsafeMutablePointer<UInt8>
    /// How many cursors were made.
    var opened = 0

    /// - Parameter lists: Each begins elsewhere in its file, so that what a dictionary says of it is its own.
    init(_ lists: [EncodedList]) {
      self.lists = lists
      unsafe files = lists.map { list in
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, list.bytes.count), alignment: 1)
        unsafe copy.copyBytes(from: list.bytes)
        return unsafe copy
      }
      unsafe codes = .allocate(capacity: lists[0].documentCount)
      for (index, code) in lists[0].lengthCodes.enumerated() { unsafe codes[index] = code }
    }

    deinit {
      for index in lists.indices { unsafe files[index].deallocate() }
      unsafe codes.deallocate()
    }

    func open(_ metadata: PostingListMetadata) throws(SearchError) -> PostingCursor {
      guard let index = lists.firstIndex(where: { $0.metadata == metadata }) else {
        throw SearchError(.corruptIndex, "not one of the lists")
      }
      opened += 1
      let list = lists[index]
      return try unsafe PostingCursor(
        metadata, in: UnsafeRawBufferPointer(start: files[index].baseAddress, count: list.bytes.count),
        fileName: "list", documentCount: list.documentCount,
        impacts: ImpactTable(list.model, unit: list.unit, lengthCodes: codes))
    }
  }

  private static func list(_ documents: [UInt32], of count: Int, _ index: Int) -> EncodedList {
    EncodedList(
      PostingText(documents: documents, frequencies: documents.map { 1 + $0 % 17 }), documentCount: count,
      lengthCodes: [UInt8](repeating: 30, count: count), prefix: index)
  }

  @Test("Random lists: what all of them have, unless it is much")
  func randomLists() throws {
    var random = SeededGenerator.announced("intersections")
    var (some, none, many) = (0, 0, 0)
    for _ in 0..<SeededGenerator.count(normal: 60, long: 5_000) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let count = own.pick([1, 64, 70, 4096, 5000, 20_000, own.chance(0.2) ? 300_000 : 9000])
      var lists: [EncodedList] = []
      // What they have in common, and what only some do.
      let common = own.chance(0.3) ? 0 : own.pick([1, 5, min(count, 200), min(count, 1000)])
      let shared = (0..<common).map { _ in UInt32(own.below(count)) }
      for index in 0..<(2 + own.below(5)) {
        var documents = Set(shared)
        let others = own.pick([0, 3, 14, 40, 1000, count / 8, count / 2, count])
        if others >= count / 2 {
          for document in 0..<count where others == count || own.chance(0.5) {
            documents.insert(UInt32(document))
          }
        } else {
          for _ in 0..<others { documents.insert(UInt32(own.below(count))) }
        }
        if documents.isEmpty { documents.insert(UInt32(own.below(count))) }
        lists.append(Self.list(documents.sorted(), of: count, index))
      }
      let files = Lists(lists)
      var intersection = ListIntersection(lists.map(\.metadata), documentCount: count)
      let found = try intersection.documents { (list) throws(SearchError) in try files.open(list) }
      var expected = Set(lists[0].postings.documents)
      for list in lists { expected.formIntersection(list.postings.documents) }
      let most = min(256, 8 + count / 8)
      if expected.count > most {
        many += 1
        #expect(found == nil, "seed \(seed)")
      } else {
        if expected.isEmpty { none += 1 } else { some += 1 }
        #expect(found == expected.sorted(), "seed \(seed)")
      }
      #expect(files.opened == intersection.cursors.count)
    }
    print("intersections: \(some) with documents, \(none) without, \(many) with many")
  }

  @Test("A list is opened only where rarer ones have a document in common")
  func opensFew() throws {
    let count = 20_000
    let lists = Lists(
      [[UInt32](0..<20_000), [UInt32](stride(from: 0, to: 20_000, by: 2)), [1, 3, 5, 19_999], [3, 7]]
        .enumerated().map { Self.list($1, of: count, $0) })
    var intersection = ListIntersection(lists.lists.map(\.metadata), documentCount: count)
    // 3 is in both of the rarest, and no even number; what all documents have is never opened.
    #expect(
      try intersection.documents { (list) throws(SearchError) in try lists.open(list) } == []
        && lists.opened == 3)
  }
}
