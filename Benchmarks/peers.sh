#!/usr/bin/env bash
# Measures VNSearch beside Lucene, Tantivy, SQLite's FTS5 and Xapian in one run, and writes a report.
#
#   peers.sh CORPUS.jsonl QUERIES… [--out FOLDER] [options]      QUERIES: files of one query a line, or folders of *.txt
#   peers.sh --help                                              the options
#
# On a fresh Debian: python3 is needed; everything else is installed from Debian and PyPI on the first run.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
export PEERS="${PEERS:-$HOME/.cache/vnsearch-peers-own}"
case " $* " in
*" --help "* | *" -h "*) ;;
*)
  "$here/Peers/setup.sh" >&2
  swift build -c release --package-path "$here" --product vnsearch-engine >&2
  VNSEARCH_ENGINE="$(swift build -c release --package-path "$here" --show-bin-path)/vnsearch-engine"
  export VNSEARCH_ENGINE
  ;;
esac
exec python3 "$here/Peers/peers.py" "$@"
