extension FieldValue: Codable {
  /// Decodes any value that JSON can say.
  ///
  /// A number without a fraction that fits 64 bits becomes ``integer(_:)``, whatever its spelling,
  /// if the decoder gives it as an integer.
  public init(from decoder: any Decoder) throws {
    // The container is found by trying, as Codable offers no way to ask what is there.
    if let container = try? decoder.container(keyedBy: Name.self) {
      var members: [String: FieldValue] = [:]
      members.reserveCapacity(container.allKeys.count)
      for name in container.allKeys {
        members[name.stringValue] = try container.decode(FieldValue.self, forKey: name)
      }
      self = .object(members)
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var elements: [FieldValue] = []
      while !container.isAtEnd { elements.append(try container.decode(FieldValue.self)) }
      self = .array(elements)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
      return
    case .object(let members):
      var container = encoder.container(keyedBy: Name.self)
      for (name, value) in members { try container.encode(value, forKey: Name(name)) }
      return
    default: break
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .null, .array, .object: try container.encodeNil()
    }
  }

  /// The name of a member as a coding key.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
