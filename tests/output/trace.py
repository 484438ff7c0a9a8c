#!/usr/bin/env python3
"""What the writer asks of the kernel, read from a trace: in an order that a power failure cannot turn into a mixed
tree, and by no way that a link could lead elsewhere.

    trace.py WRITE_TREE
"""

import os
import re
import shutil
import sys

from states import Checks, Scratch, run, skip


def trace(program, scratch, name, *versions, git=False, version="two"):
    output = os.path.join(scratch, name)
    for earlier in versions:
        run(program, output, earlier, check=True)
    if git:
        os.makedirs(os.path.join(output, "factual", ".git", "x"))
    log = output + ".strace"
    result = run(program, output, version, before=["strace", "-y", "-s", "300", "-o", log])
    if result.returncode != 0:
        skip("strace cannot trace here: " + result.stderr.strip()[:200])
    with open(log) as file:
        lines = [line for line in file if not re.search(r"= -1 ", line)]
    return [line for line in lines if re.match(r"\w+\(", line)]


def places(lines, pattern):
    return [number for number, line in enumerate(lines) if re.match(pattern, line)]


def exchange_order(checks, lines, what):
    """All that is new is on the disk before it is swapped, and the swap before anything of the old tree goes."""
    written = places(lines, r"write\(\d+<[^>]*\.herdc-|fchmod\(|linkat\(|mkdirat\(")
    synced = places(lines, r"syncfs\(")
    complete = places(lines, r'openat2\(.*"complete".*O_CREAT')
    swapped = places(lines, r"renameat2\(")
    flushed = places(lines, r"fsync\(")
    removed = places(lines, r"unlinkat\(")
    checks.that(len(synced) == 1 and len(swapped) == 1 and len(complete) == 1, f"{what}: one sync, one swap")
    late = [lines[n] for n in written if n > synced[0] and n < swapped[0] and n > complete[0] + 3]
    checks.that(not late and min(written) < synced[0], f"{what}: nothing is written after the sync", str(late))
    checks.that(synced[0] < complete[0] < flushed[0] < swapped[0] < flushed[1],
                f"{what}: sync, mark, sync, swap, sync the parent")
    checks.that(all(n > flushed[1] for n in removed), f"{what}: nothing is removed before")


def journal_order(checks, lines):
    staged = places(lines, r"write\(\d+<[^>]*\.herdc-")
    synced = places(lines, r"syncfs\(")
    renamed = places(lines, r"renameat\(")
    flushed = places(lines, r"fsync\(")
    removed = places(lines, r"unlinkat\(")
    commit = [n for n in renamed if '"journal.draft"' in lines[n]]
    manifest = [n for n in renamed if '"herd.manifest.json"' in lines[n]]
    end = [n for n in removed if '"journal"' in lines[n]]
    checks.that(len(commit) == len(manifest) == len(end) == 1, "journal: begins and ends once")
    checks.that(max(staged) < synced[0] < commit[0] < flushed[0], "journal: all is on the disk before it is committed")
    steps = [n for n in renamed + removed if n not in commit + end]
    checks.that(all(n > flushed[0] for n in steps), "journal: no step before that")
    in_place = [n for n in renamed if n not in commit]
    checks.that(max(in_place) == manifest[0], "journal: the manifest comes last")
    checks.that(max(in_place) < synced[1] < end[0], "journal: it goes once all steps are on the disk")


def confined(checks, lines, what):
    """Whatever can change a file names one component relative to an open directory, or goes through openat2."""
    for line in lines:
        if re.search(r"O_CREAT|O_WRONLY|O_RDWR", line):
            safe = line.startswith("openat2(") and "RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH" in line
            checks.that(safe, f"{what}: opened for writing", line)
        elif re.match(r"(mkdirat|linkat|unlinkat|renameat2?|fchmodat|symlinkat)\(", line):
            names = re.findall(r'"([^"]*)"', line)
            checks.that(names and all("/" not in name for name in names), f"{what}: one component", line)
        elif re.match(r"openat2\(", line):
            checks.that("RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH" in line, f"{what}: opened", line)
        else:
            checks.that(not re.match(r"(creat|rename|link|unlink|symlink|chmod|truncate|socket)\(", line), what, line)


def untouched(checks, lines):
    changing = r"(write\((?![12]<|\d+<pipe:)|mkdir|link|unlink|rename|f?chmod|sync|fsync|utime|ftruncate)"
    made = [line for line in lines if re.match(changing, line) or "O_CREAT" in line]
    checks.that(not made, "nothing to do: no call that changes anything", "".join(made))


def main():
    program = sys.argv[1]
    if shutil.which("strace") is None:
        skip("strace is not installed")
    checks = Checks()
    with Scratch() as scratch:
        first = trace(program, scratch, "first")
        second = trace(program, scratch, "second", "one")
        journal = trace(program, scratch, "journal", "one", git=True)
        exchange_order(checks, first, "first build")
        exchange_order(checks, second, "exchange")
        journal_order(checks, journal)
        for lines, what in ((first, "first build"), (second, "exchange"), (journal, "journal")):
            confined(checks, lines, what)
        untouched(checks, trace(program, scratch, "current", "two"))
    checks.end()


main()
