import Synchronization

extension SimulatedFileSystem {
  /// The size of what a disk writes at once.
  private static let sectorLength = 512

  /// The disk as a machine finds it that starts again after a crash at this moment.
  ///
  /// - Parameters:
  ///   - policy: What becomes of that which was not synchronised.
  ///   - seed: Decides where the policy leaves a choice; the same seed gives the same disk.
  package func afterCrash(_ policy: CrashPolicy, seed: UInt64) -> SimulatedFileSystem {
    var generator = SeededGenerator(seed: seed)
    let (nodes, nextNode) = state.withLock { ($0.nodes, $0.nextNode) }
    var after = State()
    after.nextNode = nextNode
    for (number, node) in nodes.sorted(by: { $0.key < $1.key }) {
      switch node {
      case .file(let file):
        let bytes = Self.surviving(file, policy.bytes, &generator)
        after.nodes[number] = .file(SimulatedFile(bytes: bytes, durable: bytes))
      case .folder(let folder):
        let names = Self.surviving(folder, policy.names, &generator)
        after.nodes[number] = .folder(SimulatedFolder(names: names, durable: names))
      }
    }
    return SimulatedFileSystem(after)
  }

  private static func surviving(
    _ folder: SimulatedFolder, _ policy: CrashPolicy.Names, _ generator: inout SeededGenerator
  ) -> [String: Int] {
    let changes: [SimulatedFolder.Change] =
      switch policy {
      case .lost: []
      case .kept: folder.pending
      case .prefix: Array(folder.pending.prefix(Int.random(in: 0...folder.pending.count, using: &generator)))
      case .subset: folder.pending.filter { _ in generator.chance(0.5) }
      }
    var names = folder.durable
    for change in changes { SimulatedFolder.apply(change, to: &names) }
    return names
  }

  private static func surviving(
    _ file: SimulatedFile, _ policy: CrashPolicy.Bytes, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    switch policy {
    case .lost: return file.durable
    case .kept: return file.bytes
    case .mixed:
      switch generator.below(3) {
      case 0: return file.durable
      case 1: return file.bytes
      default: return surviving(file, .torn, &generator)
      }
    case .torn:
      if file.bytes == file.durable { return file.bytes }
      let lengths = [file.bytes.count, file.durable.count].sorted()
      let length = Int.random(in: lengths[0]...lengths[1], using: &generator)
      var result = Array(file.durable.prefix(length))
      result.append(contentsOf: repeatElement(0, count: length - result.count))
      for start in stride(from: 0, to: length, by: sectorLength) {
        let sector = start..<min(start + sectorLength, file.bytes.count, length)
        if sector.isEmpty { continue }
        switch generator.below(4) {
        case 0: break
        case 1:
          // Garbage only where nothing synchronised was.
          let unsynchronised = max(sector.lowerBound, file.durable.count)..<sector.upperBound
          for offset in unsynchronised { result[offset] = UInt8.random(in: 0...255, using: &generator) }
          // Writers leave texts alone, and a few bytes of garbage may be one by chance: not with this byte.
          if unsynchronised.lowerBound == 0 && !unsynchronised.isEmpty {
            result[0] |= 0x80; result[0] &= 0xBF
          }
        default: result.replaceSubrange(sector, with: file.bytes[sector])
        }
      }
      return result
    }
  }
}
