#!/usr/bin/env python3
"""Runs the commands in the project's documents, from a fresh clone, and holds recorded sessions against what comes out.

run.py                 clone the last commit into a temporary folder and run there what every document says
run.py --here          run in this checkout: quicker, but leaves what the commands write
run.py --sessions      only the recorded sessions (```console blocks)
run.py --update        write what really comes out into the recorded sessions of this checkout
run.py --list          print what would be run and what would not, with reasons

Commands are the lines of ```sh blocks, and inline code in tables that starts with one of PROGRAMS. They are run by bash at the
root of the clone, or in the folder of the document where a block says `cd`. skipped.tsv lists those that cannot be run here:
document TAB start of the command TAB reason; an entry that matches nothing is an error. Exits with 1 if anything fails.
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
    return [path for path in listed if path and not (path.startswith("corpus/") and path != "corpus/README.md")]


def skipped(root):
    entries = []
    with open(f"{root}/Tests/docs/skipped.tsv", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                document, start, reason = line.rstrip("\n").split("\t")
                entries.append({"document": document, "start": start, "reason": reason, "used": False})
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
    if not options <= {"--here", "--sessions", "--update", "--list"}:
        raise SystemExit(__doc__)
    in_place = bool(options & {"--here", "--update", "--list", "--sessions"})
    root = ROOT
    if not in_place:
        root = tempfile.mkdtemp(prefix="vnsearch-docs-")
        subprocess.run(["git", "clone", "-q", ROOT, root], check=True)
    entries = skipped(root)
    passed = failed = 0
    try:
        if not options & {"--list"}:
            binaries = build(root)
            passed, failed = check_sessions(root, binaries, "--update" in options)
            passed -= failed
        if not options & {"--sessions", "--update"}:
            for document in documents(root):
                with open(f"{root}/{document}", encoding="utf-8") as file:
                    text = file.read()
                for command in commands(text):
                    entry = next((entry for entry in entries if entry["document"] == document and command.startswith(entry["start"])), None)
                    if entry:
                        entry["used"] = True
                        print(f"skip  {document}: {command}\n      because: {entry['reason']}")
                        continue
                    if "--list" in options:
                        print(f"run   {document}: {command}")
                        continue
                    environment = dict(os.environ, PATH=f"{binaries}:{os.environ['PATH']}")
                    code, output, seconds = shell(command, root, environment)
                    print(f"{'ok  ' if code == 0 else 'FAIL'}  {document}: {command} ({seconds:.0f} s)", flush=True)
                    passed, failed = (passed + 1, failed) if code == 0 else (passed, failed + 1)
                    if code:
                        print(output[-3000:])
            for entry in entries:
                if not entry["used"]:
                    print(f"FAIL  skipped.tsv: nothing matches {entry['document']}: {entry['start']}")
                    failed += 1
    finally:
        if not in_place:
            shutil.rmtree(root, ignore_errors=True)
    print(f"documents: {passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
