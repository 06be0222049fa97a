/// `1234567` as `1,234,567`.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}

/// `1 document`, `1,234 documents`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// `number` with exactly `places` digits after the point, at most 9.
func decimal(_ number: Double, _ places: Int) -> String {
  guard number.isFinite, abs(number) < 1e9 else { return "\(number)" }
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  let scaled = Int((abs(number) * Double(scale)).rounded())
  var fraction = String(scaled % scale)
  while fraction.count < places { fraction = "0" + fraction }
  let sign = number < 0 && scaled > 0 ? "-" : ""
  return sign + (places == 0 ? "\(scaled)" : "\(scaled / scale).\(fraction)")
}

/// A number of bytes as people say it: `216 MB`, `4.8 kB`.
func byteCount(_ bytes: Int) -> String {
  switch bytes {
  case ..<1_000: "\(bytes) bytes"
  case ..<10_000: "\(decimal(Double(bytes) / 1e3, 1)) kB"
  case ..<1_000_000: "\(bytes / 1_000) kB"
  case ..<10_000_000: "\(decimal(Double(bytes) / 1e6, 1)) MB"
  case ..<1_000_000_000: "\(bytes / 1_000_000) MB"
  default: "\(decimal(Double(bytes) / 1e9, 2)) GB"
  }
}
