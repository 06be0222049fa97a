"""Filtered, sorted and counted searches of VNSearch, Tantivy and SQLite FTS5, in one run.

    python3 Selection/compare.py CORPUS.jsonl QUERIES.txt FOLDER [DOCUMENTS]

From Benchmarks/, after `swift build -c release --product selection-report`. Needs the Python packages tantivy and apsw.
CORPUS has JSON lines with `title` and `text`, QUERIES one query a line. Every engine gets the same tokens, folded to
ASCII, with the same columns made from the line number: ten categories, prices up to 1,000,000, dates over ten years. The
figures are microseconds of CPU time of one thread: the mean of each query's fastest pass.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import time
import unicodedata

CATEGORY, DATES, PRICE = "c3", (1_600_000_000, 1_650_000_000), 900_000


def fold(text):
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall("[a-z0-9]+", "".join(c for c in text if not unicodedata.combining(c))))


def prepare(corpus, queries, folder, limit):
    os.makedirs(folder, exist_ok=True)
    opener = gzip.open if corpus.endswith(".gz") else open
    rows = []
    with opener(corpus, "rt") as lines:
        for n, line in enumerate(lines):
            if n == limit:
                break
            document = json.loads(line)
            scattered = n * 2654435761 % 2**32
            text = fold((document.get("title") or "") + " " + (document.get("text") or ""))
            rows.append((n, "c%d" % (scattered % 10), scattered // 10 % 1_000_000, 1_400_000_000 + scattered % 320_000_000, text))
    with open(folder + "/documents.tsv", "w") as file:
        for row in rows:
            file.write("\t".join(map(str, row)) + "\n")
    with open(queries) as lines:
        wanted = sorted({" ".join(dict.fromkeys(fold(line).split())) for line in lines} - {""})[:200]
    with open(folder + "/queries.txt", "w") as file:
        file.write("\n".join(wanted) + "\n")
    return rows, wanted


def measure(operations, queries):
    result = {}
    for name, run in operations.items():
        best, found = [float("inf")] * len(queries), 0
        for number in range(4):
            for i, query in enumerate(queries):
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
        db.execute("commit")
    join = "select f.rowid from f join d on d.n = f.rowid where f match ? "
    best = "order by bm25(f) limit 10"
    newest = "order by d.date desc limit 10"

    def rows_of(sql, *values):
        return lambda q: len(list(db.execute(sql, (" OR ".join(q.split()),) + values)))

    def counted(sql, *values):
        return lambda q: sum(r[-1] for r in db.execute(sql, (" OR ".join(q.split()),) + values))

    return measure({
        "or10": rows_of("select rowid from f where f match ? " + best),
        "or10 category": rows_of(join + "and d.category = ? " + best, CATEGORY),
        "or10 dates": rows_of(join + "and d.date between ? and ? " + best, *DATES),
        "sorted10": rows_of(join + newest),
        "sorted10 price": rows_of(join + "and d.price >= ? " + newest, PRICE),
        "facets": counted("select d.category, count(*) from f join d on d.n = f.rowid where f match ? group by 1"),
        "count category": counted("select count(*) from f join d on d.n = f.rowid where f match ? and d.category = ?", CATEGORY),
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
        writer = index.writer(heap_size=1_000_000_000, num_threads=1)
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

    def words(q):
        return Query.boolean_query([(Occur.Should, Query.term_query(schema, "text", w)) for w in q.split()])

    def with_filter(query, filter):
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(filter, 0.0))])

    def top(filter=None, order=None, limit=10, count=False):
        def run(q):
            query = words(q) if filter is None else with_filter(words(q), filter)
            options = {"order_by_field": order} if order else {}
            found = searcher.search(query, limit=limit, count=count, **options)
            return found.count if count else len(found.hits)
        return run

    def facets(q):
        answer = searcher.aggregate(words(q), {"c": {"terms": {"field": "category", "size": 10}}})
        return sum(bucket["doc_count"] for bucket in answer["c"]["buckets"])

    print("tantivy", tantivy.__version__ if hasattr(tantivy, "__version__") else "", "segments", searcher.num_segments)
    return measure({
        "or10": top(), "or10 category": top(category), "or10 dates": top(dates), "sorted10": top(order="date"),
        "sorted10 price": top(price, "date"), "facets": facets, "count category": top(category, limit=1, count=True),
    }, queries)


def run_vnsearch(folder):
    output = subprocess.run(
        [".build/release/selection-report", folder + "/vnsearch", folder + "/documents.tsv", folder + "/queries.txt"],
        check=True, capture_output=True, text=True).stdout
    result, times = {}, {}
    for line in output.splitlines():
        name, *values = line.split("\t")
        if name.endswith(":found"):
            result[name[:-6]] = (times[name[:-6]], int(values[0]))
        else:
            times[name] = sum(map(int, values)) / len(values) / 1000
    return result


def main():
    corpus, queries, folder = sys.argv[1:4]
    rows, queries = prepare(corpus, queries, folder, int(sys.argv[4]) if len(sys.argv) > 4 else -1)
    engines = {
        "VNSearch": run_vnsearch(folder), "Tantivy": run_tantivy(rows, queries, folder),
        "FTS5": run_fts5(rows, queries, folder),
    }
    print(f"{len(rows)} documents, {len(queries)} queries; CPU µs (documents found)")
    print("| operation | " + " | ".join(engines) + " | of the faster peer |")
    print("|---|" + "---|" * (len(engines) + 1))
    for name, (own, _) in engines["VNSearch"].items():
        cells = [f"{times[name][0]:,.0f} ({times[name][1]:,})" for times in engines.values()]
        fastest = min(engines["Tantivy"][name][0], engines["FTS5"][name][0])
        print(f"| {name} | " + " | ".join(cells) + f" | {own / fastest:.2f} |")


main()
