#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lane that works on its own thread, fed through a bounded queue.
///
/// The feeding thread owns the lane again after `finish()` has returned and until the next `send` or `settle`.
@safe final class LaneThread: @unchecked Sendable {
  let lane: IndexingLane
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var thread: NativeThread?
  private var queue: [Work] = []
  private var isWorking = false
  private var isEnding = false
  private var failure: SearchError?
  /// What has been collected for the next batch.
  private var collecting = Batch()
  private static let batchSize = 256 << 10
  private static let queueLimit = 4

  private enum Work {
    case operations(Batch)
    /// Write what is in memory: `IndexingLane.settle()`.
    case settle
  }

  /// Operations in order: additions as drafts, deletions as keys.
  struct Batch {
    private(set) var operations: [(isDeletion: Bool, range: Range<Int>, lane: Int)] = []
    private(set) var bytes: [UInt8] = []

    mutating func append(_ operation: UnsafeRawBufferPointer, isDeletion: Bool, lane: Int = 0) {
      let start = bytes.count
      unsafe bytes.append(contentsOf: operation)
      operations.append((isDeletion, start..<bytes.count, lane))
    }
  }

  init(_ lane: IndexingLane) throws(SearchError) {
    self.lane = lane
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
    thread = try NativeThread { [self] in run() }
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Queues the addition of a draft, or a deletion by key; waits while the queue is full.
  ///
  /// - Throws: What went wrong on the thread before.
  func send(_ operation: UnsafeRawBufferPointer, isDeletion: Bool) throws(SearchError) {
    unsafe collecting.append(operation, isDeletion: isDeletion)
    if collecting.bytes.count >= Self.batchSize { try push() }
  }

  /// Queues writing what is in memory, behind everything that was sent; does not wait for it.
  func settle() throws(SearchError) {
    if !collecting.operations.isEmpty { try push() }
    try push(.settle)
  }

  /// Waits until everything queued is done.
  func finish() throws(SearchError) {
    unsafe pthread_mutex_lock(mutex)
    while (!queue.isEmpty || isWorking) && failure == nil { unsafe pthread_cond_wait(condition, mutex) }
    while isWorking { unsafe pthread_cond_wait(condition, mutex) }
    let failure = self.failure
    unsafe pthread_mutex_unlock(mutex)
    if let failure { throw failure }
  }

  /// Drops what is queued and forgets a failure.
  func reset() {
    unsafe pthread_mutex_lock(mutex)
    queue.removeAll()
    while isWorking { unsafe pthread_cond_wait(condition, mutex) }
    failure = nil
    unsafe pthread_mutex_unlock(mutex)
    collecting = Batch()
  }

  /// Ends the thread; what is queued is dropped.
  func end() {
    reset()
    unsafe pthread_mutex_lock(mutex)
    isEnding = true
    unsafe pthread_cond_broadcast(condition)
    unsafe pthread_mutex_unlock(mutex)
    thread?.join()
    thread = nil
  }

  private func push() throws(SearchError) {
    let batch = collecting
    collecting = Batch()
    try push(.operations(batch))
  }

  private func push(_ work: Work) throws(SearchError) {
    unsafe pthread_mutex_lock(mutex)
    while queue.count >= Self.queueLimit && failure == nil { unsafe pthread_cond_wait(condition, mutex) }
    let failure = self.failure
    if failure == nil {
      queue.append(work)
      unsafe pthread_cond_broadcast(condition)
    }
    unsafe pthread_mutex_unlock(mutex)
    if let failure { throw failure }
  }

  private func run() {
    let draft = DocumentDraft()
    while true {
      unsafe pthread_mutex_lock(mutex)
      while queue.isEmpty && !isEnding { unsafe pthread_cond_wait(condition, mutex) }
      if isEnding {
        unsafe pthread_mutex_unlock(mutex)
        return
      }
      let work = queue.removeFirst()
      isWorking = true
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
      var error: SearchError?
      do throws(SearchError) {
        switch work {
        case .operations(let batch): try perform(batch, draft)
        case .settle: try lane.settle()
        }
      } catch let failure {
        error = failure
      }
      unsafe pthread_mutex_lock(mutex)
      isWorking = false
      if let error {
        failure = error
        queue.removeAll()
      }
      unsafe pthread_cond_broadcast(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
  }

  private func perform(_ batch: Batch, _ draft: DocumentDraft) throws(SearchError) {
    for operation in batch.operations {
      if operation.isDeletion {
        try lane.delete(key: Array(batch.bytes[operation.range]))
      } else {
        try unsafe batch.bytes.withUnsafeBufferPointer { (bytes) throws(SearchError) in
          unsafe draft.load(
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[operation.range]))
        }
        try lane.add(draft)
      }
    }
  }
}
