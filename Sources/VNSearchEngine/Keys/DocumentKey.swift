/// The user's name of a document: the value of its ``Schema/Field/Kind/key`` field.
///
/// The integer 7 and the string "7" are different keys. Strings are compared by their bytes: two Unicode spellings of
/// one text are two keys.
public enum DocumentKey: Sendable {
  /// A number.
  case integer(Int64)
  /// A text that is not empty, compared by its bytes.
  case string(String)

  /// The longest key: bytes of UTF-8.
  public static let maximumSize = 65_535

  /// The key that a value of the key field stands for; nil if it cannot be one.
  public init?(_ value: FieldValue) {
    if let integer = value.integerValue {
      self = .integer(integer)
    } else if let string = value.stringValue, !string.isEmpty {
      self = .string(string)
    } else {
      return nil
    }
  }

  /// The value of the key field.
  public var fieldValue: FieldValue {
    switch self {
    case .integer(let value): .integer(value)
    case .string(let value): .string(value)
    }
  }
}

extension DocumentKey: Hashable {
  public static func == (a: DocumentKey, b: DocumentKey) -> Bool {
    switch (a, b) {
    case (.integer(let a), .integer(let b)): a == b
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .integer(let value): hasher.combine(value)
    case .string(let value): for byte in value.utf8 { hasher.combine(byte) }
    }
  }
}

extension DocumentKey: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension DocumentKey: CustomStringConvertible {
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .string(let value): value
    }
  }
}

extension DocumentKey: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let integer = try? container.decode(Int64.self) {
      self = .integer(integer)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    }
  }
}
