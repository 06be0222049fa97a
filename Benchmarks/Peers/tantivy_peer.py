"""Tantivy, through its Python package; ../README.md describes the protocol.

tantivy_peer.py index CORPUS OUT THREADS REPORT MODE
tantivy_peer.py search INDEX QUERIES OUT MODE OPERATIONS BUDGET WARM PASSES DUMP
"""

import os
import time

import peer
import tantivy

FIELD = "text"


def analyzer(mode):
    if mode == "A":
        return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("n", stored=True, fast=True, indexed=False)
    builder.add_text_field(FIELD, stored=False, tokenizer_name="peer", index_option="position")
    return builder.build()


def index(corpus, out, threads, report, mode):
    os.makedirs(out, exist_ok=True)
    place = tantivy.Index(schema(), path=out, reuse=False)
    place.register_tokenizer("peer", analyzer(mode))
    start = time.time()
    writer = place.writer(heap_size=1_000_000_000 * int(threads), num_threads=int(threads))
    count = 0
    for number, text in peer.documents(corpus):
        document = tantivy.Document()
        document.add_unsigned("n", number)
        document.add_text(FIELD, text)
        writer.add_document(document)
        count += 1
    writer.commit()
    added = time.time()
    writer.wait_merging_threads()
    size = sum(os.path.getsize(os.path.join(out, name)) for name in os.listdir(out))
    peer.write_report(
        report, version="tantivy-py " + tantivy.__version__, docs=count, add_s=added - start,
        merge_s=time.time() - added, bytes=size)


def search(arguments):
    mode = arguments[3]
    analyze = analyzer(mode)
    place = tantivy.Index.open(arguments[0])
    place.register_tokenizer("peer", analyze)
    searcher, fields = place.searcher(), place.schema
    count_all = {"n": {"value_count": {"field": "n"}}}

    def term(text):
        return tantivy.Query.term_query(fields, FIELD, text, "freq")

    def prepare(verb, line):
        distinct, ordered, raw = line
        if mode != "A":
            ordered = analyze.analyze(raw)
            distinct = list(dict.fromkeys(ordered))
        if verb == "phrase" and len(ordered) > 1:
            return tantivy.Query.phrase_query(fields, FIELD, ordered)
        if len(distinct) == 1:
            return term(distinct[0])
        occur = tantivy.Occur.Must if verb == "and" else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, term(text)) for text in distinct])

    def execute(query, limit, counts):
        # The package has no count of its own; an aggregation is the nearest.
        return searcher.aggregate(query, count_all) if counts else searcher.search(query, limit, False)

    def answer(query, limit, counts):
        total = searcher.search(query, 1, True).count
        if counts:
            return total, []
        hits = searcher.search(query, limit, False).hits
        return total, [[searcher.doc(address)["n"][0], score] for score, address in hits]

    peer.search(arguments, prepare, execute, answer)


peer.main(index, search)
