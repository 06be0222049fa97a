#!/usr/bin/env bash
# Holds counters that repeat against the thresholds in Benchmarks/Thresholds: documents scored, sub-blocks visited, bytes,
# allocations, and instructions where valgrind is installed. No clock is read.
#
#   gates.sh                     measure twice, both must agree; compare with the thresholds
#   gates.sh --update            write the measured values as the new thresholds
#   gates.sh --without-pruning   score every document: must fail, which shows that the gates close
set -euo pipefail
cd "$(dirname "$0")"
# Dictionaries of Swift hash with a random seed; a fixed one makes allocations repeat.
export SWIFT_DETERMINISTIC_HASHING=1
# Which documents are scored may depend on how finely a variant of the kernels estimates; all CPUs can run this one.
export VNSEARCH_KERNELS=portable
swift build -c release --product vnsearch-gates >&2
gates="$(swift build -c release --show-bin-path)/vnsearch-gates"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export TMPDIR="$work"

case "${1:-}" in
--without-pruning)
  "$gates" counters --without-pruning >"$work/counters.tsv"
  exec "$gates" compare Thresholds/counters.tsv "$work/counters.tsv"
  ;;
--update | "") ;;
*) echo "usage: gates.sh [--update | --without-pruning]" >&2; exit 64 ;;
esac

"$gates" counters >"$work/counters.tsv"
"$gates" counters >"$work/again.tsv"
diff "$work/counters.tsv" "$work/again.tsv" || { echo "FAIL: two runs of the counters differ"; exit 1; }
echo "two runs of $(wc -l <"$work/counters.tsv") counters agree"

# Instructions of a piece of work: those of a process that does it, less those of one that only prepares.
instructions() {
  VNSEARCH_KERNELS=avx2 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$work/stripped" work "$1" "$work/work" 2>&1 | sed -n 's/.*Collected : //p'
}
has_valgrind=""
if command -v valgrind >/dev/null && [ "$(uname -m)" = x86_64 ]; then
  has_valgrind=yes
  # Without its symbols: valgrind stops at debugging information that is newer than itself.
  strip -o "$work/stripped" "$gates"
  "$gates" prepare "$work/work"
  none="$(instructions none)"
  for name in analysis index titles phrases questions syllables intersections whole-phrases counts; do
    printf '%s-instructions\t%s\n' "$name" "$(($(instructions "$name") - none))"
  done >"$work/instructions.tsv"
else
  echo "instructions are not counted: valgrind is not installed, or this is no x86-64"
fi

if [ "${1:-}" = --update ]; then
  mkdir -p Thresholds
  { echo "# name, value, tolerance in per cent; written by gates.sh --update"
    awk -F'\t' '{ print $1 "\t" $2 "\t" ($1 ~ /allocations/ ? 5 : 2) }' "$work/counters.tsv"; } >Thresholds/counters.tsv
  [ -z "$has_valgrind" ] || { echo "# name, value, tolerance in per cent; written by gates.sh --update"
    awk -F'\t' '{ print $1 "\t" $2 "\t3" }' "$work/instructions.tsv"; } >Thresholds/instructions.tsv
fi
status=0
"$gates" compare Thresholds/counters.tsv "$work/counters.tsv" || status=1
[ -z "$has_valgrind" ] || "$gates" compare Thresholds/instructions.tsv "$work/instructions.tsv" || status=1
exit $status
