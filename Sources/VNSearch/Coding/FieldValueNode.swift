import VNSearchEngine

/// A value while it is being encoded: Codable may hand out containers and fill them later, so it has an identity.
final class FieldValueNode {
  private enum Content {
    case value(FieldValue)
    case array([FieldValueNode])
    case object([(name: String, node: FieldValueNode)])
  }

  private var content: Content

  init(_ value: FieldValue = .object([:])) { content = .value(value) }

  /// What was encoded.
  var value: FieldValue {
    switch content {
    case .value(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members):
      .object(Dictionary(members.map { ($0.name, $0.node.value) }) { _, last in last })
    }
  }

  /// How many elements an array has.
  var count: Int { if case .array(let nodes) = content { nodes.count } else { 0 } }

  /// Makes it one value.
  func set(_ value: FieldValue) { content = .value(value) }

  /// Makes it an object, unless it is one.
  func becomeObject() {
    if case .object = content { return }
    content = .object([])
  }

  /// Makes it an array, unless it is one.
  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  /// Adds a member to an object.
  func append(_ node: FieldValueNode, name: String) {
    guard case .object(var members) = content else { return }
    // Without this the array would be copied: `content` would hold it, too.
    content = .value(.null)
    members.append((name, node))
    content = .object(members)
  }

  /// Adds an element to an array.
  func append(_ node: FieldValueNode) {
    guard case .array(var nodes) = content else { return }
    content = .value(.null)
    nodes.append(node)
    content = .array(nodes)
  }
}
