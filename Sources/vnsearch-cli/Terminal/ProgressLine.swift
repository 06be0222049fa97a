/// A line on a terminal that says how far the work has come, shown with the first document and rewritten in place ten
/// times a second.
///
/// Where standard error is not a terminal it writes nothing.
final class ProgressLine {
  private let stream = OutputStream(descriptor: 2)
  private let isShown: Bool
  private let total: Int
  private let begin = ContinuousClock.now
  private var last: ContinuousClock.Instant
  private var calls = 0
  private var isDirty = false

  /// - Parameter total: the bytes that there are to read, 0 if unknown.
  init(total: Int) {
    self.total = total
    isShown = stream.isTerminal
    last = begin
  }

  func update(_ progress: DocumentReader.Progress) {
    guard isShown else { return }
    calls += 1
    // The clock is read once in 16 documents: small documents come by the million.
    guard calls & 15 == 0 || progress.documents < 16 else { return }
    let now = ContinuousClock.now
    guard calls == 1 || now - last >= .milliseconds(100) else { return }
    last = now
    let text = Self.text(progress, total: total, seconds: Self.seconds(now - begin))
    show(String(text.prefix(max(stream.width - 1, 20))))
  }

  /// Removes the line.
  func clear() {
    if isDirty { show("") }
    isDirty = false
  }

  private func show(_ text: String) {
    isDirty = true
    try? stream.write("\r\u{1B}[K" + text)
    try? stream.flush()
  }

  /// `12,345 documents · 38.2 MB/s · 41 % · 0:07 left`.
  static func text(_ progress: DocumentReader.Progress, total: Int, seconds: Double) -> String {
    var parts = ["\(grouped(progress.documents)) documents"]
    let rate = Double(progress.bytes) / max(seconds, 0.001)
    parts.append("\(decimal(rate / 1e6, 1)) MB/s")
    if total > 0 {
      parts.append("\(min(100, progress.bytes * 100 / total)) %")
      if rate > 0, seconds >= 0.5 {
        let left = Int((Double(max(0, total - progress.bytes)) / rate).rounded(.up))
        parts.append("\(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60) left")
      }
    }
    if progress.skipped > 0 { parts.append("\(grouped(progress.skipped)) skipped") }
    return parts.joined(separator: " · ")
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
