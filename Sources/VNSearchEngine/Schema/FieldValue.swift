/// A value of a document's field: what JSON can say, with integers kept apart from numbers.
///
/// ```swift
/// let value: FieldValue = ["title": "Hà Nội", "year": 2024, "tags": ["mùa thu", nil]]
/// value["title"]?.stringValue                       // "Hà Nội"
/// ```
///
/// Two values are equal if they have the same case and content: `.integer(1)` is not `.number(1)`.
public enum FieldValue: Sendable, Hashable {
  /// No value: JSON's `null`, or an optional that is nil.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// Several values in their order.
  case array([FieldValue])
  /// Values by name.
  case object([String: FieldValue])

  /// How deeply arrays and objects may be nested: `[[1]]` has depth 2.
  public static let maximumDepth = 128
}

extension FieldValue {
  /// Whether this is ``null``.
  public var isNull: Bool { self == .null }

  /// The Boolean, if this is one.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The integer, if this is one or a number without a fraction that fits.
  public var integerValue: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The number, if this is one or an integer (rounded to the nearest double).
  public var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The string, if this is one.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  public var arrayValue: [FieldValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  /// The members, if this is an object.
  public var objectValue: [String: FieldValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The member of this name, if this is an object that has it.
  public subscript(name: String) -> FieldValue? { objectValue?[name] }
}
