"""SQLite's FTS5, through Python's sqlite3; ../README.md describes the protocol.

fts5_peer.py index CORPUS OUT THREADS REPORT MODE
fts5_peer.py search INDEX QUERIES OUT MODE OPERATIONS BUDGET WARM PASSES DUMP
"""

import os
import sqlite3
import time

import peer


def index(corpus, out, threads, report, mode):
    os.makedirs(out, exist_ok=True)
    database = sqlite3.connect(os.path.join(out, "fts5.db"))
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -1000000")
    # unicode61 knows no đ: 2 removes the other marks, also those of decomposed text.
    database.execute(
        "CREATE VIRTUAL TABLE documents USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')")
    start = time.time()
    count = 0

    def rows():
        nonlocal count
        for row in peer.documents(corpus):
            count += 1
            yield row

    database.executemany("INSERT INTO documents(rowid, text) VALUES (?, ?)", rows())
    database.commit()
    added = time.time()
    database.execute("INSERT INTO documents(documents) VALUES ('optimize')")
    database.commit()
    database.close()
    peer.write_report(
        report, version="SQLite " + sqlite3.sqlite_version, docs=count, add_s=added - start,
        merge_s=time.time() - added, bytes=os.path.getsize(os.path.join(out, "fts5.db")))


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def search(arguments):
    mode = arguments[3]
    database = sqlite3.connect("file:" + os.path.join(arguments[0], "fts5.db") + "?mode=ro", uri=True)
    database.execute("PRAGMA cache_size = -1000000")
    database.execute("PRAGMA mmap_size = 8000000000")
    best = "SELECT rowid, rank FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?"
    count = "SELECT count(*) FROM documents WHERE documents MATCH ?"

    def prepare(verb, line):
        distinct, ordered, raw = line
        if mode != "A":
            ordered = "".join(character if character.isalnum() or 0x300 <= ord(character) < 0x370 else " "
                              for character in raw).split()
            distinct = list(dict.fromkeys(ordered))
        if verb == "phrase":
            return quoted(" ".join(ordered))
        return (" AND " if verb == "and" else " OR ").join(quoted(text) for text in distinct)

    def execute(query, limit, counts):
        if counts:
            return database.execute(count, (query,)).fetchone()[0]
        return database.execute(best, (query, limit)).fetchall()

    def answer(query, limit, counts):
        total = database.execute(count, (query,)).fetchone()[0]
        hits = [] if counts else execute(query, limit, False)
        return total, [[number, -rank] for number, rank in hits]

    peer.search(arguments, prepare, execute, answer)


peer.main(index, search)
