/// A value of a document's field: what JSON can say.
public enum FieldValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([FieldValue])
  case object([String: FieldValue])
}
