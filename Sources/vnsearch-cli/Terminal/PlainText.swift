/// `text` on one line and without anything that a terminal would obey: documents come from anywhere.
///
/// Line ends and tabs become blanks, runs of blanks one; other control characters, and those that turn the
/// direction of writing, are dropped.
///
/// - Parameter trims: Whether blanks at both ends go.
func singleLine(_ text: some StringProtocol, trims: Bool = true) -> String {
  var result = String.UnicodeScalarView()
  var isAfterBlank = trims
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x2028, 0x2029:
      if !isAfterBlank { result.append(" ") }
      isAfterBlank = true
    case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: break
    default:
      result.append(scalar)
      isAfterBlank = false
    }
  }
  if trims, result.last == " " { result.removeLast() }
  return String(result)
}
