"""Filtered, sorted, counted, unfinished and misspelled searches of VNSearch, Tantivy and SQLite FTS5, in one run.

    python3 Benchmarks/Selection/compare.py QUERIES.txt FOLDER CORPUS.jsonl[.gz]… [--documents N]

After `swift build -c release --package-path Benchmarks --product selection-report`; needs the Python packages tantivy and apsw. A
CORPUS has JSON lines with `title` and `text`, QUERIES one query a line. Every engine gets the same tokens, folded to
ASCII, with the same columns made from the line's number: ten categories, prices up to 1,000,000, dates over ten years.
Figures are microseconds of CPU time of one thread: the mean of each query's fastest pass of up to five (an operation that
took three seconds is not passed again), query objects made before the clock where the engine has them. Indexes stay in FOLDER and are used again.

Suggestions are measured once more on the texts with their marks, each asked for once.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import time
import unicodedata

CATEGORY, DATES, PRICE = "c3", (1_600_000_000, 1_650_000_000), 900_000
PASSES = 5
BUDGET = 3_000_000_000


def fold(text):
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall("[a-z0-9]+", "".join(c for c in text if not unicodedata.combining(c))))


def lines_of(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        yield from lines


def prepare(corpora, queries, folder, limit):
    os.makedirs(folder, exist_ok=True)
    rows = []
    with open(folder + "/documents.tsv", "w") as folded, open(folder + "/marked.tsv", "w") as marked:
        for line in (line for corpus in corpora for line in lines_of(corpus)):
            n = len(rows)
            if n == limit:
                break
            document = json.loads(line)
            scattered = n * 2654435761 % 2**32
            raw = (document.get("title") or "") + " " + (document.get("text") or "")
            row = (n, "c%d" % (scattered % 10), scattered // 10 % 1_000_000, 1_400_000_000 + scattered % 320_000_000)
            rows.append(row + (fold(raw),))
            folded.write("\t".join(map(str, rows[-1])) + "\n")
            marked.write("\t".join(map(str, row + (re.sub(r"\s+", " ", raw),))) + "\n")
    texts = [" ".join(line.split()) for line in lines_of(queries)]
    wanted = sorted({" ".join(dict.fromkeys(fold(text).split())) for text in texts} - {""})
    wanted = [expanded(i, query) for i, query in enumerate(wanted[:: max(1, len(wanted) // 100)][:100])]
    with open(folder + "/queries.tsv", "w") as file:
        file.writelines("\t".join(query) + "\n" for query in wanted)
    with open(folder + "/typed.txt", "w") as file:
        # As they are typed: with marks and without, after one letter to nine.
        for i, text in enumerate(t for t in dict.fromkeys(texts) if len(t) > 9):
            for typed in (text, fold(text)):
                file.write(typed[: 1 + i % 9].strip() + "\n")
    return rows, wanted


def expanded(i, query):
    """The words; the beginning of one; all with the last unfinished; one without a letter; one with letters unknown."""
    words = query.split()
    longest = max(words, key=len)
    beginning = words[-1][: 2 + i % 2]
    place = 1 + i % max(1, len(longest) - 1)
    misspelled = longest[:place] + longest[place + 1 :] if len(longest) > 3 else longest + "h"
    pattern = longest[0] + "*" + longest[-1]
    return query, beginning, " ".join(words[:-1] + [beginning]), misspelled, pattern


def measure(operations, queries):
    result = {}
    for name, (make, run) in operations.items():
        made = [make(query) for query in queries]
        best, found, begun = [float("inf")] * len(queries), 0, time.thread_time_ns()
        for number in range(PASSES):
            if time.thread_time_ns() - begun > BUDGET:
                break
            for i, query in enumerate(made):
                start = time.thread_time_ns()
                count = run(query)
                best[i] = min(best[i], time.thread_time_ns() - start)
                found += count if number == 0 else 0
        result[name] = (sum(best) / len(best) / 1000, found)
    return result


def run_fts5(rows, queries, folder):
    import apsw

    path = folder + "/fts5.db"
    fresh = not os.path.exists(path)
    db = apsw.Connection(path)
    if fresh:
        db.execute("begin")
        db.execute("create virtual table f using fts5(text, content='', tokenize='ascii')")
        db.execute("create table d(n integer primary key, category text, price integer, date integer)")
        db.executemany("insert into f(rowid, text) values (?, ?)", ((r[0] + 1, r[4]) for r in rows))
        db.executemany("insert into d values (?, ?, ?, ?)", ((r[0] + 1, r[1], r[2], r[3]) for r in rows))
        db.execute("create index dc on d(category)")
        db.execute("create index dd on d(date)")
        db.execute("insert into f(f) values('optimize')")
        db.execute("create virtual table v using fts5vocab('f', 'row')")
        db.execute("commit")
    db.execute("pragma mmap_size = 4000000000")
    join = "select f.rowid from f join d on d.n = f.rowid where f match ? "
    best = "order by rank limit 10"
    newest = "order by d.date desc limit 10"

    def words(query):
        return " OR ".join(query[0].split())

    def prefix(query):
        return query[1] + "*"

    def unfinished(query):
        return " OR ".join(query[2].split()) + "*"

    def rows_of(sql, *values):
        return lambda q: len(list(db.execute(sql, (q,) + values)))

    def counted(sql, *values):
        return lambda q: sum(r[-1] for r in db.execute(sql, (q,) + values))

    def completed(q):
        sql = "select term, doc from v where term >= ? and term < ? order by doc desc limit 8"
        return len(list(db.execute(sql, (q[1], q[1][:-1] + chr(ord(q[1][-1]) + 1)))))

    top = "select rowid from f where f match ? " + best
    return measure({
        "words": (words, rows_of(top)),
        "words, category": (words, rows_of(join + "and d.category = ? " + best, CATEGORY)),
        "words, dates": (words, rows_of(join + "and d.date between ? and ? " + best, *DATES)),
        "newest": (words, rows_of(join + newest)),
        "newest, price": (words, rows_of(join + "and d.price >= ? " + newest, PRICE)),
        "facets": (words, counted(
            "select d.category, count(*) from f join d on d.n = f.rowid where f match ? group by 1")),
        "count, category": (words, counted(
            "select count(*) from f join d on d.n = f.rowid where f match ? and d.category = ?", CATEGORY)),
        "prefix": (prefix, rows_of(top)),
        "words and a prefix": (unfinished, rows_of(top)),
        "suggest": (lambda q: q, completed),
    }, queries)


def run_tantivy(rows, queries, folder):
    import tantivy
    from tantivy import Occur, Query

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("category", tokenizer_name="raw", fast=True)
    builder.add_integer_field("price", fast=True, indexed=True)
    builder.add_integer_field("date", fast=True, indexed=True)
    schema = builder.build()
    path = folder + "/tantivy"
    fresh = not os.path.exists(path)
    os.makedirs(path, exist_ok=True)
    index = tantivy.Index(schema, path)
    if fresh:
        writer = index.writer(heap_size=2_000_000_000, num_threads=1)
        for n, category, price, date, text in rows:
            writer.add_document(tantivy.Document(text=text, category=category, price=price, date=date))
        writer.commit()
        writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    integer = tantivy.FieldType.Integer
    category = Query.term_query(schema, "category", CATEGORY)
    dates = Query.range_query(schema, "date", integer, *DATES)
    price = Query.range_query(schema, "price", integer, PRICE, 1_000_000)

    def any_of(queries):
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def words(q):
        return any_of(Query.term_query(schema, "text", word) for word in q[0].split())

    def filtered(filter):
        free = Query.const_score_query(filter, 0.0)
        return lambda q: Query.boolean_query([(Occur.Must, words(q)), (Occur.Must, free)])

    def prefix(q):
        return Query.regex_query(schema, "text", q[1] + ".*")

    def unfinished(q):
        *whole, last = q[2].split()
        own = [Query.term_query(schema, "text", word) for word in whole]
        return any_of(own + [Query.regex_query(schema, "text", last + ".*")])

    def best(query):
        return len(searcher.search(query, limit=10, count=False).hits)

    def newest(query):
        return len(searcher.search(query, limit=10, count=False, order_by_field="date").hits)

    def facets(query):
        answer = searcher.aggregate(query, {"c": {"terms": {"field": "category", "size": 10}}})
        return sum(bucket["doc_count"] for bucket in answer["c"]["buckets"])

    print("tantivy:", searcher.num_segments, "segments")
    return measure({
        "words": (words, best),
        "words, category": (filtered(category), best),
        "words, dates": (filtered(dates), best),
        "newest": (words, newest),
        "newest, price": (filtered(price), newest),
        "facets": (words, facets),
        "count, category": (filtered(category), lambda q: searcher.search(q, limit=1, count=True).count),
        "prefix": (prefix, best),
        "words and a prefix": (unfinished, best),
        "misspelled": (lambda q: Query.fuzzy_term_query(schema, "text", q[3]), best),
        "wildcard": (lambda q: Query.regex_query(schema, "text", q[4].replace("*", ".*")), best),
    }, queries)


def report(mode, folder, index, documents, queries):
    output = subprocess.run(
        [os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".build/release/selection-report"), mode] + [f"{folder}/{name}" for name in (index, documents, queries)],
        check=True, capture_output=True, text=True).stdout
    return {line.split("\t")[0]: list(map(int, line.split("\t")[1:])) for line in output.splitlines()}


def run_vnsearch(folder):
    times = report("search", folder, "vnsearch", "documents.tsv", "queries.tsv")
    return {
        name: (sum(values) / len(values) / 1000, times[name + ":found"][0])
        for name, values in times.items() if not name.endswith(":found")
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("queries")
    parser.add_argument("folder")
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--documents", type=int, default=-1)
    arguments = parser.parse_args()
    folder = arguments.folder
    rows, queries = prepare(arguments.corpora, arguments.queries, folder, arguments.documents)
    engines = {
        "VNSearch": run_vnsearch(folder), "Tantivy": run_tantivy(rows, queries, folder),
        "FTS5": run_fts5(rows, queries, folder),
    }
    print(f"{len(rows):,} documents, {len(queries)} queries; CPU µs (documents found)\n")
    print("| operation | " + " | ".join(engines) + " | of the faster peer |")
    print("|---|" + "---|" * (len(engines) + 1))
    for name, (own, _) in engines["VNSearch"].items():
        known = [times.get(name) for times in engines.values()]
        cells = ["–" if time is None else f"{time[0]:,.0f} ({time[1]:,})" for time in known]
        fastest = min(time[0] for time in known[1:] if time)
        print(f"| {name} | " + " | ".join(cells) + f" | {own / fastest:.2f} |")
    times = report("suggest", folder, "vnsearch-marked", "marked.tsv", "typed.txt")
    print("\nSuggestions on texts with marks, µs:")
    print(f"opening {times['suggest:open'][0] / 1000:,.0f}")
    for name, key in (("first time", "suggest:first"), ("again", "suggest")):
        values = sorted(times[key])
        shares = ", ".join(f"p{p} {values[len(values) * p // 100] / 1000:,.0f}" for p in (50, 95, 99))
        print(f"{name}: {len(values)} texts, mean {sum(values) / len(values) / 1000:,.0f}, {shares}, "
              f"most {values[-1] / 1000:,.0f}")


main()
