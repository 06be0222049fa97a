"""Gathers what peers.sh measured at several sizes. growth.py FOLDER SIZES…"""

import json
import os
import sys

import report

folder, sizes = sys.argv[1], [int(size) for size in sys.argv[2:]]
length = os.environ.get("LENGTH", "1")
rows, kinds = [], []
for size in sorted(sizes):
    with open(f"{folder}/growth-{size}/results.json") as file:
        results = json.load(file)
    sets, operations = report.collect(results)
    for engine, values in results["engines"].items():
        index, means, slowest = values["index"], {}, {}
        for operation in operations:
            for name in sets:
                times, count, _ = report.common(results, "A", name, operation)
                if engine in times and count:
                    kind = f"{name}, {report.TITLES.get(operation, operation)}"
                    figures = report.summary(times[engine])
                    means[kind], slowest[kind] = round(figures["mean"], 2), round(figures["p99"], 2)
                    if kind not in kinds:
                        kinds.append(kind)
        rows.append({"documents": size, "engine": engine, "bytes": index["bytes"], "means": means, "p99": slowest,
                     "index_memory_mb": round(index["memory_mb"]), "search_memory_mb": round(values["search_memory_mb"]),
                     "rate": round(index["text_bytes"] / index["cpu_s"] / 1e6, 1)})
with open(f"{folder}/growth.json", "w") as file:
    json.dump({"kinds": kinds, "rows": rows, "command": ("" if length == "1" else f"LENGTH={length} ") + 'Benchmarks/growth.sh FOLDER "' + " ".join(sys.argv[2:]) + '"'}, file)
if os.path.exists(f"{folder}/results.json"):
    report.write(folder)
