/// How a surface in an index relates to a surface in a query.
public enum SurfaceRelation: UInt8, Sendable, Hashable, CaseIterable, Codable {
  /// The same letters with the same marks.
  case exact
  /// The same syllable in the other spelling of `i` and `y`: `kỹ`, `kĩ`.
  case twin
  /// All the query's marks and more: `người` for `ngươi`, `má` for `ma`.
  case refined
  /// No marks at all, while the query has some: `ha` for `hà`.
  case bare
  /// Marks that the query has not, or lacks some but not all of the query's: `hạ` for `hà`.
  case contradicting
}
