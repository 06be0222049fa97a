import Synchronization
import VNSearchEngine

/// A file system in memory that crashes, fails, runs full and interrupts whenever a test wants it to.
///
/// It keeps, beside what programs see, what is certain to survive a power cut; ``afterCrash(_:seed:)`` makes the disk that
/// a machine finds when it starts again. A hook runs before every call: it may look (and take such disks at every call of
/// one run), or decide what goes wrong.
///
/// ```swift
/// let files = SimulatedFileSystem()
/// files.setHook { call in call.operation == .rename ? .error(.inputOutput) : nil }
/// ```
package final class SimulatedFileSystem: Sendable {
  package typealias Hook = @Sendable (SimulatedCall) -> SimulatedFault?

  struct State {
    /// Files and folders by number; 0 is the root.
    var nodes: [Int: SimulatedNode] = [0: .folder(SimulatedFolder())]
    var nextNode = 1
    var descriptors: [Int32: OpenFile] = [:]
    var nextDescriptor: Int32 = 3
    /// The descriptor that holds the lock on a node.
    var locks: [Int: Int32] = [:]
    /// Addresses of mappings.
    var mappings: Set<UInt> = []
    var callCount = 0
    var hook: Hook?
    /// The bytes that all files together may have.
    var capacity = Int.max
    var isCrashed = false
    var sleptMilliseconds = 0
  }

  struct OpenFile {
    var node: Int
    var path: String
    var position = 0
    var isWritable: Bool
  }

  let state: Mutex<State>

  /// An empty disk.
  package convenience init() { self.init(State()) }

  init(_ state: State) { self.state = Mutex(state) }

  /// What runs before every call. It may call ``afterCrash(_:seed:)`` and ``crash()``, but not the file system.
  package func setHook(_ hook: Hook?) { state.withLock { $0.hook = hook } }

  /// How many calls there were.
  package var callCount: Int { state.withLock { $0.callCount } }

  /// How many descriptors are open.
  package var openDescriptorCount: Int { state.withLock { $0.descriptors.count } }

  /// How many mappings there are.
  package var mappingCount: Int { state.withLock { $0.mappings.count } }

  /// How long programs have waited, in their opinion.
  package var sleptMilliseconds: Int { state.withLock { $0.sleptMilliseconds } }

  /// The bytes that all files together may have; writing more fails with "no space left on device".
  package func setCapacity(_ bytes: Int) { state.withLock { $0.capacity = bytes } }

  /// The bytes of all files together.
  package var usedBytes: Int { state.withLock { $0.usedBytes } }

  /// Ends the machine: every later call fails and does nothing.
  package func crash() { state.withLock { $0.isCrashed = true } }

  /// The names in a folder, without a call.
  package func names(in path: String) -> [String] {
    state.withLock { state in
      guard case .folder(let folder)? = state.node(at: path).flatMap({ state.nodes[$0] }) else { return [] }
      return folder.names.keys.sorted()
    }
  }

  /// The bytes of a file, without a call.
  package func bytes(of path: String) -> [UInt8]? {
    state.withLock { state in
      guard case .file(let file)? = state.node(at: path).flatMap({ state.nodes[$0] }) else { return nil }
      return file.bytes
    }
  }

  /// Changes a file behind every program's back, without a call: bit rot.
  package func setBytes(of path: String, to bytes: [UInt8]) {
    state.withLock { state in
      guard let node = state.node(at: path) else { return }
      state.nodes[node] = .file(SimulatedFile(bytes: bytes, durable: bytes))
    }
  }

  /// Removes a file behind every program's back, without a call.
  package func remove(_ path: String) {
    state.withLock { state in
      guard let (folderNode, name) = state.folder(of: path) else { return }
      state.changeNames(of: folderNode, [(name, nil)])
    }
  }
}

extension SimulatedFileSystem.State {
  /// The parts of a path: all paths begin at the root.
  static func parts(of path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

  /// The node of a path.
  func node(at path: String) -> Int? {
    var node = 0
    for part in Self.parts(of: path) {
      guard case .folder(let folder)? = nodes[node], let next = folder.names[String(part)] else { return nil }
      node = next
    }
    return node
  }

  /// The folder that holds a path's last part.
  func folder(of path: String) -> (node: Int, name: String)? {
    var parts = Self.parts(of: path)
    guard let name = parts.popLast(), let node = node(at: parts.joined(separator: "/")),
      case .folder? = nodes[node]
    else { return nil }
    return (node, String(name))
  }

  mutating func changeNames(of node: Int, _ change: SimulatedFolder.Change) {
    guard case .folder(var folder)? = nodes[node] else { return }
    folder.apply(change)
    nodes[node] = .folder(folder)
  }

  mutating func makeNode(_ node: SimulatedNode) -> Int {
    nodes[nextNode] = node
    nextNode += 1
    return nextNode - 1
  }

  var usedBytes: Int {
    var sum = 0
    var waiting = [0]
    while let node = waiting.popLast() {
      switch nodes[node] {
      case .file(let file): sum += file.bytes.count
      case .folder(let folder): waiting.append(contentsOf: folder.names.values)
      case nil: break
      }
    }
    return sum
  }
}
