import Testing

@testable import VNSearch

struct DocumentCodingErrorTests {
  static let schema = Schema(.key("id"), .text("title"), .stored("parts"))

  struct Part: Codable { var size: Int8 }
  struct Document: Codable {
    var id: UInt64
    var parts: [Part] = []
  }

  static func path(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: "/") }

  static func decodingError<Value: Decodable>(
    _ type: Value.Type, _ fields: [(number: Int, value: FieldValue)]
  ) -> (path: String, message: String) {
    do {
      _ = try DocumentDecoder(schema: schema).decode(type, from: fields)
      return ("", "nothing thrown")
    } catch let error as DecodingError {
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context),
        .keyNotFound(_, let context):
        return (path(context.codingPath), context.debugDescription)
      @unknown default: return ("", "\(error)")
      }
    } catch {
      return ("", "\(error)")
    }
  }

  @Test(
    arguments: [
      ([(0, "x")], "id", "Expected an integer, found \"x\"."),
      ([(0, -1)], "id", "-1 does not fit UInt64."),
      ([(0, nil)], "id", "Expected an integer, found null."),
      ([], "", "There is no stored value \"id\"."),
      ([(0, 1), (2, 5)], "parts", "Expected an array, found 5."),
      ([(0, 1), (2, [["size": 1], ["size": 200]])], "parts/Index 1/size", "200 does not fit Int8."),
      ([(0, 1), (2, [["size": 1], true])], "parts/Index 1", "Expected an object, found true."),
    ] as [([(Int, FieldValue)], String, String)])
  func decodingErrorsNameThePlace(fields: [(Int, FieldValue)], path: String, message: String) {
    let error = Self.decodingError(Document.self, fields.map { (number: $0.0, value: $0.1) })
    #expect(error.path == path)
    #expect(error.message == message)
  }

  @Test func numbersThatDoNotFit() throws {
    let error = #expect(throws: EncodingError.self) {
      try DocumentEncoder(schema: Self.schema).encode(Document(id: .max))
    }
    guard case .invalidValue(_, let context) = error else { return }
    #expect(Self.path(context.codingPath) == "id")
  }

  @Test func documentsMustBeObjects() {
    #expect(throws: EncodingError.self) { try DocumentEncoder(schema: Self.schema).encode([1, 2]) }
    #expect(throws: EncodingError.self) { try DocumentEncoder(schema: Self.schema).encode("text") }
    #expect(throws: EncodingError.self) { try DocumentEncoder(schema: Self.schema).encode(Int?.none) }
  }

  @Test func propertiesOutsideOfTheSchemaAreNotLost() throws {
    struct Extra: Codable {
      var id = 1
      var note: String?
    }
    #expect(try DocumentEncoder(schema: Self.schema).encode(Extra()).count == 1)
    let error = #expect(throws: EncodingError.self) {
      try DocumentEncoder(schema: Self.schema).encode(Extra(note: "x"))
    }
    guard case .invalidValue(_, let context) = error else { return }
    #expect(Self.path(context.codingPath) == "note")
    #expect(context.debugDescription.contains(".stored(\"note\")"))
  }

  @Test func depthIsLimited() throws {
    final class Nested: Codable {
      var inner: Nested?
      init(_ inner: Nested?) { self.inner = inner }
    }
    var deep: Nested?
    for _ in 0..<10_000 { deep = Nested(deep) }
    #expect(throws: EncodingError.self) { try DocumentEncoder(schema: Self.schema).encode(["parts": deep]) }
    // Released level by level, because 10,000 nested deinitialisers are too many for a stack.
    while let next = deep {
      deep = next.inner
      next.inner = nil
    }
  }
}
