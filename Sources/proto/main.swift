import VNSearchEngine
let a = CommandLine.arguments
if a[1] == "index" { try protoIndex(a[2], a[3], vietnamese: a.count > 4) } else { try protoSearch(a[2], a[3], a[4], a[5], Int(a[6])!, Int(a[7])!) }
