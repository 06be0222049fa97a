"""Runs the comparison: prepares, indexes, searches, and writes results.json, RESULTS.md and report.html."""

import argparse
import datetime
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import engines as registry
import report

OPERATIONS = "or10,or100,and10,phrase10,count_or,count_and"


def parse():
    parser = argparse.ArgumentParser(prog="peers.sh", description="Measures VNSearch beside other engines in one run.")
    parser.add_argument("corpus", help='JSON lines with "title" and "text"; .gz is unpacked')
    parser.add_argument("queries", nargs="+", help="files of one query a line, or folders of *.txt")
    parser.add_argument("--out", default="peers-results", help="where indexes and results go (%(default)s)")
    parser.add_argument("--engines", default="lucene,tantivy,fts5,xapian,vnsearch", help="%(default)s")
    parser.add_argument("--modes", default="A,B", help="A: the same folded tokens; B: each one's own analysis")
    parser.add_argument("--operations", default=OPERATIONS, help="%(default)s")
    parser.add_argument("--documents", type=int, default=10**9, help="at most so many documents")
    parser.add_argument("--count", type=int, default=1000, help="at most so many queries of a set (%(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="for indexing (%(default)s)")
    parser.add_argument("--passes", type=int, default=3, help="timed passes over a set in a round (%(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="times that the engines take turns (%(default)s)")
    parser.add_argument("--budget", type=float, default=5, help="seconds for the first pass; what is left is dropped (%(default)s)")
    parser.add_argument("--warm", type=float, default=1, help="least seconds of passes before the clock (%(default)s)")
    parser.add_argument("--dump", type=int, default=100, help="queries whose results are compared (%(default)s)")
    parser.add_argument("--reindex", action="store_true", help="index again what is indexed")
    return parser.parse_args()


def run(command, log):
    """Runs a command; returns wall seconds, processor seconds and the peak of its memory in MB."""
    arguments = [part for part in command.split(" ") if part]
    start = time.time()
    with open(log, "w") as file:
        process = subprocess.Popen(arguments, stdout=file, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        with open(log) as file:
            sys.stderr.write(f"failed: {command}\n{file.read()[-2000:]}\n")
        raise SystemExit(1)
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return time.time() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale


def machine():
    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), model)
    return {"cpu": model, "cores": os.cpu_count(), "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": platform.platform(), "load": round(os.getloadavg()[0], 1)}


def main():
    options = parse()
    out = os.path.abspath(options.out)
    work = f"{out}/work"
    os.makedirs(work, exist_ok=True)
    own = os.environ["VNSEARCH_ENGINE"]
    known = registry.engines(os.environ["PEERS"], own)
    wanted = options.engines.split(",")
    for name in wanted:
        if name not in known:
            raise SystemExit(f"no engine is called {name}; there are {', '.join(known)}")
    files = [file for path in options.queries
             for file in (sorted(glob.glob(f"{path}/*.txt")) if os.path.isdir(path) else [path])]
    prepare(own, options, work, files)
    with open(f"{work}/stats.json") as file:
        stats = json.load(file)
    revision = subprocess.run(["git", "-C", os.path.dirname(os.path.abspath(__file__)), "rev-parse", "--short", "HEAD"],
                              capture_output=True, text=True).stdout.strip()
    results = {"date": datetime.date.today().isoformat(), "command": "peers.sh " + " ".join(sys.argv[1:]), "revision": revision,
               "corpus": os.path.basename(options.corpus), "machine": machine(), "stats": stats, "options": vars(options), "engines": {}}

    pairs = [(name, mode) for mode in options.modes.split(",") for name in wanted if mode in known[name]["modes"]]
    for name, mode in pairs:
        index, record = f"{out}/index/{name}-{mode}", f"{out}/index/{name}-{mode}.json"
        if options.reindex or not os.path.exists(record):
            shutil.rmtree(index, ignore_errors=True)
            os.makedirs(os.path.dirname(index), exist_ok=True)
            print(f"indexing {name} {mode}", flush=True)
            command = known[name]["index"].format(corpus=f"{work}/corpus{mode}.tsv", out=index, threads=options.threads, pos=1,
                                                  report=f"{work}/report.json", mode=mode)
            wall, cpu, memory = run(command, f"{work}/{name}-{mode}-index.log")
            with open(f"{work}/report.json") as file:
                values = json.load(file)
            values.update(wall_s=wall, cpu_s=cpu, memory_mb=memory, text_bytes=stats["bytes" + mode])
            with open(record, "w") as file:
                json.dump(values, file)
        with open(record) as file:
            results["engines"][f"{name}/{mode}"] = {"index": json.load(file), "sets": {}}

    for turn in range(options.rounds):
        for name, mode in pairs if turn % 2 == 0 else pairs[::-1]:
            print(f"searching {name} {mode}, round {turn + 1}", flush=True)
            answer = f"{work}/{name}-{mode}-search.json"
            command = known[name]["search"].format(index=f"{out}/index/{name}-{mode}", queries=f"{work}/queries.tsv", out=answer, mode=mode,
                                                   ops=options.operations, budget=options.budget, warm=options.warm, passes=options.passes, dump=options.dump)
            _, _, memory = run(command, f"{work}/{name}-{mode}-search.log")
            with open(answer) as file:
                merge(results["engines"][f"{name}/{mode}"], json.load(file)["sets"], memory)
    report.compact(results)
    with open(f"{out}/results.json", "w") as file:
        json.dump(results, file)
    report.write(out)


def prepare(own, options, work, files):
    """Writes the texts and queries that all engines read, unless the same ones are there."""
    source = os.stat(options.corpus)
    inputs = [os.path.abspath(options.corpus), source.st_size, source.st_mtime, options.documents, options.count,
              [[os.path.abspath(file), os.stat(file).st_mtime] for file in files]]
    record = f"{work}/prepared.json"
    wanted = ["stats.json", "queries.tsv", *(f"corpus{mode}.tsv" for mode in options.modes.split(","))]
    if os.path.exists(record) and all(os.path.exists(f"{work}/{name}") for name in wanted):
        with open(record) as file:
            if json.load(file) == inputs:
                return
    print("preparing", flush=True)
    run(" ".join([own, "prepare", options.corpus, work, str(options.documents), str(options.count), *files]), f"{work}/prepare.log")
    with open(record, "w") as file:
        json.dump(inputs, file)


def merge(engine, sets, memory):
    """Keeps the best time of each query over all passes of all rounds."""
    engine["search_memory_mb"] = max(memory, engine.get("search_memory_mb", 0))
    for name, operations in sets.items():
        for operation, values in operations.items():
            best = [min(times) for times in zip(*values["ns"])]
            old = engine["sets"].setdefault(name, {}).get(operation)
            if old:
                count = min(len(best), len(old["best_ns"]))
                best = [min(pair) for pair in zip(best[:count], old["best_ns"][:count])]
            engine["sets"][name][operation] = {"n": len(best), "best_ns": best, "counts": values["counts"], "top": values["top"]}


if __name__ == "__main__":
    main()
