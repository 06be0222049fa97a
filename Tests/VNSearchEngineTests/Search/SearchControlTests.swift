import Foundation
import Testing

@testable import VNSearchEngine

@Suite("Search control")
struct SearchControlTests {
  @Test("A thread of a search sees that the task that asked for it was cancelled")
  func threadsSeeTheTask() async {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return Self.codeSeenByAThread()
    }
    task.cancel()
    #expect(await task.value == .cancelled)
    #expect(await Task { Self.codeSeenByAThread() }.value == nil)
    // Outside of any task there is nobody to cancel.
    let code: SearchError.Code? = await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: Self.codeSeenByAThread()) }.start()
    }
    #expect(code == nil)
  }

  private static func codeSeenByAThread() -> SearchError.Code? {
    let code = try? SearchControl.ofCurrentTask(milliseconds: nil) { (control) throws(SearchError) in
      nonisolated(unsafe) let shared = control
      nonisolated(unsafe) var stopped = false
      let isDone = DispatchSemaphore(value: 0)
      Thread {
        unsafe stopped = unsafe shared.shouldStop()
        isDone.signal()
      }.start()
      isDone.wait()
      return unsafe stopped ? shared.reason?.code : nil
    }
    return code ?? nil
  }

  @Test("Time that is over ends a search on every thread with one error")
  func deadline() throws {
    let control = SearchControl(milliseconds: 0) { false }
    #expect(control.shouldStop() && control.reason?.code == .timeLimit)
    #expect(throws: SearchError.self) { try control.check() }
    #expect(SearchControl(milliseconds: nil) { false }.shouldStop() == false)
  }
}
