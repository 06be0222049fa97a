// What all libFuzzer targets need; compiled into each of them.

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Stops the process, so that libFuzzer keeps the input.
func require(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
  if !condition() {
    let text = Array("FAILED: \(message())\n".utf8)
    _ = write(2, text, text.count)
    preconditionFailure(message())
  }
}
