extension Filter {
  /// The values of one field, about which a filter says something.
  public struct Values: Sendable, Hashable {
    let name: String

    /// The document has a value in the field.
    public var exists: Filter { Filter(.field(name, .exists)) }

    /// A value is this one.
    public func `is`(_ value: some FieldValueConvertible) -> Filter {
      Filter(.field(name, .anyOf([value.fieldValue])))
    }

    /// A value is one of these.
    public func isOneOf(_ values: some Sequence<some FieldValueConvertible>) -> Filter {
      Filter(.field(name, .anyOf(values.map(\.fieldValue))))
    }

    /// A value is one of these.
    public func isOneOf(_ values: FieldValue...) -> Filter {
      // An array literal may have become a single value.
      Filter(.field(name, .anyOf(values.flatMap { $0.arrayValue ?? [$0] })))
    }

    /// A value is this one or greater. Keywords are in the order of their UTF-8.
    public func isAtLeast(_ value: some FieldValueConvertible) -> Filter { range(from: value, true) }

    /// A value is greater.
    public func isAbove(_ value: some FieldValueConvertible) -> Filter { range(from: value, false) }

    /// A value is this one or less.
    public func isAtMost(_ value: some FieldValueConvertible) -> Filter { range(to: value, true) }

    /// A value is less.
    public func isBelow(_ value: some FieldValueConvertible) -> Filter { range(to: value, false) }

    /// A value is inside of a closed range.
    public func isIn<Value: FieldValueConvertible>(_ range: ClosedRange<Value>) -> Filter {
      Filter(
        .field(
          name,
          .range(
            from: ColumnFilter.Bound(range.lowerBound.fieldValue),
            to: ColumnFilter.Bound(range.upperBound.fieldValue))))
    }

    /// A value is inside of a half-open range.
    public func isIn<Value: FieldValueConvertible>(_ range: Range<Value>) -> Filter {
      Filter(
        .field(
          name,
          .range(
            from: ColumnFilter.Bound(range.lowerBound.fieldValue),
            to: ColumnFilter.Bound(range.upperBound.fieldValue, isIncluded: false))))
    }

    private func range(from value: some FieldValueConvertible, _ isIncluded: Bool) -> Filter {
      Filter(
        .field(
          name,
          .range(from: ColumnFilter.Bound(value.fieldValue, isIncluded: isIncluded), to: nil)))
    }

    private func range(to value: some FieldValueConvertible, _ isIncluded: Bool) -> Filter {
      Filter(
        .field(
          name, .range(from: nil, to: ColumnFilter.Bound(value.fieldValue, isIncluded: isIncluded))))
    }
  }
}
