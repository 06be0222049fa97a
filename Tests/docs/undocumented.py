#!/usr/bin/env python3
"""Lists public symbols without a documentation comment; exits with an error if there are any.

    Tests/docs/undocumented.py [MODULE…]        default: VNSearch VNSearchEngine VNTextAnalysis

What conforms to a protocol of the standard library is documented there and left out.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Requirements of Codable, Hashable, Comparable, Collection, literals, CodingKey and the like.
INHERITED = {
    "init(from:)", "encode(to:)", "hash(into:)", "==(_:_:)", "<(_:_:)", "description", "init(_:)", "startIndex",
    "endIndex", "subscript(_:)", "init(stringLiteral:)", "init(integerLiteral:)", "init(floatLiteral:)",
    "init(booleanLiteral:)", "init(nilLiteral:)", "init(arrayLiteral:)", "init(dictionaryLiteral:)", "rawValue",
    "init(rawValue:)", "stringValue", "intValue", "init(stringValue:)", "init(intValue:)", "allCases", "next()",
    "makeIterator()", "index(after:)", "index(before:)", "underestimatedCount", "debugDescription", "fieldValue",
}


def symbols(module, folder):
    for path in sorted(folder.glob(f"{module}*.symbols.json")):
        if path.name.split(".")[0].split("@")[0] == module:
            yield from json.loads(path.read_text())["symbols"]


def main():
    modules = sys.argv[1:] or ["VNSearch", "VNSearchEngine", "VNTextAnalysis"]
    output = subprocess.run(
        ["swift", "package", "dump-symbol-graph", "--minimum-access-level", "public", "--skip-synthesized-members"],
        cwd=ROOT, capture_output=True, text=True)
    folders = [line.split()[-1] for line in output.stdout.splitlines() if "symbolgraph" in line]
    if output.returncode != 0 and not folders:
        sys.exit(output.stdout + output.stderr)
    folder = pathlib.Path(folders[-1])
    missing = 0
    for module in modules:
        found = list(symbols(module, folder))
        if not found:
            sys.exit(f"no symbols of {module} in {folder}")
        for symbol in found:
            name = symbol["pathComponents"][-1]
            if "docComment" in symbol or name in INHERITED and len(symbol["pathComponents"]) > 1:
                continue
            place = symbol.get("location", {})
            file = place.get("uri", "").removeprefix(f"file://{ROOT}/")
            if not file.startswith("Sources/"):
                continue
            missing += 1
            print(f"{file}:{place['position']['line'] + 1}: {'.'.join(symbol['pathComponents'])}")
        print(f"{module}: {len(found)} public symbols")
    if missing:
        sys.exit(f"{missing} without documentation")


main()
