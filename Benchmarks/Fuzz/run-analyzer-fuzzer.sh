#!/usr/bin/env bash
# Builds the fuzzer of the text analyzer and runs it.
#
#   Benchmarks/Fuzz/run-analyzer-fuzzer.sh [SECONDS] [libFuzzer options…]
set -euo pipefail
cd "$(dirname "$0")/../.."
. Benchmarks/Fuzz/run-fuzzer.sh
seconds="${1:-60}"
[ $# -eq 0 ] || shift
mkdir -p "$build/CICU"
cp Sources/CICU/include/CICU.h "$build/CICU/"
printf 'module CICU { header "CICU.h" export * }\n' >"$build/CICU/module.modulemap"
read -ra flags <<<"$(pkg-config --cflags icu-uc icu-i18n)"
read -ra libraries <<<"$(pkg-config --libs icu-uc icu-i18n)"
clang -c -O2 -fsanitize=address -I "$build/CICU" "${flags[@]}" Sources/CICU/CICU.c -o "$build/CICU.o"
run_fuzzer analyzer AnalyzerFuzzer.swift 4096 "$seconds" \
  -I "$build/CICU" Sources/VNTextAnalysis/*.swift "$build/CICU.o" "${libraries[@]}" -- "$@"
