#!/bin/sh
# Builds the fuzzer of the text analyzer and runs it.
#   Benchmarks/Fuzz/run-analyzer-fuzzer.sh [seconds] [more libFuzzer options]
# Inputs that it found interesting are kept in .build/fuzz/analyzer-corpus, failures in .build/fuzz.
set -eu
cd "$(dirname "$0")/../.."
seconds="${1:-60}"
[ $# -gt 0 ] && shift
build=.build/fuzz
mkdir -p "$build/analyzer-corpus" "$build/CICU"
cp Sources/CICU/include/CICU.h "$build/CICU/"
printf 'module CICU { header "CICU.h" export * }\n' >"$build/CICU/module.modulemap"
clang -c -O2 -fsanitize=address -I "$build/CICU" $(pkg-config --cflags icu-uc icu-i18n) Sources/CICU/CICU.c \
  -o "$build/CICU.o"
swiftc -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 -package-name vnsearch \
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
  -enable-upcoming-feature MemberImportVisibility -module-name AnalyzerFuzzer -I "$build/CICU" \
  Sources/VNTextAnalysis/*.swift Benchmarks/Fuzz/AnalyzerFuzzer.swift "$build/CICU.o" \
  $(pkg-config --libs icu-uc icu-i18n) -o "$build/analyzer-fuzzer"
cp Benchmarks/Fuzz/analyzer-seeds/* "$build/analyzer-corpus/"
SWIFT_BACKTRACE=enable=no
export SWIFT_BACKTRACE
exec "$build/analyzer-fuzzer" "$build/analyzer-corpus" -artifact_prefix="$build/" -max_len=4096 -timeout=10 \
  -dict=Benchmarks/Fuzz/analyzer.dict -max_total_time="$seconds" "$@"
