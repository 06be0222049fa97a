"""Writes qrels.txt, run.txt, other.txt and expected.tsv: measures as pytrec_eval (trec_eval) computes them.

    pip install pytrec-eval-terrier     # pytrec_eval with wheels; the module is called pytrec_eval
    python3 generate.py                 # in this folder

With two arguments it reads that qrels and that run and prints their measures; the tests use it so.
"""
import random
import struct
import sys

import pytrec_eval


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def measures(qrels, run):
    """query -> measure -> value. Queries that the run does not have count as 0, as with trec_eval -c."""
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "P.1", "recall.10,100"})
    figures = evaluator.evaluate(run)
    # trec_eval has no cutoff for the reciprocal rank, so the run is cut, in trec_eval's order.
    top = {q: dict(sorted(d.items(), key=lambda x: (float32(x[1]), x[0].encode()), reverse=True)[:10]) for q, d in run.items()}
    ranks = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(top)
    names = {"nDCG@10": "ndcg_cut_10", "P@1": "P_1", "Recall@10": "recall_10", "Recall@100": "recall_100"}
    result = {}
    for q in qrels:
        row = {name: figures.get(q, {}).get(key, 0.0) for name, key in names.items()}
        row["MRR@10"] = ranks.get(q, {}).get("recip_rank", 0.0)
        result[q] = row
    return result


def write_expected(qrels, run, out):
    for query, row in measures(qrels, run).items():
        for name, value in sorted(row.items()):
            out.write(f"{query}\t{name}\t{value!r}\n")


def read(path, document, value, convert):
    table = {}
    for line in open(path, encoding="utf-8"):
        columns = line.split()
        table.setdefault(columns[0], {})[columns[document]] = convert(columns[value])
    return table


def generate():
    random.seed(20240727)
    queries = [f"q{n:02}" for n in range(1, 31)]
    documents = [f"d{n:03}" for n in range(1, 201)]
    qrels = {}
    for query in queries:
        graded = random.sample(documents, random.choice([1, 1, 2, 5, 20]))
        qrels[query] = {d: random.choice([0, 1, 1, 2, 3]) for d in graded}
    with open("qrels.txt", "w") as out:
        for query in queries:
            for document, grade in qrels[query].items():
                out.write(f"{query} 0 {document} {grade}\n")
    for name, skill in (("run.txt", 0.6), ("other.txt", 0.3)):
        with open(name, "w") as out:
            for query in queries[:-2] + ["q99"]:
                found = random.sample(documents, random.choice([3, 10, 40, 120]))
                scored = []
                for document in found:
                    # Rounded, so that there are ties.
                    score = round(random.random() + skill * min(1, qrels.get(query, {}).get(document, 0)), 1)
                    scored.append((score, document))
                scored.sort(key=lambda x: -x[0])
                for rank, (score, document) in enumerate(scored):
                    out.write(f"{query} Q0 {document} {rank + 1} {score} {name[:-4]}\n")
    with open("expected.tsv", "w") as out:
        write_expected(read("qrels.txt", 2, 3, int), read("run.txt", 2, 4, float), out)


if len(sys.argv) == 3:
    write_expected(read(sys.argv[1], 2, 3, int), read(sys.argv[2], 2, 4, float), sys.stdout)
else:
    generate()
