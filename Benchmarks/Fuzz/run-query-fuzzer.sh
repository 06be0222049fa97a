#!/bin/sh
# Builds the fuzzer of the query language and runs it.
#   Benchmarks/Fuzz/run-query-fuzzer.sh [seconds] [more libFuzzer options]
# Inputs that it found interesting are kept in .build/fuzz/query-corpus, failures in .build/fuzz.
set -eu
cd "$(dirname "$0")/../.."
seconds="${1:-60}"
[ $# -gt 0 ] && shift
mkdir -p .build/fuzz/query-corpus
engine=Sources/VNSearchEngine
# Conditions on fields without the columns that they are asked of.
sed '/^extension Column /,$d' $engine/Columns/ColumnFilter.swift > .build/fuzz/ColumnFilter.swift
swiftc -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 -package-name vnsearch \
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
  -enable-upcoming-feature MemberImportVisibility -module-name QueryFuzzer \
  $engine/Query/Language/*.swift $engine/Query/Query.swift $engine/Query/Query+Building.swift \
  $engine/Query/Query+UserInput.swift $engine/Query/TermPattern.swift $engine/Query/Filter.swift \
  $engine/Query/Filter+Values.swift .build/fuzz/ColumnFilter.swift $engine/Schema/FieldValue.swift \
  $engine/Schema/FieldValue+*.swift $engine/Schema/FieldValueConvertible.swift $engine/Schema/Timestamp.swift \
  $engine/Schema/SearchError.swift Benchmarks/Fuzz/QueryFuzzer.swift -o .build/fuzz/query-fuzzer
cp Benchmarks/Fuzz/query-seeds/* .build/fuzz/query-corpus/ 2>/dev/null || true
SWIFT_BACKTRACE=enable=no
export SWIFT_BACKTRACE
exec .build/fuzz/query-fuzzer .build/fuzz/query-corpus -artifact_prefix=.build/fuzz/ -max_len=1024 \
  -timeout=10 -dict=Benchmarks/Fuzz/query.dict -max_total_time="$seconds" "$@"
