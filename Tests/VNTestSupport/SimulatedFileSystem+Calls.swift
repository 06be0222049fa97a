import Synchronization
package import VNSearchEngine

extension SimulatedFileSystem: FileSystem {
  package var processID: Int { 4711 }

  /// Counts a call, asks the hook, and lets `work` happen or not.
  private func call<Value>(
    _ operation: SimulatedCall.Operation, _ path: String,
    onError: (inout sending State, SystemCallError) -> Void = { _, _ in },
    _ work: (inout sending State, _ fault: SimulatedFault?) throws(SystemCallError) -> sending Value
  ) throws(SystemCallError) -> Value {
    let (call, hook) = state.withLock { state in
      defer { state.callCount += 1 }
      return (SimulatedCall(index: state.callCount, operation: operation, path: path), state.hook)
    }
    let fault = hook?(call)
    return try state.withLock { (state) throws(SystemCallError) in
      if state.isCrashed { throw .inputOutput }
      if case .error(let error) = fault {
        onError(&state, error)
        throw error
      }
      let value = try work(&state, fault)
      if case .errorAfterwards(let error) = fault { throw error }
      return value
    }
  }

  /// The path behind a descriptor, for the hook.
  private func path(_ descriptor: FileDescriptor) -> String {
    state.withLock { $0.descriptors[descriptor.number]?.path ?? "?" }
  }

  package func open(_ path: String, _ mode: OpenMode) throws(SystemCallError) -> FileDescriptor {
    try call(mode == .creating ? .create : .open, path) { (state, fault) throws(SystemCallError) in
      var node = state.node(at: path)
      switch mode {
      case .reading: if node == nil { throw .noSuchFile }
      case .directory:
        guard let node else { throw .noSuchFile }
        guard case .folder? = state.nodes[node] else { throw .notADirectory }
      case .creating, .locking:
        if node != nil && mode == .creating { throw .fileExists }
        if node == nil {
          guard let (folder, name) = state.folder(of: path) else { throw .noSuchFile }
          let made = state.makeNode(.file(SimulatedFile()))
          state.changeNames(of: folder, [(name, made)])
          node = made
        }
      }
      guard let node else { throw .noSuchFile }
      // A call that fails gives no descriptor, so none may leak.
      if case .errorAfterwards = fault { return FileDescriptor(-1) }
      let number = state.nextDescriptor
      state.nextDescriptor += 1
      state.descriptors[number] = OpenFile(
        node: node, path: path, isWritable: mode == .creating || mode == .locking)
      return FileDescriptor(number)
    }
  }

  package func close(_ descriptor: FileDescriptor) throws(SystemCallError) {
    func close(_ state: inout State) {
      guard let file = state.descriptors.removeValue(forKey: descriptor.number) else { return }
      if state.locks[file.node] == descriptor.number { state.locks[file.node] = nil }
    }
    try call(.close, path(descriptor), onError: { state, _ in close(&state) }) {
      (state, _) throws(SystemCallError) in
      if state.descriptors[descriptor.number] == nil { throw .badDescriptor }
      close(&state)
    }
  }

  package func write(
    _ descriptor: FileDescriptor, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemCallError) -> Int {
    let given = unsafe Array(bytes)
    return try call(.write, path(descriptor)) { (state, fault) throws(SystemCallError) in
      guard var open = state.descriptors[descriptor.number], open.isWritable,
        case .file(var file)? = state.nodes[open.node]
      else { throw .badDescriptor }
      var count = fault == .short ? (given.count + 1) / 2 : given.count
      if state.capacity != Int.max {
        let growth = max(0, open.position + count - file.bytes.count)
        let room = max(0, state.capacity - state.usedBytes)
        if growth > room { count -= growth - room }
        if count <= 0 && !given.isEmpty { throw .noSpace }
      }
      // Let go of the dictionary's copy, so that appending does not copy the file each time.
      state.nodes[open.node] = nil
      let end = open.position + count
      if open.position == file.bytes.count {
        file.bytes.append(contentsOf: given.prefix(count))
      } else {
        if end > file.bytes.count {
          file.bytes.append(contentsOf: repeatElement(0, count: end - file.bytes.count))
        }
        file.bytes.replaceSubrange(open.position..<end, with: given.prefix(count))
      }
      state.nodes[open.node] = .file(file)
      open.position = end
      state.descriptors[descriptor.number] = open
      return count
    }
  }

  package func read(
    _ descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemCallError) -> Int {
    let limit = buffer.count
    let bytes = try call(.read, path(descriptor)) { (state, fault) throws(SystemCallError) -> [UInt8] in
      guard var open = state.descriptors[descriptor.number], case .file(let file)? = state.nodes[open.node]
      else {
        throw .badDescriptor
      }
      let wanted = fault == .short ? (limit + 1) / 2 : limit
      let bytes = Array(file.bytes.dropFirst(open.position).prefix(wanted))
      open.position += bytes.count
      state.descriptors[descriptor.number] = open
      return bytes
    }
    unsafe bytes.withUnsafeBytes { unsafe buffer.copyMemory(from: $0) }
    return bytes.count
  }

  package func size(_ descriptor: FileDescriptor) throws(SystemCallError) -> Int {
    try call(.size, path(descriptor)) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number], let node = state.nodes[open.node] else {
        throw .badDescriptor
      }
      guard case .file(let file) = node else { throw .notARegularFile }
      return file.bytes.count
    }
  }

  package func map(_ descriptor: FileDescriptor, count: Int) throws(SystemCallError) -> UnsafeRawBufferPointer
  {
    let bytes = try call(.map, path(descriptor)) { (state, _) throws(SystemCallError) -> [UInt8] in
      guard let open = state.descriptors[descriptor.number], case .file(let file)? = state.nodes[open.node]
      else {
        throw .badDescriptor
      }
      precondition(count <= file.bytes.count, "mapped beyond the end of the file")
      return file.bytes
    }
    // A copy is as good: files are mapped when they are finished.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
    unsafe bytes.withUnsafeBytes {
      unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
    }
    let address = UInt(bitPattern: memory.baseAddress)
    state.withLock { _ = $0.mappings.insert(address) }
    return UnsafeRawBufferPointer(memory)
  }

  package func unmap(_ bytes: UnsafeRawBufferPointer) {
    let address = UInt(bitPattern: bytes.baseAddress)
    let known = state.withLock { $0.mappings.remove(address) != nil }
    precondition(known, "unmapped what was not mapped")
    unsafe bytes.deallocate()
  }

  package func releaseMemory(_ bytes: UnsafeRawBufferPointer) {
    let address = UInt(bitPattern: bytes.baseAddress)
    precondition(state.withLock { $0.mappings.contains(address) }, "released what was not mapped")
  }

  package func synchronizeData(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try call(
      .synchronizeData, path(descriptor),
      onError: { state, error in
        // A signal interrupts before anything is done.
        guard error != .interrupted, let open = state.descriptors[descriptor.number],
          case .file(var file)? = state.nodes[open.node]
        else { return }
        file.isPoisoned = true
        state.nodes[open.node] = .file(file)
      }
    ) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number], case .file(var file)? = state.nodes[open.node]
      else {
        throw .badDescriptor
      }
      if !file.isPoisoned { file.durable = file.bytes }
      state.nodes[open.node] = .file(file)
    }
  }

  package func synchronizeDirectory(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try call(.synchronizeDirectory, path(descriptor)) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number],
        case .folder(var folder)? = state.nodes[open.node]
      else { throw .badDescriptor }
      folder.durable = folder.names
      folder.pending = []
      state.nodes[open.node] = .folder(folder)
    }
  }

  package func tryLock(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try call(.lock, path(descriptor)) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number] else { throw .badDescriptor }
      if let holder = state.locks[open.node], holder != descriptor.number { throw .wouldBlock }
      state.locks[open.node] = descriptor.number
    }
  }

  package func unlock(_ descriptor: FileDescriptor) throws(SystemCallError) {
    try call(.unlock, path(descriptor)) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number] else { throw .badDescriptor }
      if state.locks[open.node] == descriptor.number { state.locks[open.node] = nil }
    }
  }

  package func rename(_ path: String, to newPath: String) throws(SystemCallError) {
    try call(.rename, path) { (state, _) throws(SystemCallError) in
      guard let node = state.node(at: path), let (folder, name) = state.folder(of: path),
        let (newFolder, newName) = state.folder(of: newPath)
      else { throw .noSuchFile }
      precondition(folder == newFolder, "the engine renames inside one folder only")
      state.changeNames(of: folder, [(name, nil), (newName, node)])
    }
  }

  package func unlink(_ path: String) throws(SystemCallError) {
    try call(.unlink, path) { (state, _) throws(SystemCallError) in
      guard state.node(at: path) != nil, let (folder, name) = state.folder(of: path) else {
        throw .noSuchFile
      }
      state.changeNames(of: folder, [(name, nil)])
    }
  }

  package func makeDirectory(_ path: String) throws(SystemCallError) {
    try call(.makeDirectory, path) { (state, _) throws(SystemCallError) in
      if state.node(at: path) != nil { throw .fileExists }
      guard let (folder, name) = state.folder(of: path) else { throw .noSuchFile }
      let made = state.makeNode(.folder(SimulatedFolder()))
      state.changeNames(of: folder, [(name, made)])
    }
  }

  package func isUnlinked(_ descriptor: FileDescriptor) throws(SystemCallError) -> Bool {
    try call(.isUnlinked, path(descriptor)) { (state, _) throws(SystemCallError) in
      guard let open = state.descriptors[descriptor.number] else { throw .badDescriptor }
      return !state.nodes.values.contains { node in
        if case .folder(let folder) = node { folder.names.values.contains(open.node) } else { false }
      }
    }
  }

  package func removeDirectory(_ path: String) throws(SystemCallError) {
    try call(.removeDirectory, path) { (state, _) throws(SystemCallError) in
      guard let node = state.node(at: path), let (folder, name) = state.folder(of: path) else {
        throw .noSuchFile
      }
      guard case .folder(let removed)? = state.nodes[node] else { throw .notADirectory }
      guard removed.names.isEmpty else { throw .fileExists }
      state.changeNames(of: folder, [(name, nil)])
    }
  }

  package func list(_ path: String) throws(SystemCallError) -> [String] {
    try call(.list, path) { (state, _) throws(SystemCallError) in
      guard let node = state.node(at: path) else { throw .noSuchFile }
      guard case .folder(let folder)? = state.nodes[node] else { throw .notADirectory }
      return folder.names.keys.sorted()
    }
  }

  package func sleep(milliseconds: Int) {
    state.withLock { $0.sleptMilliseconds += milliseconds }
  }
}
