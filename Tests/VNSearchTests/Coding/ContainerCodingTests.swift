import Foundation
import Testing
import VNSearchEngine
import VNTestSupport

@testable import VNSearch

/// Types that encode themselves by hand, through every kind of container: Foundation's coders tell what must come out.
struct ContainerCodingTests {
  /// All that an array can be asked to take.
  struct Mixture: Codable, Equatable {
    var truth: Bool
    var text: String
    var double: Double
    var float: Float
    var integers: [Int64]
    var small: UInt8
    var inner: [String: Int]

    init(_ random: inout SeededGenerator) {
      truth = random.chance(0.5)
      text = random.string()
      double = Double.random(in: -10...10, using: &random)
      float = Float(Int.random(in: -1000...1000, using: &random)) / 8
      // In the range of each of eight integer types.
      integers = (0..<9).map { _ in Int64.random(in: 0...127, using: &random) }
      small = UInt8.random(in: 0 ... .max, using: &random)
      inner = ["a": .random(in: -9...9, using: &random)]
    }

    private enum Key: String, CodingKey { case list, nothing, object, parent, deep }

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: Key.self)
      try object.encodeNil(forKey: .nothing)
      var list = object.nestedUnkeyedContainer(forKey: .list)
      try list.encodeNil()
      try list.encode(truth)
      try list.encode(text)
      try list.encode(double)
      try list.encode(float)
      try list.encode(Int(integers[0]))
      try list.encode(Int8(integers[1]))
      try list.encode(Int16(integers[2]))
      try list.encode(Int32(integers[3]))
      try list.encode(integers[4])
      try list.encode(UInt(integers[5]))
      try list.encode(UInt16(integers[6]))
      try list.encode(UInt32(integers[7]))
      try list.encode(UInt64(integers[8]))
      try list.encode(small)
      var nested = list.nestedUnkeyedContainer()
      try nested.encode(inner)
      var deep = list.nestedContainer(keyedBy: Key.self)
      try deep.encode(text, forKey: .deep)
      try small.encode(to: list.superEncoder())
      var same = object.nestedContainer(keyedBy: Key.self, forKey: .object)
      try same.encode(Int8(integers[1]), forKey: .list)
      try same.encode(UInt16(integers[6]), forKey: .deep)
      try truth.encode(to: object.superEncoder(forKey: .parent))
      try text.encode(to: object.superEncoder())
    }

    init(from decoder: any Decoder) throws {
      let object = try decoder.container(keyedBy: Key.self)
      var list = try object.nestedUnkeyedContainer(forKey: .list)
      guard try list.decodeNil() else { throw Failure() }
      truth = try list.decode(Bool.self)
      guard try !list.decodeNil() else { throw Failure() }
      text = try list.decode(String.self)
      double = try list.decode(Double.self)
      float = try list.decode(Float.self)
      integers = [
        Int64(try list.decode(Int.self)), Int64(try list.decode(Int8.self)),
        Int64(try list.decode(Int16.self)), Int64(try list.decode(Int32.self)),
        try list.decode(Int64.self), Int64(try list.decode(UInt.self)),
        Int64(try list.decode(UInt16.self)), Int64(try list.decode(UInt32.self)),
        Int64(try list.decode(UInt64.self)),
      ]
      small = try list.decode(UInt8.self)
      var nested = try list.nestedUnkeyedContainer()
      inner = try nested.decode([String: Int].self)
      guard nested.isAtEnd, nested.count == 1 else { throw Failure() }
      let deep = try list.nestedContainer(keyedBy: Key.self)
      guard try deep.decode(String.self, forKey: .deep) == text, deep.contains(.deep) else { throw Failure() }
      guard try UInt8(from: list.superDecoder()) == small, list.isAtEnd else { throw Failure() }
      let same = try object.nestedContainer(keyedBy: Key.self, forKey: .object)
      guard try same.decode(Int8.self, forKey: .list) == integers[1],
        try same.decode(UInt16.self, forKey: .deep) == integers[6],
        try Bool(from: object.superDecoder(forKey: .parent)) == truth,
        try String(from: object.superDecoder()) == text
      else { throw Failure() }
    }
  }

  struct Failure: Error {}

  struct Document: Codable, Equatable {
    var id: Int
    var text: String
    var mixture: Mixture
  }

  private static let schema = Schema(.key("id"), .text("text"), .stored("mixture"))

  @Test func everyContainerComesBackAndIsWhatFoundationMakes() throws {
    var random = SeededGenerator.announced("containers")
    for number in 0..<200 {
      let document = Document(id: number, text: "thu", mixture: Mixture(&random))
      #expect(try DocumentCodingTests.roundTrip(document, Self.schema) == document)
      let value = try #require(try DocumentCodingTests.fields(document, Self.schema)["mixture"])
      let own = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)) as? NSDictionary
      let foundation =
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(document.mixture)) as? NSDictionary
      #expect(own != nil && own == foundation)
    }
  }

  /// An array that has too few elements, or one of another kind, is an error that names its place.
  @Test func anArrayThatDoesNotFitSaysWhere() throws {
    struct Pair: Decodable {
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        _ = try list.decode(Int8.self)
        _ = try list.decode(Int8.self)
      }
    }
    for (value, place) in [([1] as FieldValue, 1), ([1, 300], 1), (["a", 1], 0), ([nil, 1], 0)] {
      do {
        _ = try FieldValueDecoder.decode(Pair.self, from: value, path: [])
        Issue.record("\(value) was read")
      } catch let error as DecodingError {
        let path: [any CodingKey] =
          switch error {
          case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context),
            .keyNotFound(_, let context):
            context.codingPath
          @unknown default: []
          }
        #expect(path.last?.intValue == place, "\(value): \(error)")
      }
    }
  }
}
