#!/usr/bin/env python3
"""Runs the commands in the project's documents, from a fresh clone, and holds recorded sessions against what comes out.

run.py                 clone the last commit into a temporary folder and run there what every document says
run.py --here          run in this checkout: quicker, but leaves what the commands write
run.py --ci            as --here, without what CI has run before or what needs more of the network than its own steps
run.py --sessions      only the recorded sessions (```console blocks)
run.py --update        write what really comes out into the recorded sessions of this checkout
run.py --names         only check that what ARCHITECTURE and CONTRIBUTING name is there, and where links lead
run.py --list          print what would be run and what would not, with reasons

Commands are the lines of ```sh blocks, and inline code in tables that starts with one of PROGRAMS. Each runs in a bash of its own at
the root of the clone; an `export` holds for the commands after it in the same document. skipped.tsv lists those that are not run:
when (always, ci) TAB document TAB start of the command TAB reason; an entry that matches nothing is an error. Collections that
VNSEARCH_CORPUS chooses are the small one. Exits with 1 if anything fails.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = ("swift ", "vnsearch ", "Benchmarks/", "Tests/", ".ci/", "python3 ")
# What may differ from one run to the next in a recorded session: times.
VARYING = re.compile(r"\bin \d+(\.\d+)? s\b")


def documents(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "*.md"], capture_output=True, text=True, check=True).stdout.split("\n")
    listed = [path for path in listed if path and not (path.startswith("corpus/") and path != "corpus/README.md")]
    # The README first: it says what to install.
    return sorted(listed, key=lambda path: (path != "README.md", path))


def skipped(root):
    entries = []
    with open(f"{root}/Tests/docs/skipped.tsv", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                when, document, start, reason = line.rstrip("\n").split("\t")
                if when not in ("always", "ci"):
                    raise SystemExit(f"skipped.tsv: {when} is neither always nor ci")
                entries.append({"when": when, "document": document, "start": start, "reason": reason, "used": False})
    return entries


def blocks(text):
    """The fenced blocks of a document: (language, lines)."""
    return [(match.group(1), match.group(2).rstrip("\n").split("\n")) for match in re.finditer(r"^```(\w+)\n(.*?)^```", text, re.M | re.S)]


def commands(text):
    """The commands of the ```sh blocks, continued lines joined, and those in tables."""
    found = []
    for language, lines in blocks(text):
        if language != "sh":
            continue
        pending = ""
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            pending += line
            if pending.endswith("\\"):
                pending = pending[:-1]
                continue
            found.append(pending.strip())
            pending = ""
    for line in text.split("\n"):
        if line.startswith("|"):
            found += [code for code in re.findall(r"`([^`]+)`", line) if code.startswith(PROGRAMS) and " " in code or code.startswith("Benchmarks/") and code.endswith(".sh")]
    return found


NAMED = ("ARCHITECTURE.md", "CONTRIBUTING.md")


def check_names(root):
    """How many names of types, files and folders in the two documents for developers are nowhere, and how many links lead nowhere."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout.split("\n")
    words = set()
    for path in listed:
        if path.endswith((".swift", ".c", ".h", ".py", ".java", ".sh")):
            with open(f"{root}/{path}", encoding="utf-8", errors="replace") as file:
                words.update(re.findall(r"\w+", file.read()))
    stems = [os.path.splitext(os.path.basename(path))[0] for path in listed]
    folders = {path[:end.start()] for path in listed for end in re.finditer("/", path)}
    failed = 0
    for document in documents(root):
        with open(f"{root}/{document}", encoding="utf-8") as file:
            text = file.read()
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            if not os.path.exists(os.path.join(root, os.path.dirname(document), link)):
                failed += 1
                print(f"FAIL  {document}: the link to {link} leads nowhere")
        if document not in NAMED:
            continue
        for name in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
            if re.fullmatch(r"\+?[A-Z]\w+(\+\w+)+|\+\w+", name):
                known = any(stem.endswith(name) if name.startswith("+") else stem == name for stem in stems)
            elif re.fullmatch(r"[A-Za-z]\w*(\.\w+)*", name):
                known = name.split(".")[-1] in words or name in stems or name in folders or any(path.endswith("/" + name) or path == name for path in listed)
                known = known or any(folder.endswith("/" + name) for folder in folders)
            elif re.fullmatch(r"[\w.-]+(/[\w.-]*)+", name):
                part = name.rstrip("/")
                known = any(path == part or path.endswith("/" + part) for path in listed) or any(folder == part or folder.endswith("/" + part) for folder in folders)
            else:
                continue
            if not known:
                failed += 1
                print(f"FAIL  {document}: nothing is called {name}")
    return failed


def shell(command, root, environment):
    start = time.time()
    result = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=root, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return result.returncode, result.stdout, time.time() - start


def sessions(text):
    """The recorded sessions: [(whole block, [(command, expected output)])]."""
    found = []
    for language, lines in blocks(text):
        if language != "console":
            continue
        steps = []
        for line in lines:
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif steps:
                steps[-1][1].append(line)
        found.append(("```console\n" + "\n".join(lines) + "\n```", steps))
    return found


def check_sessions(root, binaries, update):
    """Replays the recorded sessions; returns how many commands ran and how many had another output."""
    ran = failed = 0
    for document in documents(root):
        with open(f"{root}/{document}", encoding="utf-8") as file:
            text = file.read()
        changed = text
        for block, steps in sessions(text):
            folder = tempfile.mkdtemp()
            shutil.copytree(f"{root}/corpus", f"{folder}/corpus")
            environment = dict(os.environ, PATH=f"{binaries}:{os.environ['PATH']}", COLUMNS="120")
            real = []
            for command, expected in steps:
                _, output, _ = shell(command, folder, environment)
                lines = output.rstrip("\n").split("\n") if output.strip() else []
                real += ["$ " + command, *lines]
                ran += 1
                mask = lambda rows: [VARYING.sub("in … s", row.rstrip()) for row in rows]
                if mask(lines) != mask(expected):
                    failed += 1
                    print(f"DIFFERS {document}: $ {command}\n--- recorded\n" + "\n".join(expected) + "\n--- real\n" + "\n".join(lines))
            shutil.rmtree(folder)
            changed = changed.replace(block, "```console\n" + "\n".join(real) + "\n```")
        if update and changed != text:
            with open(f"{root}/{document}", "w", encoding="utf-8") as file:
                file.write(changed)
            print(f"written: {document}")
    return ran, failed


def build(root):
    """The folder of a release build of vnsearch."""
    for tail in ([], ["--show-bin-path"]):
        result = subprocess.run(["swift", "build", "-c", "release", "--product", "vnsearch", *tail], cwd=root, capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(result.stdout + result.stderr)
    return result.stdout.strip()


def main():
    options = set(sys.argv[1:])
    if not options <= {"--here", "--ci", "--sessions", "--update", "--names", "--list"}:
        raise SystemExit(__doc__)
    if options == {"--names"}:
        raise SystemExit(1 if check_names(ROOT) else 0)
    start = time.time()
    root = ROOT
    if not options:
        root = tempfile.mkdtemp(prefix="vnsearch-docs-")
        subprocess.run(["git", "clone", "-q", ROOT, root], check=True)
    passed = left_out = 0
    failed = check_names(root)
    try:
        if not options & {"--sessions", "--update"}:
            passed, failures, left_out = run_commands(root, options)
            failed += failures
        if "--list" not in options:
            ran, different = check_sessions(root, build(root), "--update" in options)
            passed, failed = passed + ran - different, failed + different
    finally:
        if root != ROOT:
            shutil.rmtree(root, ignore_errors=True)
    print(f"{left_out} commands left out, {time.time() - start:.0f} s")
    print(f"documents: {passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


def run_commands(root, options):
    """Runs what stands in the documents; returns how many commands passed, failed, and were left out."""
    passed = failed = left_out = 0
    entries = skipped(root)
    environment = dict(os.environ, VNSEARCH_CORPUS="corpus")
    for document in documents(root):
        with open(f"{root}/{document}", encoding="utf-8") as file:
            text = file.read()
        exports = ""
        for command in commands(text):
            entry = next((entry for entry in entries if entry["document"] == document and command.startswith(entry["start"])), None)
            if entry:
                entry["used"] = True
            if entry and (entry["when"] == "always" or "--ci" in options):
                print(f"left out  {document}: {command}\n          because it {entry['reason']}")
                left_out += 1
            elif "--list" in options:
                print(f"run       {document}: {command}")
            elif command.startswith("export "):
                exports += command + "\n"
            else:
                if command.startswith("vnsearch "):
                    environment["PATH"] = f"{build(root)}:{os.environ['PATH']}"
                code, output, seconds = shell(exports + command, root, environment)
                print(f"{'ok        ' if code == 0 else 'FAIL      '}{document}: {command} ({seconds:.0f} s)", flush=True)
                passed, failed = (passed + 1, failed) if code == 0 else (passed, failed + 1)
                if code:
                    print(output[-3000:])
    for entry in entries:
        if not entry["used"]:
            print(f"FAIL      skipped.tsv: nothing matches {entry['document']}: {entry['start']}")
            failed += 1
    return passed, failed, left_out


if __name__ == "__main__":
    main()
