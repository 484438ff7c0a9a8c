#!/usr/bin/env python3
"""Kills the writer, and fails its system calls, one at a time.

    faults.py WRITE_TREE kill|error

A first run under strace counts each call; then one run for each k dies, or gets an error, at the k-th. Afterwards the
tree is the old or the new one, and a build without faults makes it the new one and leaves nothing else. The normal
suite takes a sample of the k; HERDC_FAULTS=all takes every one.
"""

import collections
import os
import re
import shutil
import subprocess
import sys

from states import Checks, Scratch, run, skip, state, strays

ALL = os.environ.get("HERDC_FAULTS") == "all"
CALLS = ("openat2 mkdirat mkdir write fchmod linkat statx getdents64 read unlinkat rmdir syncfs fsync renameat "
         "renameat2 flock close getrandom umask").split()
ERRORS = {"ENOSPC": "No space left on device", "EIO": "Input/output error", "EDQUOT": "Disk quota exceeded",
          "EROFS": "Read-only file system", "EACCES": "Permission denied", "EMFILE": "Too many open files",
          "ENOMEM": "Cannot allocate memory", "EPERM": "Operation not permitted", "EINTR": ""}
# A failure of these cannot be made good for: success would be a lie.
STRICT = ("syncfs", "fsync", "fchmod", "mkdirat", "flock")
# After these the old tree may be gone: the failure says so, and the next build brings the new one.
ADMITTED = ("the new tree is in place", "is half written")


def first(program, output):
    pass


def replace(program, output):
    run(program, output, "one", check=True)
    tree = os.path.join(output, "factual")
    with open(os.path.join(tree, "core", "notes.txt"), "w") as file:
        file.write("the user's\n")
    os.symlink("/etc/passwd", os.path.join(tree, "link"))
    os.mkdir(os.path.join(tree, "empty"))


def replace_by_journal(program, output):
    replace(program, output)
    os.mkdir(os.path.join(output, "factual", ".git"))
    with open(os.path.join(output, "factual", ".git", "HEAD"), "w") as file:
        file.write("ref: refs/heads/main\n")


class Scenario:
    def __init__(self, program, scratch, prepare):
        self.program = program
        self.name = prepare.__name__
        self.atomic = prepare is not replace_by_journal
        self.template = os.path.join(scratch, self.name)
        self.output = os.path.join(scratch, self.name + "-now")
        prepare(program, self.template)
        self.old = state(os.path.join(self.template, "factual"))
        self.reset()
        run(program, self.output, "two", check=True)
        self.new = self.tree()

    def reset(self):
        shutil.rmtree(self.output, ignore_errors=True)
        if os.path.isdir(self.template):
            shutil.copytree(self.template, self.output, symlinks=True)

    def tree(self):
        return state(os.path.join(self.output, "factual"))

    def counts(self):
        self.reset()
        log = self.output + ".strace"
        # Exactly the tracing of the real runs: a call counts from the start of the process, the loader's included.
        traced = run(self.program, self.output, "two", before=["strace", "-o", log, "-e", "trace=" + ",".join(CALLS)])
        if traced.returncode != 0:
            skip("strace cannot trace here: " + traced.stderr.strip()[:200])
        with open(log) as file:
            return collections.Counter(match.group(1) for match in map(re.compile(r"(\w+)\(").match, file) if match)

    def inject(self, call, what, k):
        self.reset()
        return run(self.program, self.output, "two",
                   before=["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={k}"])

    def pieces_are_whole(self, now):
        """For the journal: every file is one of the old or the new tree, and the user's are all there."""
        for path, entry in (now or {}).items():
            inside_stage = path.startswith(".herdc-")
            if not inside_stage and entry[2] and entry not in (self.old.get(path), self.new.get(path)):
                return False
        return all(now.get(path) == entry for path, entry in self.old.items() if self.new.get(path) == entry)

    def old_or_new(self):
        now = self.tree()
        return now in (self.old, self.new) or (not self.atomic and self.pieces_are_whole(now))


def sample(count):
    if ALL or count <= 4:
        return range(1, count + 1)
    return sorted({1, 2, count // 3, 2 * count // 3, count - 1, count})


def errors_for(k):
    """In the sample: the full disk always, and the others in turn."""
    others = [name for name in ERRORS if name != "ENOSPC"]
    return list(ERRORS) if ALL else ["ENOSPC", others[k % len(others)]]


def check_recovery(checks, scenario, what):
    again = run(scenario.program, scenario.output, "two")
    checks.that(again.returncode == 0, f"{what}: the next build succeeds", again.stderr)
    checks.that(scenario.tree() == scenario.new, f"{what}: the next build makes the new tree")
    checks.that(not strays(scenario.output), f"{what}: nothing else is left", str(strays(scenario.output)))


def kill(checks, scenario):
    for call, count in sorted(scenario.counts().items()):
        for k in (range(1, count + 1) if call not in ("read", "close", "statx") else sample(count)):
            what = f"{scenario.name}: killed at {call} {k}"
            died = scenario.inject(call, "signal=KILL", k)
            checks.that(died.returncode not in (0, 1, 2), f"{what}: it died", died.stderr)
            checks.that(scenario.old_or_new(), f"{what}: old or new")
            check_recovery(checks, scenario, what)


def error(checks, scenario):
    for call, count in sorted(scenario.counts().items()):
        if call == "umask":
            continue
        for k in sample(count):
            for name in errors_for(k):
                check_error(checks, scenario, call, name, k)


def check_error(checks, scenario, call, name, k):
    what = f"{scenario.name}: {name} at {call} {k}"
    result = scenario.inject(call, f"error={name}", k)
    in_loader = result.returncode == 127
    admitted = any(text in result.stderr for text in ADMITTED)
    if result.returncode == 0:
        checks.that(call not in STRICT or name in ("EPERM", "EINTR"), f"{what}: is not passed over")
        checks.that(scenario.tree() == scenario.new, f"{what}: success means the new tree")
    elif not in_loader:
        checks.that(result.returncode == 2, f"{what}: exit code 2", f"{result.returncode}\n{result.stderr}")
        said = ERRORS[name] in result.stderr and "`" in result.stderr
        checks.that(said, f"{what}: says where and why", result.stderr)
        whole = scenario.old_or_new() if admitted else scenario.tree() == scenario.old
        checks.that(whole, f"{what}: the old tree stands", result.stderr)
    if call not in ("unlinkat", "openat2", "getdents64", "statx", "rmdir") and not admitted:
        checks.that(not strays(scenario.output), f"{what}: no stray files", result.stderr)
    check_recovery(checks, scenario, what)


def failing_close(checks, scenario):
    """Some file systems tell only at the end that the bytes did not fit."""
    scenario.reset()
    log = scenario.output + ".strace"
    run(scenario.program, scenario.output, "two", before=["strace", "-y", "-o", log, "-e", "trace=close"])
    with open(log) as file:
        closed = [line for line in file if line.startswith("close(")]
    written = [k for k, line in enumerate(closed, 1) if re.search(r"\.herdc-\w+/(.*zookeeper\.sh|journal\.draft)>", line)]
    checks.that(bool(written), f"{scenario.name}: the close of a written file is found", "".join(closed))
    for k in written[:1]:
        result = scenario.inject("close", "error=EIO", k)
        checks.that(result.returncode == 2 and "Input/output error" in result.stderr,
                    f"{scenario.name}: a failing close is a failure", result.stdout + result.stderr)
        checks.that(scenario.tree() == scenario.old, f"{scenario.name}: a failing close leaves the old tree")


def obstacles(checks, scenario):
    """What a kernel or a file system cannot do at all is done by journal."""
    calls = {"linkat": "EPERM EXDEV EMLINK EOPNOTSUPP", "renameat2": "EPERM EXDEV EBUSY EINVAL ENOSYS"}
    for call, names in calls.items():
        for name in names.split():
            if call == "linkat" and scenario.old is None:
                continue
            what = f"{scenario.name}: {name} from {call}"
            result = scenario.inject(call, f"error={name}", 1)
            checks.that(result.returncode == 0 and "method journal" in result.stdout, f"{what}: by journal",
                        result.stdout + result.stderr)
            checks.that(scenario.tree() == scenario.new and not strays(scenario.output), f"{what}: whole")


def main():
    program, kind = sys.argv[1:]
    if shutil.which("strace") is None:
        skip("strace is not installed")
    checks = Checks()
    with Scratch() as scratch:
        for prepare in (first, replace, replace_by_journal):
            scenario = Scenario(program, scratch, prepare)
            {"kill": kill, "error": error}[kind](checks, scenario)
            if kind == "error":
                failing_close(checks, scenario)
            if kind == "error" and scenario.atomic:
                obstacles(checks, scenario)
    checks.end()


main()
