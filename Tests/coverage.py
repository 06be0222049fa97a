#!/usr/bin/env python3
"""Prints which share of the lines of each module the last `swift test --enable-code-coverage` ran.

coverage.py [FILE]     FILE: what `swift test --show-codecov-path` prints, if it is not asked for here
"""

import collections
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else subprocess.run(
        ["swift", "test", "--show-codecov-path"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    with open(path) as file:
        files = json.load(file)["data"][0]["files"]
    modules = collections.defaultdict(lambda: [0, 0])
    for entry in files:
        name = os.path.relpath(entry["filename"], ROOT)
        if not name.startswith("Sources/"):
            continue
        parts = name.split("/")
        lines = entry["summary"]["lines"]
        for module in {parts[1], "/".join(parts[1:3]) if parts[1] == "VNSearchEngine" and len(parts) > 3 else parts[1]}:
            modules[module][0] += lines["covered"]
            modules[module][1] += lines["count"]
    if not modules:
        raise SystemExit(f"{path} names no file of Sources/")
    for module, (covered, count) in sorted(modules.items()):
        print(f"{'  ' * module.count('/')}{module:32} {100 * covered / max(1, count):5.1f} %  {covered:6} of {count:6} lines")


if __name__ == "__main__":
    main()
