#!/usr/bin/env bash
# Installs the engines to compare with, from Debian and PyPI, into $PEERS (default: ~/.cache/vnsearch-peers-own).
# Does nothing for what is there already.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
export DEBIAN_FRONTEND=noninteractive
mkdir -p "$PEERS"
cd "$PEERS"
need=()
command -v javac >/dev/null || need+=(default-jdk-headless)
command -v g++ >/dev/null || need+=(g++)
command -v unzip >/dev/null || need+=(unzip)
[ -e /usr/include/xapian.h ] || need+=(libxapian-dev)
python3 -c 'import venv, ensurepip' 2>/dev/null || need+=(python3-venv)
if [ ${#need[@]} -gt 0 ]; then
  apt-get update -qq
  apt-get install -y -qq "${need[@]}"
fi
[ -x venv/bin/python ] || python3 -m venv venv
venv/bin/python -c 'import tantivy' 2>/dev/null || venv/bin/pip install -q tantivy

# A package that carries Lucene 10 and a Java runtime that has the module with vector instructions.
if [ ! -x jre/bin/java ]; then
  mkdir -p wheel
  venv/bin/pip download -q --pre --no-deps -d wheel 'arcadedb-jvm>=26'
  (cd wheel && unzip -q -o ./*.whl)
  mkdir -p jars
  find wheel -name 'lucene-core-*.jar' -o -name 'lucene-analysis-common-*.jar' | xargs cp -t jars
  cp -r "$(dirname "$(dirname "$(find wheel -path '*/bin/java' | head -n 1)")")" jre
  chmod +x jre/bin/* jre/lib/jspawnhelper 2>/dev/null || true
  rm -rf wheel
fi

# Debian's Java is older than the jars. It can compile against them if their class files say that they are as old: only the
# number of the version is changed, in copies that are not run.
if [ ! -d jars-to-compile ]; then
  python3 - <<'PYTHON'
import os, zipfile
os.makedirs("jars-to-compile.new", exist_ok=True)
for name in os.listdir("jars"):
    with zipfile.ZipFile(f"jars/{name}") as old, zipfile.ZipFile(f"jars-to-compile.new/{name}", "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry.endswith("module-info.class") or entry.startswith("META-INF/versions/"):
                continue
            if entry.endswith(".class") and data[:4] == b"\xca\xfe\xba\xbe":
                data = data[:6] + min(61, int.from_bytes(data[6:8], "big")).to_bytes(2, "big") + data[8:]
            new.writestr(entry, data)
os.rename("jars-to-compile.new", "jars-to-compile")
PYTHON
fi
if [ ! -e classes/LucenePeer.class ] || [ "$here/LucenePeer.java" -nt classes/LucenePeer.class ]; then
  mkdir -p classes
  javac --release 17 -nowarn -cp 'jars-to-compile/*' -d classes "$here/LucenePeer.java"
fi
if [ ! -e xapian_peer ] || [ "$here/xapian_peer.cpp" -nt xapian_peer ]; then
  g++ -O3 -march=native -std=c++17 "$here/xapian_peer.cpp" -o xapian_peer $(xapian-config --cxxflags --libs)
fi
