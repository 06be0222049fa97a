import VNSearchEngine
let a = CommandLine.arguments
if a[1] == "index" { try protoIndex(a[2], a[3], mode: a[4], memory: Int(a[5])!, threads: Int(a[6])!, optimize: a[7] == "1") } else { try protoSearch(a[2], a[3], a[4], a[5], Int(a[6])!, Int(a[7])!, mode: a[8]) }
