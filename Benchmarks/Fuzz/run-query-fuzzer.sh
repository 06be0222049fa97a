#!/usr/bin/env bash
# Builds the fuzzer of the query language and runs it.
#
#   Benchmarks/Fuzz/run-query-fuzzer.sh [SECONDS] [libFuzzer options…]
set -euo pipefail
cd "$(dirname "$0")/../.."
. Benchmarks/Fuzz/run-fuzzer.sh
seconds="${1:-60}"
[ $# -eq 0 ] || shift
engine=Sources/VNSearchEngine
mkdir -p "$build"
# Conditions on fields without the columns that they are asked of.
sed -e '/^extension Column /,$d' -e '/^import VNTextAnalysis/d' $engine/Columns/ColumnFilter.swift >"$build/ColumnFilter.swift"
language=()
for file in $engine/Query/Language/*.swift; do
  [ "${file##*/}" = QueryParser+Schema.swift ] || language+=("$file")
done
run_fuzzer query QueryFuzzer.swift 1024 "$seconds" Benchmarks/Fuzz/NoSchema.swift \
  "${language[@]}" $engine/Query/Query.swift $engine/Query/Query+Building.swift $engine/Query/Query+Coding.swift \
  $engine/Query/Query+UserInput.swift $engine/Query/TermPattern.swift $engine/Query/Filter.swift \
  $engine/Query/Filter+Values.swift "$build/ColumnFilter.swift" $engine/Schema/FieldValue.swift \
  $engine/Schema/FieldValue+*.swift $engine/Schema/FieldValueConvertible.swift $engine/Schema/Timestamp.swift \
  $engine/Schema/SearchError.swift -- "$@"
