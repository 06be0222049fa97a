#!/bin/sh
# Builds the fuzzer of the text analyzer and runs it.
#   Benchmarks/Fuzz/run-analyzer-fuzzer.sh [seconds] [more libFuzzer options]
# Inputs that it found interesting are kept in .build/fuzz/analyzer-corpus, failures in .build/fuzz.
set -eu
cd "$(dirname "$0")/../.."
seconds="${1:-60}"
[ $# -gt 0 ] && shift
mkdir -p .build/fuzz/analyzer-corpus
swiftc -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 \
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
  -enable-upcoming-feature MemberImportVisibility -module-name AnalyzerFuzzer -I Sources/CICU \
  Sources/VNTextAnalysis/*.swift Benchmarks/Fuzz/AnalyzerFuzzer.swift -o .build/fuzz/analyzer-fuzzer
cp Benchmarks/Fuzz/analyzer-seeds/* .build/fuzz/analyzer-corpus/ 2>/dev/null || true
SWIFT_BACKTRACE=enable=no
export SWIFT_BACKTRACE
exec .build/fuzz/analyzer-fuzzer .build/fuzz/analyzer-corpus -artifact_prefix=.build/fuzz/ -max_len=4096 \
  -timeout=10 -dict=Benchmarks/Fuzz/analyzer.dict -max_total_time="$seconds" "$@"
