#!/usr/bin/env python3
"""What a build finds when the one before was killed, and somebody has been at the files since.

    interrupted.py WRITE_TREE
"""

import glob
import os
import shutil
import subprocess
import sys
import time

from states import Checks, Scratch, run, skip, state, strays


class Killed:
    """`one` stands, with a file and a directory of the user's; a build of `two` dies at the k-th call of a kind."""

    def __init__(self, program, scratch, name, call, k, git=False):
        self.program = program
        self.output = os.path.join(scratch, name)
        run(program, self.output, "one", check=True)
        self.put("core/notes.txt", "the user's\n")
        os.mkdir(self.path("empty"))
        if git:
            self.put(".git/HEAD", "ref\n")
        died = run(program, self.output, "two",
                   before=["strace", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={k}"])
        if died.returncode in (0, 1, 2):
            skip("strace cannot kill here: " + died.stderr.strip()[:200])

    def path(self, path):
        return os.path.join(self.output, "factual", path)

    def put(self, path, text):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w") as file:
            file.write(text)

    def read(self, path):
        with open(self.path(path)) as file:
            return file.read()

    def stage(self):
        return strays(self.output)[0]

    def in_stage(self, path):
        return os.path.join(self.stage(), "factual", path)

    def build(self, version="two"):
        return run(self.program, self.output, version)


def edited_while_it_was_replaced(checks, program, scratch):
    """The old tree is in the stage, complete; what is no longer as the manifest says has been edited just then. (The
    edits have the old length, so that only the digest tells.)"""
    killed = Killed(program, scratch, "edited", "unlinkat", 1)
    checks.that("two" in killed.read("core/zookeeper.sh"), "killed after the exchange: the new tree stands")
    for path, text in (("old/only.sh", "ECHO OLD\n"), ("core/zookeeper.sh", "ECHO ONE\n"), ("core/saved.txt", "new\n")):
        with open(killed.in_stage(path), "w") as file:
            file.write(text)
    os.mkdir(killed.in_stage("old/made"))
    result = killed.build()
    checks.that(result.returncode == 1 and "HERD7022" in result.stderr, "an edit stops the build", result.stderr)
    checks.that(killed.read("core/zookeeper.sh") == "ECHO ONE\n", "an edited file is moved over")
    checks.that(killed.read("old/only.sh") == "ECHO OLD\n", "an edited file is moved over though it is stale")
    checks.that(killed.read("core/saved.txt") == "new\n" and os.path.isdir(killed.path("old/made")), "so is a new one")
    checks.that(killed.read("core/notes.txt") == "the user's\n", "what was linked is there once")
    os.unlink(killed.path("core/zookeeper.sh"))
    result = killed.build()
    checks.that(result.returncode == 0 and "foreign old/" in result.stdout, "then it is built", result.stderr)
    checks.that(not strays(killed.output), "and nothing is left")


def edited_in_the_last_moment(checks, program, scratch):
    """Between the exchange and the removal of the old tree, and so that the edit cannot be moved over either."""
    output = os.path.join(scratch, "moment")
    run(program, output, "one", check=True)
    slowly = ["strace", "-o", "/dev/null", "-e", "inject=fsync:delay_exit=3000000:when=2"]
    slow = subprocess.Popen([*slowly, program, output, "two"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True, env=dict(os.environ, LC_ALL="C", ASAN_OPTIONS="detect_leaks=0"))
    for _ in range(1000):
        if os.path.exists(os.path.join(output, "factual", "haproxy")):
            break
        time.sleep(0.01)
    stage = strays(output)[0]
    with open(os.path.join(stage, "factual", "old", "only.sh"), "w") as file:
        file.write("ECHO OLD\n")
    os.makedirs(os.path.join(output, "factual", "old", "only.sh"))
    _, said = slow.communicate(timeout=60)
    checks.that(slow.returncode == 2 and "the new tree is in place" in said, "what cannot be moved over fails", said)
    with open(os.path.join(stage, "factual", "old", "only.sh")) as file:
        checks.that(file.read() == "ECHO OLD\n", "and is kept")
    os.rmdir(os.path.join(output, "factual", "old", "only.sh"))
    result = run(program, output, "two")
    checks.that(result.returncode == 0 and "foreign old/" in result.stdout, "until there is room for it", result.stderr)
    checks.that(not strays(output), "and then nothing is left")


def stale_manifest_broken(checks, program, scratch):
    killed = Killed(program, scratch, "broken", "unlinkat", 1)
    with open(killed.in_stage("herd.manifest.json"), "w") as file:
        file.write('{"format": 1, "files": {"../../etc/passwd": {}}}')
    before = state(killed.output)
    result = killed.build()
    checks.that(result.returncode == 1 and "HERD7024" in result.stderr, "a broken manifest in a stage", result.stderr)
    checks.that(state(killed.output) == before, "a broken manifest in a stage: nothing is removed")


def tree_deleted_meanwhile(checks, program, scratch):
    killed = Killed(program, scratch, "deleted", "unlinkat", 1)
    shutil.rmtree(killed.path(""))
    result = killed.build()
    checks.that(result.returncode == 2 and ".herdc-" in result.stderr, "the user's files have no tree to go to",
                result.stderr)
    checks.that(os.path.exists(killed.in_stage("core/notes.txt")), "and are kept")


def another_tree_built_next(checks, program, scratch):
    """Whatever the next build is, it begins by finishing."""
    for git in (False, True):
        killed = Killed(program, scratch, f"other-{git}", "renameat" if git else "unlinkat", 4 if git else 3, git)
        result = killed.build("one")
        checks.that(result.returncode == 0, "after a killed build another one is built", result.stderr)
        fresh = os.path.join(scratch, f"fresh-{git}")
        run(program, fresh, "one", check=True)
        ours = {path: entry for path, entry in state(killed.path("")).items() if path in state(fresh + "/factual")}
        checks.that(ours == state(fresh + "/factual") and not strays(killed.output), "and is whole")
        checks.that(killed.read("core/notes.txt") == "the user's\n", "with the user's file")
        checks.that(os.path.isdir(killed.path("empty")), "and directory")


def edited_before_the_journal_is_finished(checks, program, scratch):
    killed = Killed(program, scratch, "journal", "renameat", 3, git=True)
    plan = run(program, killed.output, "two", "--plan")
    checks.that("interrupted" in plan.stdout and strays(killed.output), "a plan says so and does nothing", plan.stdout)
    for path in ("core/zookeeper.sh", "herd.manifest.json"):
        whole = killed.read(path)
        killed.put(path, "an edit\n")
        result = killed.build()
        checks.that(result.returncode == 1 and "HERD7022" in result.stderr and "interrupted" in result.stderr,
                    f"{path}, edited before the journal is finished, stops it", result.stderr)
        checks.that(killed.read(path) == "an edit\n", f"{path} keeps the edit")
        killed.put(path, whole)
    os.unlink(killed.path("core/zookeeper.sh"))
    result = killed.build()
    checks.that(result.returncode == 0 and not strays(killed.output), "then it is finished", result.stderr)
    checks.that("two" in killed.read("core/zookeeper.sh"), "with a file that had been deleted")


def planted_journals(checks, program, scratch):
    """Who can write to the tree can put a journal there; it reaches nothing but files of the tree."""
    canary = os.path.join(scratch, "canary")
    plants = ['{"format": 1, "writes": {"../../canary": {"staged": "0", "sha256": "x", "was": ""}}}',
              '{"format": 1, "writes": {"a": {"staged": "../../../canary", "sha256": "x", "was": ""}}}',
              '{"format": 1, "removals": {"../../canary": "x"}}', '{"format": 1, "directories": {"../x": "0"}}',
              '{"format": 2}', '{"format": 1, "writes"', "[" * 100000, ""]
    for number, text in enumerate(plants):
        output = os.path.join(scratch, f"planted-{number}")
        run(program, output, "one", check=True)
        with open(canary, "w") as file:
            file.write("canary")
        stage = os.path.join(output, "factual", ".herdc-abcdef")
        os.mkdir(stage, 0o700)
        for name, what in (("journal", text), ("0", "planted")):
            with open(os.path.join(stage, name), "w") as file:
                file.write(what)
        before = state(output)
        result = run(program, output, "two")
        checks.that(result.returncode == 2 and "journal" in result.stderr, f"planted journal {number}", result.stderr)
        checks.that(state(output) == before, f"planted journal {number}: nothing is changed")
        checks.that(open(canary).read() == "canary", f"planted journal {number}: nothing outside is changed")
    checks.that(not glob.glob(os.path.join(scratch, "x")), "nothing was made outside")


def main():
    program = sys.argv[1]
    if shutil.which("strace") is None:
        skip("strace is not installed")
    checks = Checks()
    with Scratch() as scratch:
        for test in (edited_while_it_was_replaced, edited_in_the_last_moment, stale_manifest_broken,
                     tree_deleted_meanwhile, another_tree_built_next, edited_before_the_journal_is_finished,
                     planted_journals):
            test(checks, program, scratch)
    checks.end()


main()
