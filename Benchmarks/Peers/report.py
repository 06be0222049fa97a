"""Writes RESULTS.md and report.html from results.json, and from growth.json and processes.txt beside it if they are there.

report.py FOLDER                      again, without measuring
report.py FOLDER --table README.md    also puts the main table between the README's markers
"""

import json
import os
import sys

import charts

MARKERS = ("<!-- benchmark-table -->", "<!-- end benchmark-table -->")
TITLES = {"or10": "best 10, any word", "or100": "best 100, any word", "and10": "best 10, all words",
          "phrase10": "best 10, as a phrase", "count_or": "exact count, any word", "count_and": "exact count, all words"}
# The kinds of search in the main table; the others stand in RESULTS.md.
MAIN = ("or10", "and10", "phrase10", "count_or")
NAMES = {"vnsearch": "VNSearch", "lucene": "Lucene", "tantivy": "Tantivy", "fts5": "SQLite FTS5", "xapian": "Xapian"}
NOTES = [
    "Mode A gives every engine the same folded tokens and builds query objects before the clock: plain BM25 (k1 1.2, b .75), one field. It compares engines, not analyses.",
    "Mode B gives raw text: Lucene StandardTokenizer, NFKC, lower case, ASCIIFoldingFilter; Tantivy its simple tokenizer, lower case, ASCII folding; "
    "FTS5 unicode61 with remove_diacritics 2, which keeps đ apart from d; VNSearch its default, graded marks and adjacent pairs, "
    "which is more work for a better ranking. Results of different analyses are not the same results.",
    "Times are each query's best pass over all rounds, one thread, one process, caches warm. mean, p50, p95 and p99 are over queries; pauses of garbage collectors are not in the best pass.",
    "Tantivy, FTS5 are driven from Python: some microseconds of each query are Python's. Tantivy's package has no count of its own; an aggregation is timed instead. Its writer merges in the background and may leave several segments.",
    "Xapian has no analysis that removes Vietnamese marks, so it is in mode A alone; its wdf of long terms and its own lengths make scores differ a little.",
    "Agreement: the share of an engine's first ten that Lucene also has among its own or whose score ties with Lucene's tenth, over the first queries of each set; counts: the share of equal totals.",
    "* marks engines that finished fewer than half of the queries within the budget; their figures are over those.",
    "The first set of a process is measured while Java still compiles: with a small budget few of Lucene's queries are finished there.",
    "Lucene and Tantivy answer the count of a single word from their dictionaries; Lucene's 1 µs is such a case.",
    "Growth: documents of paragraph length (about 60 words), made by `vnsearch-corpus`, on a shared machine that was busy: queries of milliseconds lose the "
    "processor now and then, so that long means and 99th percentiles are upper bounds, Lucene's more than VNSearch's. With ten passes, from 166,000 to 5,000,000 "
    "documents, 30 times as many, VNSearch's best 10 of any word took 9 (syllables) to 32 (questions) times as long in the mean and 10 to 50 times in the 99th "
    "percentile: cost does not stay flat.",
    "FTS5 clips the weight of words in more than half of the documents near nought, so it ranks differently.",
]


def label(name):
    engine, _, mode = name.partition("/")
    return f"{NAMES.get(engine, engine)} {mode}"


def summary(values):
    ordered = sorted(values)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1e3
    return {"mean": sum(values) / len(values) / 1e3, "p50": at(0.5), "p95": at(0.95), "p99": at(0.99)}


def agreement(own, other):
    """The share of results that two engines have in common, and of equal counts."""
    shares = []
    for mine, theirs in zip(own["top"], other["top"]):
        if not mine or not theirs:
            if bool(mine) == bool(theirs):
                shares.append(1)
            else:
                shares.append(0)
            continue
        wanted = {number for number, _ in theirs}
        # Scores may have another scale; ties with the last place count.
        scale = theirs[0][1] / mine[0][1] if mine[0][1] else 1
        last = theirs[-1][1] * (1 - 1e-4)
        shares.append(sum(number in wanted or score * scale >= last and len(theirs) == len(mine) for number, score in mine) / len(mine))
    counts = [left == right for left, right in zip(own["counts"], other["counts"])]
    return (sum(shares) / len(shares) if shares else None, sum(counts) / len(counts) if counts else None)


def collect(results):
    """Sets and operations in their order."""
    sets, operations = [], []
    for engine in results["engines"].values():
        for name, values in engine["sets"].items():
            sets.append(name) if name not in sets else None
            for operation in values:
                operations.append(operation) if operation not in operations else None
    return sets, operations


def common(results, mode, name, operation):
    """The times of a mode's engines over the queries that all of them finished, and how many these are.

    Engines that the budget stopped before half of the queries keep what they have; `slow` names them.
    """
    found = {engine: values["sets"][name][operation]["best_ns"] for engine, values in results["engines"].items()
             if engine.endswith("/" + mode) and operation in values["sets"].get(name, {})}
    most = max((len(times) for times in found.values()), default=0)
    slow = {engine for engine, times in found.items() if len(times) * 2 < most}
    count = min((len(times) for engine, times in found.items() if engine not in slow), default=0)
    return {engine: times[:count] for engine, times in found.items()}, count, slow


def agreements(results):
    """By engine of mode A and operation: the share of first results and of counts that Lucene has, too."""
    reference = results["engines"].get("lucene/A")
    found = {}
    if not reference:
        return found
    for engine, values in results["engines"].items():
        if not engine.endswith("/A") or engine == "lucene/A":
            continue
        for operation in collect(results)[1]:
            pairs = [agreement(values["sets"][name][operation], reference["sets"][name][operation]) for name in values["sets"]
                     if operation in values["sets"][name] and operation in reference["sets"].get(name, {})]
            shares = [pair[1 if operation.startswith("count_") else 0] for pair in pairs]
            shares = [share for share in shares if share is not None]
            if shares:
                found.setdefault(engine, {})[operation] = sum(shares) / len(shares)
    return found


def compact(results):
    """Puts the agreement in the place of the results that it was computed from, which are large."""
    results["agreement"] = agreements(results)
    for values in results["engines"].values():
        for operations in values["sets"].values():
            for operation in operations.values():
                operation.pop("top", None)
                operation.pop("counts", None)


def main_table(results):
    """The table of the README: mean microseconds in mode A of each kind of query."""
    sets, operations = collect(results)
    engines = [engine for engine in results["engines"] if engine.endswith("/A")]
    engines.sort(key=lambda engine: engine != "vnsearch/A")
    lines = ["| | " + " | ".join(label(engine)[:-2] for engine in engines) + " |", "|---|" + "---:|" * len(engines)]
    for operation in operations:
        for name in sets:
            times, count, slow = common(results, "A", name, operation)
            if not count or len(times) < 2 or name.endswith(".nodia") or operation not in MAIN:
                continue
            if name == "syllables" and operation != "or10" and not operation.startswith("count"):
                continue  # The same work as any word.
            row = [f"{summary(times[engine])['mean']:,.0f}{'*' if engine in slow else ''}" if engine in times else "–" for engine in engines]
            lines.append(f"| {name}, {TITLES.get(operation, operation)}, µs | " + " | ".join(row) + " |")
    indexes = [results["engines"][engine]["index"] for engine in engines]
    lines.append("| indexing, MB/s | " + " | ".join(f"{index['text_bytes'] / (index['add_s'] + index['merge_s']) / 1e6:.1f}" for index in indexes) + " |")
    lines.append("| indexing, MB/s of processor time | " + " | ".join(f"{index['text_bytes'] / index['cpu_s'] / 1e6:.1f}" for index in indexes) + " |")
    lines.append("| index, MB | " + " | ".join(f"{index['bytes'] / 1e6:,.0f}" for index in indexes) + " |")
    stats, machine = results["stats"], results["machine"]
    lines += ["", f"{stats['documents']:,} documents of `{results['corpus']}` ({stats['bytesA'] / 1e6:,.0f} MB as folded tokens), {results['date']}, {machine['cpu']}, "
              f"{machine['cores']} cores; `Benchmarks/{command(results)}`. * fewer than half of the queries within the budget."]
    return "\n".join(lines)


def command(results):
    parts = results["command"].split(" ")
    return " ".join(os.path.basename(part) if part.startswith("/") else part for part in parts)


def markdown(results, growth, processes):
    stats, machine = results["stats"], results["machine"]
    sets, operations = collect(results)
    lines = [f"# VNSearch beside other engines: {results['corpus']}", "",
             f"{stats['documents']:,} documents, {stats['tokens']:,} tokens, {stats['bytesA'] / 1e6:,.1f} MB as folded tokens (A), {stats['bytesB'] / 1e6:,.1f} MB raw (B). "
             f"{results['date']}, revision {results['revision']}; {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, load {machine['load']} at the start.",
             "", f"`Benchmarks/{command(results)}`", "", "## Indexing", "",
             "| engine | version | seconds | merging | MB/s | processor s | memory MB | index MB |", "|---|---|---:|---:|---:|---:|---:|---:|"]
    for engine, values in results["engines"].items():
        index = values["index"]
        rate = index["text_bytes"] / (index["add_s"] + index["merge_s"]) / 1e6
        lines.append(f"| {label(engine)} | {index['version']} | {index['add_s']:.1f} | {index['merge_s']:.1f} | {rate:.1f} | {index['cpu_s']:.1f} | {index['memory_mb']:,.0f} | {index['bytes'] / 1e6:,.1f} |")
    modes = [mode for mode in "AB" if any(engine.endswith("/" + mode) for engine in results["engines"])]
    for mode in modes:
        lines += ["", f"## Searching, mode {mode}: microseconds, mean / p50 / p95 / p99", ""]
        for operation in operations:
            engines = [engine for engine in results["engines"] if engine.endswith("/" + mode)]
            lines += [f"### {TITLES.get(operation, operation)}", "", "| queries | n | " + " | ".join(label(engine) for engine in engines) + " |", "|---|---:|" + "---:|" * len(engines)]
            for name in sets:
                times, count, slow = common(results, mode, name, operation)
                if not count:
                    continue
                cells = []
                for engine in engines:
                    if engine in times:
                        values = summary(times[engine])
                        cells.append(" / ".join(f"{values[key]:,.0f}" for key in ("mean", "p50", "p95", "p99"))
                                     + (f" (* n = {len(times[engine])})" if engine in slow else ""))
                    else:
                        cells.append("–")
                lines.append(f"| {name} | {count} | " + " | ".join(cells) + " |")
            lines.append("")
    if results["agreement"]:
        lines += ["## Agreement with Lucene, mode A: share of first results and of counts", "", "| engine | " + " | ".join(operations) + " |", "|---|" + "---|" * len(operations)]
        for engine, shares in results["agreement"].items():
            lines.append(f"| {label(engine)} | " + " | ".join(f"{shares[operation]:.3f}" if operation in shares else "–" for operation in operations) + " |")
        lines.append("")
    if growth:
        lines += ["## Growth with the number of documents (synthetic collection, mode A)", "", "| documents | engine | indexing, MB/s of processor time | index MB | " + " | ".join(growth["kinds"]) + " |",
                  "|---:|---|---:|---:|" + "---:|" * len(growth["kinds"])]
        for row in growth["rows"]:
            lines.append(f"| {row['documents']:,} | {label(row['engine'])[:-2]} | {row['rate']:.1f} | {row['bytes'] / 1e6:,.1f} | "
                         + " | ".join(f"{row['means'][kind]:,.0f}" if kind in row["means"] else "–" for kind in growth["kinds"]) + " |")
        lines += ["", f"Mean microseconds. `{growth['command']}`", ""]
    if growth and "p99" in growth["rows"][0]:
        lines += ["The 99th percentile of the same, and the memory of both processes, in MB (mapped parts of an index count where they were touched):", "",
                  "| documents | engine | memory, indexing | memory, searching | " + " | ".join(growth["kinds"]) + " |", "|---:|---|---:|---:|" + "---:|" * len(growth["kinds"])]
        for row in growth["rows"]:
            lines.append(f"| {row['documents']:,} | {label(row['engine'])[:-2]} | {row['index_memory_mb']:,} | {row['search_memory_mb']:,} | "
                         + " | ".join(f"{row['p99'][kind]:,.0f}" if kind in row["p99"] else "–" for kind in growth["kinds"]) + " |")
        lines.append("")
    if processes:
        lines += ["## Whole processes", "", "`Benchmarks/processes.sh`: processes started for one query each, cold (page cache dropped) and warm, beside the sqlite3 shell.", ""]
        lines += [f"- {line}" for line in processes] + [""]
    lines += ["## What is not comparable", ""] + [f"- {note}" for note in NOTES]
    return "\n".join(lines) + "\n"


def page(results, growth, text):
    """A page that needs no other file."""
    sets, operations = collect(results)
    parts = []
    for mode in "AB":
        engines = [engine for engine in results["engines"] if engine.endswith("/" + mode)]
        for operation in operations:
            groups = []
            for name in sets:
                times, count, slow = common(results, mode, name, operation)
                if count:
                    groups.append((name, {label(engine): summary(times[engine]) for engine in times}))
            if groups:
                title = f"Mode {mode}: {TITLES.get(operation, operation)} (bar: mean, line: p50 to p99)"
                parts.append(charts.latencies(title, groups, [label(engine) for engine in engines]))
    indexes = {label(engine): values["index"] for engine, values in results["engines"].items()}
    size = charts.bars("Size of the index, MB", {name: index["bytes"] / 1e6 for name, index in indexes.items()})
    speed = charts.bars("Indexing, MB/s of text", {name: index["text_bytes"] / (index["add_s"] + index["merge_s"]) / 1e6 for name, index in indexes.items()})
    memory = charts.bars("Peak of memory while indexing, MB", {name: index["memory_mb"] for name, index in indexes.items()})
    if growth:
        for kind in growth["kinds"]:
            series = {}
            for row in growth["rows"]:
                if kind in row["means"]:
                    series.setdefault(label(row["engine"])[:-2], []).append((row["documents"], row["means"][kind]))
            parts.append(charts.lines(f"Growth: {kind}, mean microseconds by number of documents", series))
    return charts.page(f"VNSearch beside other engines: {results['corpus']}", size + speed + memory + "".join(parts), text)


def put_table(path, table):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    start, end = text.find(MARKERS[0]), text.find(MARKERS[1])
    if start < 0 or end < 0:
        raise SystemExit(f"{path} has no {MARKERS[0]} … {MARKERS[1]}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text[:start] + MARKERS[0] + "\n" + table + "\n" + text[end:])


def write(folder):
    with open(f"{folder}/results.json") as file:
        results = json.load(file)
    growth = None
    if os.path.exists(f"{folder}/growth.json"):
        with open(f"{folder}/growth.json") as file:
            growth = json.load(file)
    processes = []
    if os.path.exists(f"{folder}/processes.txt"):
        with open(f"{folder}/processes.txt", encoding="utf-8") as file:
            processes = [" ".join(line.split()) for line in file if line.strip()]
    text = markdown(results, growth, processes)
    with open(f"{folder}/RESULTS.md", "w", encoding="utf-8") as file:
        file.write(text)
    with open(f"{folder}/report.html", "w", encoding="utf-8") as file:
        file.write(page(results, growth, text))
    print(f"{folder}/RESULTS.md\n{folder}/report.html")
    return results


if __name__ == "__main__":
    found = write(sys.argv[1])
    if "--table" in sys.argv:
        put_table(sys.argv[sys.argv.index("--table") + 1], main_table(found))
