/// A value of the program that can be compared with the values of a field.
public protocol FieldValueConvertible {
  /// The same as a value of a field.
  var fieldValue: FieldValue { get }
}

extension FieldValue: FieldValueConvertible {
  public var fieldValue: FieldValue { self }
}

extension String: FieldValueConvertible {
  public var fieldValue: FieldValue { .string(self) }
}

extension Bool: FieldValueConvertible {
  public var fieldValue: FieldValue { .bool(self) }
}

extension Int: FieldValueConvertible {
  public var fieldValue: FieldValue { .integer(Int64(self)) }
}

extension Int64: FieldValueConvertible {
  public var fieldValue: FieldValue { .integer(self) }
}

extension Double: FieldValueConvertible {
  public var fieldValue: FieldValue { .number(self) }
}

extension Timestamp: FieldValueConvertible {
  /// Seconds since 1970, as date fields have them.
  public var fieldValue: FieldValue { .number(seconds) }
}
