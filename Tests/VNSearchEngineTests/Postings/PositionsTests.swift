import Testing
import VNTestSupport

@testable import VNSearchEngine

@Suite("Positions")
struct PositionsTests {
  /// One occurrence: where, and with which surface.
  struct Place: Equatable {
    var position: UInt32
    var surface: UInt32
  }

  private static func documents(_ random: inout SeededGenerator, _ count: Int, hasSurfaces: Bool) -> [[Place]]
  {
    (0..<count).map { _ in
      var places: [Place] = []
      var position: UInt32 = 0
      let isMixed = random.chance(0.3)
      let surface = UInt32(random.below(5))
      for _ in 0..<(random.chance(0.05) ? 200 + random.below(200) : 1 + random.below(4)) {
        position += UInt32(random.below(random.pick([2, 100, 1 << 20])))
        let own = isMixed ? UInt32(random.below(200)) : surface
        places.append(Place(position: position, surface: hasSurfaces ? own : 0))
      }
      return places
    }
  }

  private static func encoded(_ documents: [[Place]], hasSurfaces: Bool) -> [UInt8] {
    let encoder = PositionsEncoder()
    encoder.begin(hasSurfaces: hasSurfaces)
    for places in documents {
      var last: UInt32 = 0
      for place in places {
        encoder.append(gap: place.position - last, surface: place.surface)
        last = place.position
      }
      encoder.endDocument()
    }
    let output = ByteBuffer()
    encoder.finish(to: output)
    return unsafe Array(output.bytes)
  }

  private static func read(_ reader: PositionsReader, _ ordinal: Int) -> [Place] {
    let positions = IntegerBuffer()
    let surfaces = IntegerBuffer()
    reader.read(ordinal: ordinal, positions: positions, surfaces: surfaces)
    return unsafe zip(positions.values, surfaces.values).map { Place(position: $0, surface: $1) }
  }

  @Test("What is written is read, by ordinal and in order")
  func roundTrip() throws {
    var random = SeededGenerator.announced("positions")
    for round in 0..<(SeededGenerator.isLong ? 2000 : 60) {
      let seed = random.next()
      var own = SeededGenerator(seed: seed)
      let hasSurfaces = own.chance(0.5)
      let count = [1, 2, 63, 64, 65, 128, 129, 300][round % 8]
      let documents = Self.documents(&own, count, hasSurfaces: hasSurfaces)
      let bytes = Self.encoded(documents, hasSurfaces: hasSurfaces)
      unsafe bytes.withUnsafeBytes { bytes in
        let reader = unsafe PositionsReader(bytes, documentFrequency: count, hasSurfaces: hasSurfaces)
        for ordinal in documents.indices {
          #expect(Self.read(reader, ordinal) == documents[ordinal], "seed \(seed), document \(ordinal)")
        }
        var walked: [[Place]] = []
        unsafe reader.forEachDocument { gaps, surfaces in
          var position: UInt32 = 0
          walked.append(
            unsafe zip(gaps, surfaces).map { gap, surface in
              position += gap
              return Place(position: position, surface: surface)
            })
        }
        #expect(walked == documents, "seed \(seed)")
        if count > 1 { #expect(Self.read(reader, count).isEmpty) }
      }
    }
  }

  @Test("Flipped bits, cuts and garbage: other positions, never a trap, never memory behind the list")
  func damage() {
    var random = SeededGenerator.announced("damaged positions")
    for count in [1, 3, 70] {
      let whole = Self.encoded(Self.documents(&random, count, hasSurfaces: true), hasSurfaces: true)
      var damaged: [[UInt8]] = []
      for bit in 0..<whole.count * 8 where SeededGenerator.isLong || bit % 11 == 0 {
        var bytes = whole
        bytes[bit / 8] ^= 1 << (bit % 8)
        damaged.append(bytes)
      }
      for length in stride(from: 0, to: whole.count, by: 5) { damaged.append(Array(whole[..<length])) }
      for _ in 0..<60 { damaged.append(random.bytes(random.below(400))) }
      for bytes in damaged {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        let exact = unsafe UnsafeRawBufferPointer(start: copy.baseAddress, count: bytes.count)
        for frequency in [1, count, 1000] {
          let reader = unsafe PositionsReader(
            exact, documentFrequency: frequency, hasSurfaces: random.chance(0.5))
          for ordinal in [0, 1, count - 1, count, 999] where ordinal >= 0 { _ = Self.read(reader, ordinal) }
          var entries = 0
          unsafe reader.forEachDocument { _, _ in entries += 1 }
          #expect(entries <= frequency)
        }
      }
    }
  }
}
