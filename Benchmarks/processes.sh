#!/usr/bin/env bash
# Whole processes: `vnsearch query` beside the sqlite3 shell with an FTS5 table of the same documents, cold and warm, and the
# instructions of starting up.
#
#   processes.sh [DOCUMENTS]     synthetic documents; 100,000 if not given
#
# vnsearch is measured as `swift build` links it, and with Swift's library inside (--static-swift-stdlib).
# Cold means that the page cache was dropped before, which needs root; times are means of RUNS (10) processes.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
documents="${1:-100000}"
runs="${RUNS:-10}"
command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed: apt-get install sqlite3" >&2; exit 1; }
swift build -c release --package-path "$here" --product vnsearch-corpus >&2
corpus="$(swift build -c release --package-path "$here" --show-bin-path)/vnsearch-corpus"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# Apart from each other, since the way to link is a way to compile, too: neither has to be built again.
swift build -c release --package-path "$here/.." --product vnsearch >&2
cp "$(swift build -c release --package-path "$here/.." --product vnsearch --show-bin-path)/vnsearch" "$work/vnsearch"
static=(-c release --package-path "$here/.." --product vnsearch --static-swift-stdlib --scratch-path "$here/../.build-static")
swift build "${static[@]}" >&2
cp "$(swift build "${static[@]}" --show-bin-path)/vnsearch" "$work/vnsearch-static"
vnsearch="$work/vnsearch"
"$corpus" documents "$documents" --threads 2 >"$work/corpus.jsonl"
"$corpus" queries "$work/queries" --documents "$documents" --count "$runs"

TIMEFORMAT='%R %U %S'
measured() { # prints: name, wall ms, processor ms
  local name="$1"; shift
  { time "$@" >/dev/null; } 2>&1 | awk -v name="$name" '{ printf "%-34s %9.1f ms  %9.1f ms of processor\n", name, $1 * 1000, ($2 + $3) * 1000 }'
}
sql() {
  printf '%s\n' "PRAGMA journal_mode = OFF;" "PRAGMA synchronous = OFF;" \
    "CREATE VIRTUAL TABLE documents USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2');" \
    "CREATE TABLE lines(line TEXT);" ".mode ascii" ".separator \"\\037\" \"\\n\"" ".import $work/corpus.jsonl lines" \
    "INSERT INTO documents SELECT json_extract(line, '\$.title'), json_extract(line, '\$.text') FROM lines;" \
    "DROP TABLE lines;" "INSERT INTO documents(documents) VALUES ('optimize');" "VACUUM;"
}
sql >"$work/index.sql"
measured "vnsearch index, $documents documents" "$vnsearch" index "$work/corpus.jsonl" --index "$work/index"
measured "sqlite3 import and index" sqlite3 "$work/fts5.db" ".read $work/index.sql"
echo "size: vnsearch $(du -sm "$work/index" | cut -f1) MB, sqlite3 $(du -sm "$work/fts5.db" | cut -f1) MB (both with the texts)"

vnsearch_query() { "$vnsearch" query "$1" --index "$work/index" --limit 10; }
static_query() { "$work/vnsearch-static" query "$1" --index "$work/index" --limit 10; }
sqlite_statement() {
  printf '%s' "SELECT title, rank, snippet(documents, 1, '', '', '…', 30) FROM documents WHERE documents MATCH '$(
    tr -cd '[:alnum:] \200-\377' <<<"$1" | awk '{ for (i = 1; i <= NF; i++) printf "%s\"%s\"", (i > 1 ? " OR " : ""), $i }')' ORDER BY rank LIMIT 10"
}
sqlite_query() { sqlite3 "$work/fts5.db" "$(sqlite_statement "$1")"; }
all() { while read -r query; do "$1" "$query"; done <"$work/queries/titles.txt"; }
cold() {
  while read -r query; do
    sync
    echo 3 >/proc/sys/vm/drop_caches
    { time "$1" "$query" >/dev/null; } 2>&1
  done <"$work/queries/titles.txt" | awk -v name="$2" '{ wall += $1; n++ } END { printf "%-34s %9.1f ms each\n", name, wall / n * 1000 }'
}
warm() {
  all "$1" >/dev/null
  { time all "$1" >/dev/null; } 2>&1 |
    awk -v name="$2" -v n="$runs" '{ printf "%-34s %9.1f ms each, %.1f ms of processor\n", name, $1 / n * 1000, ($2 + $3) / n * 1000 }'
}
if [ -w /proc/sys/vm/drop_caches ]; then
  cold vnsearch_query "vnsearch query, cold"
  cold static_query "vnsearch query, static, cold"
  cold sqlite_query "sqlite3 query, cold"
else
  echo "cold: not measured, the page cache cannot be dropped without root"
fi
warm vnsearch_query "vnsearch query, warm"
warm static_query "vnsearch query, static, warm"
warm sqlite_query "sqlite3 query, warm"

if command -v valgrind >/dev/null; then
  # Without its symbols: valgrind stops at debugging information that is newer than itself.
  strip -o "$work/stripped" "$vnsearch"
  strip -o "$work/stripped-static" "$work/vnsearch-static"
  instructions() { valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : //p'; }
  query="$(head -n 1 "$work/queries/titles.txt")"
  printf '%-34s %14s instructions\n' "vnsearch --help" "$(instructions "$work/stripped" --help)" \
    "vnsearch --help, static" "$(instructions "$work/stripped-static" --help)" \
    "sqlite3 -version" "$(instructions sqlite3 -version)" \
    "vnsearch query" "$(instructions "$work/stripped" query "$query" --index "$work/index" --limit 10)" \
    "vnsearch query, static" "$(instructions "$work/stripped-static" query "$query" --index "$work/index" --limit 10)"
  statement="$(sqlite_statement "$query")"
  printf '%-34s %14s instructions\n' "sqlite3 query" "$(instructions sqlite3 "$work/fts5.db" "$statement")"
fi
