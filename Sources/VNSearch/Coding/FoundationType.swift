/// Types of Foundation whose own Codable form is not what a field holds. They are known by name, so that nothing here
/// needs Foundation.
enum FoundationType {
  /// Seconds from 1 January 1970 to 1 January 2001 UTC, where a `Date` counts from as Codable.
  static let referenceDate = 978_307_200.0

  /// Whether a type is Foundation's `Date`, which encodes itself as seconds since 2001.
  ///
  /// Ask only if the value is a number: the name is made anew each time.
  static func isDate<Value>(_ type: Value.Type) -> Bool { isNamed("Date", type) }

  /// Whether a type is Foundation's `URL`, which encodes itself as an object.
  static func isURL<Value>(_ type: Value.Type) -> Bool { isNamed("URL", type) }

  private static func isNamed<Value>(_ name: String, _ type: Value.Type) -> Bool {
    let full = String(reflecting: type)
    return full == "Foundation." + name || full == "FoundationEssentials." + name
  }
}
