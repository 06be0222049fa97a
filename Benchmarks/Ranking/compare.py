#!/usr/bin/env python3
"""Quality of ranking beside plain strategies and other engines, one table for each test collection.

    compare.py --vnsearch .build/release/vnsearch --work FOLDER [--lucene JARS] [--java JAVA] SET...

SET is a folder with corpus.jsonl.gz ({"id","title","text"} a line), qrels.tsv (TREC) and queries.tsv (id TAB text), and
queries.nodia.tsv, .nfd.tsv, .alttone.tsv, .telex.tsv where there are such. Two more forms are made here: `half` lacks the
marks of every second word or so (seeded), `toneless` lacks all tones and keeps the other marks.

--lucene is a class path with Lucene 10, its analysis-common and analyzers-icu, icu4j and the compiled LuceneRun
(javac -cp JARS LuceneRun.java). FTS5 is Python's own sqlite3. Figures are nDCG@10 with intervals of 95 % (bootstrap over
queries) by `vnsearch eval`; * is a difference to the default whose paired interval excludes 0.
"""
import argparse, gzip, json, os, random, re, sqlite3, subprocess, unicodedata

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
STRATEGIES = [
    ("plain exact", ["--diacritics", "strict", "--no-pairs", "--k1", "1.2"]),
    ("plain folded", ["--diacritics", "folded", "--no-pairs", "--k1", "1.2"]),
    ("FTS5", None),
    ("Lucene", None),
    ("default", []),
]


def unmarked(text):
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return text.replace("đ", "d").replace("Đ", "D")


def toneless(text):
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", text) if c not in TONES))


def half(text, generator):
    return " ".join(unmarked(w) if generator.random() < 0.5 else w for w in text.split(" "))


def rows(path):
    with open(path, encoding="utf8") as file:
        return [line.rstrip("\n").split("\t", 1) for line in file]


def write_rows(path, pairs):
    with open(path, "w", encoding="utf8") as file:
        file.writelines(f"{id}\t{text}\n" for id, text in pairs)


def forms(folder, work):
    """Name of each form and its file of queries."""
    result = [("as written", f"{folder}/queries.tsv")]
    original = rows(result[0][1])
    for name in ("nodia", "nfd", "alttone"):
        if os.path.exists(f"{folder}/queries.{name}.tsv"):
            result.append((name, f"{folder}/queries.{name}.tsv"))
    generator = random.Random(20240727)
    for name, change in (("half", lambda t: half(t, generator)), ("toneless", toneless)):
        path = f"{work}/queries.{name}.tsv"
        write_rows(path, [(id, change(text)) for id, text in original])
        result.append((name, path))
    if os.path.exists(f"{folder}/queries.telex.tsv"):
        result.append(("telex", f"{folder}/queries.telex.tsv"))
    return result


def fts5(documents, queries, out):
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table t using fts5(body, tokenize=\"unicode61 remove_diacritics 2\")")
    database.executemany("insert into t(rowid, body) values(?, ?)", ((n, d[1]) for n, d in enumerate(documents)))
    for path, run in zip(queries, out):
        with open(run, "w", encoding="utf8") as file:
            for id, text in rows(path):
                words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
                match = " OR ".join(f'"{w}"' for w in words)
                found = database.execute(
                    "select rowid from t where t match ? order by rank limit 100", (match,)) if words else []
                for rank, (number,) in enumerate(found, 1):
                    file.write(f"{id} Q0 {documents[number][0]} {rank} {1000 - rank} fts5\n")


def evaluate(vnsearch, run, other, queries, qrels):
    command = [vnsearch, "eval", "--run", run, "--queries", queries, "--qrels", qrels, "--json"]
    if other:
        command += ["--compare", other]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return next(r for r in map(json.loads, lines) if r["measure"].lower().startswith("ndcg"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vnsearch", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--lucene")
    parser.add_argument("--java", default="java")
    parser.add_argument("sets", nargs="+")
    options = parser.parse_args()
    for folder in options.sets:
        name = os.path.basename(folder.rstrip("/"))
        work = f"{options.work}/{name}"
        os.makedirs(work, exist_ok=True)
        index = f"{work}/index"
        if not os.path.exists(index):
            subprocess.run([options.vnsearch, "index", f"{folder}/corpus.jsonl.gz", "--index", index], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with gzip.open(f"{folder}/corpus.jsonl.gz", "rt", encoding="utf8") as file:
            documents = [(d["id"], re.sub(r"\s+", " ", d["title"] + " " + d["text"])) for d in map(json.loads, file)]
        columns = forms(folder, work)
        paths = [path for _, path in columns]
        runs = {s: [f"{work}/{s.replace(' ', '-')}.{c.replace(' ', '-')}.run" for c, _ in columns] for s, _ in STRATEGIES}
        for strategy, flags in STRATEGIES:
            if flags is None:
                continue
            for path, run in zip(paths, runs[strategy]):
                with open(run, "w", encoding="utf8") as file:
                    subprocess.run([options.vnsearch, "run", "--index", index, "--queries", path] + flags, check=True,
                                   stdout=file, stderr=subprocess.DEVNULL)
        fts5(documents, paths, runs["FTS5"])
        if options.lucene:
            write_rows(f"{work}/documents.tsv", documents)
            arguments = [a for pair in zip(paths, runs["Lucene"]) for a in pair]
            subprocess.run([options.java, "-cp", options.lucene, "LuceneRun", f"{work}/documents.tsv"] + arguments,
                           check=True, stderr=subprocess.DEVNULL)
        print(f"\n## {name}: {len(documents):,} documents, {len(rows(paths[0])):,} queries\n")
        print("| | " + " | ".join(c for c, _ in columns) + " |\n|---|" + "---|" * len(columns))
        for strategy, _ in STRATEGIES:
            if strategy == "Lucene" and not options.lucene:
                continue
            cells = []
            for place, path in enumerate(paths):
                other = None if strategy == "default" else runs["default"][place]
                r = evaluate(options.vnsearch, runs[strategy][place], other, path, f"{folder}/qrels.tsv")
                star = "*" if other and not r["differenceInterval"][0] <= 0 <= r["differenceInterval"][1] else ""
                cells.append("{:.4f}{} [{:.3f}, {:.3f}]".format(r["mean"], star, *r["interval"]))
            print(f"| {strategy} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
