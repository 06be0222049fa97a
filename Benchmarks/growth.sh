#!/usr/bin/env bash
# How cost grows with the number of documents: synthetic collections of several sizes through peers.sh, mode A.
#
#   growth.sh FOLDER [SIZES]     SIZES: "10000 100000 166000 1000000 5000000" if not given; ENGINES=vnsearch,lucene;
#                                LENGTH=0.3 makes documents of a third of the words: paragraphs
#
# Writes FOLDER/growth.json, which the report of peers.sh in the same folder takes in. 5,000,000 documents of
# LENGTH=0.3 need about 15 GB of disk and half an hour, whole ones three times as much.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
[ $# -ge 1 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 64; }
folder="$(mkdir -p "$1" && cd "$1" && pwd)"
sizes="${2:-10000 100000 166000 1000000 5000000}"
engines="${ENGINES:-vnsearch,lucene}"
swift build -c release --package-path "$here" --product vnsearch-corpus >&2
corpus="$(swift build -c release --package-path "$here" --show-bin-path)/vnsearch-corpus"
"$corpus" queries "$folder/growth-queries" --seed 1 --documents 10000 --count 300
rm -f "$folder"/growth-queries/*.nodia.txt
for size in $sizes; do
  part="$folder/growth-$size"
  [ -e "$part/results.json" ] && continue
  mkdir -p "$part"
  "$corpus" documents "$size" --seed 1 --threads 2 --length "${LENGTH:-1}" >"$part/corpus.jsonl"
  "$here/peers.sh" "$part/corpus.jsonl" "$folder/growth-queries" --out "$part" --engines "$engines" --modes A \
    --operations or10,and10,phrase10,count_or --rounds 1 --budget 60
  rm -rf "$part/corpus.jsonl" "$part/index" "$part/work"
done
LENGTH="${LENGTH:-1}" python3 "$here/Peers/growth.py" "$folder" $sizes
