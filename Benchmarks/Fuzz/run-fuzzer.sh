# Compiles a libFuzzer target and runs it; for the scripts beside it, which say how they are used.
#
#   run_fuzzer NAME FILE.swift MAX_LENGTH SECONDS [compiler arguments…] -- [libFuzzer options…]
#
# Seeds are NAME-seeds/*, words NAME.dict. Inputs that it found interesting are kept in .build/fuzz/NAME-corpus, failures
# in .build/fuzz.
build=.build/fuzz

run_fuzzer() {
  name="$1" source="$2" max_length="$3" seconds="$4"
  shift 4
  arguments=()
  while [ "$1" != -- ]; do
    arguments+=("$1")
    shift
  done
  shift
  mkdir -p "$build/$name-corpus"
  swiftc -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 -package-name vnsearch \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -enable-upcoming-feature MemberImportVisibility "${arguments[@]}" \
    Benchmarks/Fuzz/Requirement.swift "Benchmarks/Fuzz/$source" -module-name "${source%.swift}" -o "$build/$name-fuzzer"
  cp Benchmarks/Fuzz/"$name"-seeds/* "$build/$name-corpus/"
  SWIFT_BACKTRACE=enable=no exec "$build/$name-fuzzer" "$build/$name-corpus" -artifact_prefix="$build/" \
    -max_len="$max_length" -timeout=10 -dict="Benchmarks/Fuzz/$name.dict" -max_total_time="$seconds" "$@"
}
