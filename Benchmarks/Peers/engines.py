"""The engines of a comparison, and how each is run: the built-in ones and those in $PEERS/engines.d/*.json."""

import glob
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))


def engines(peers, own):
    """All engines by name: {"modes", "index", "search"}, commands with the placeholders of the protocol."""
    java = (f"{peers}/jre/bin/java -Xms2g -Xmx8g -XX:+UseSerialGC --add-modules jdk.incubator.vector "
            f"--enable-native-access=ALL-UNNAMED -cp {peers}/classes:{peers}/jars/* LucenePeer")
    python = f"{peers}/venv/bin/python {HERE}"
    tail = "{corpus} {out} {threads} {report} {mode}"
    search = "search {index} {queries} {out} {mode} {ops} {budget} {warm} {passes} {dump}"
    known = {
        "vnsearch": {"modes": ["A", "B"], "index": f"{own} index {{corpus}} {{out}} {{threads}} {{pos}} {{report}} {{mode}}",
                     "search": f"{own} {search}"},
        "lucene": {"modes": ["A", "B"], "index": f"{java} index {tail}", "search": f"{java} {search}"},
        "tantivy": {"modes": ["A", "B"], "index": f"{python}/tantivy_peer.py index {tail}",
                    "search": f"{python}/tantivy_peer.py {search}"},
        "fts5": {"modes": ["A", "B"], "index": f"{python}/fts5_peer.py index {tail}",
                 "search": f"{python}/fts5_peer.py {search}"},
        "xapian": {"modes": ["A"], "index": f"{peers}/xapian_peer index {tail}",
                   "search": f"{peers}/xapian_peer {search}"},
    }
    for path in sorted(glob.glob(f"{peers}/engines.d/*.json")):
        with open(path) as file:
            engine = json.load(file)
        known.setdefault(engine["name"], engine)
    return known
