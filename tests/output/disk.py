#!/usr/bin/env python3
"""What real disks do to the writer: full ones, mount points, permissions, links, and several writers at once.

    disk.py WRITE_TREE WRITE_TREE_SHORT

Runs in a mount namespace of its own, so that its mounts are gone when it ends, however it ends.
"""

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import time

from states import Checks, Scratch, run, skip, state, strays

NEW_NAMESPACE = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def unmount(path):
    subprocess.run(["umount", path], check=True)


def tree_of(output):
    return os.path.join(output, "factual")


def expected(program, scratch, version):
    output = os.path.join(scratch, "expected-" + version)
    run(program, output, version, check=True)
    return state(tree_of(output))


def refused(checks, result, what, *words):
    checks.that(result.returncode == 2, f"{what}: exit code 2", f"{result.returncode} {result.stderr}")
    for word in words:
        checks.that(word in result.stderr, f"{what}: says `{word}`", result.stderr)


def full_disks(checks, program, scratch, trees):
    """Every size between too small for anything and enough for both trees."""
    limits = [f"size={kibibytes}k" for kibibytes in range(8, 200, 12)] + [f"nr_inodes={n}" for n in range(4, 72, 3)]
    outcomes = set()
    for inside in (False, True):  # around the tree; and mounted at it, so that a journal has to do it
        for limit in limits:
            output = os.path.join(scratch, "full")
            os.makedirs(tree_of(output) if inside else output)
            at = tree_of(output) if inside else output
            mount("-t", "tmpfs", "-o", limit, "tmpfs", at)
            try:
                outcomes.add(fill(checks, program, output, trees, f"{limit}{' at the tree' if inside else ''}"))
            finally:
                unmount(at)
                shutil.rmtree(output)
    checks.that(outcomes == {(2, 2), (0, 2), (0, 0)}, "full disks: all three outcomes were seen", str(outcomes))


def fill(checks, program, output, trees, what):
    codes = []
    before = state(tree_of(output))
    for version in ("one", "two"):
        result = run(program, output, version)
        codes.append(result.returncode)
        if result.returncode == 0:
            before = trees[version]
        else:
            refused(checks, result, f"{what}, {version}", "No space left on device")
        checks.that(state(tree_of(output)) == before, f"{what}, {version}: the tree is whole", result.stderr)
        checks.that(not strays(output), f"{what}, {version}: no stray files")
    return tuple(codes)


def mount_points(checks, program, scratch, trees):
    output = os.path.join(scratch, "mounted")
    os.makedirs(tree_of(output))
    mount("-t", "tmpfs", "tmpfs", tree_of(output))
    for version in ("one", "two"):
        result = run(program, output, version)
        checks.that("method journal" in result.stdout, "a mount point: by journal", result.stdout + result.stderr)
        checks.that(state(tree_of(output)) == trees[version], "a mount point: written")
    checks.that("method nothing" in run(program, output, "two").stdout, "a mount point: nothing to do the second time")
    mount("-o", "remount,bind,ro", tree_of(output))
    refused(checks, run(program, output, "one"), "a read-only mount", "Read-only file system", "factual")
    checks.that(state(tree_of(output)) == trees["two"], "a read-only mount: untouched")
    checks.that("method nothing" in run(program, output, "two").stdout, "a read-only mount: nothing to do is fine")
    unmount(tree_of(output))

    inner = os.path.join(scratch, "inner")
    run(program, inner, "one", check=True)
    mount("-t", "tmpfs", "tmpfs", os.path.join(tree_of(inner), "core"))
    refused(checks, run(program, inner, "two"), "a mount point within the tree", "mount point", "core")
    unmount(os.path.join(tree_of(inner), "core"))
    checks.that(state(tree_of(inner)) == trees["one"], "a mount point within the tree: untouched")


def read_only_bind(checks, program, scratch, trees):
    output = os.path.join(scratch, "bound")
    run(program, output, "one", check=True)
    mount("--bind", output, output)
    mount("-o", "remount,bind,ro", output)
    refused(checks, run(program, output, "two"), "a read-only bind mount", "Read-only file system")
    checks.that("method nothing" in run(program, output, "one").stdout, "a read-only bind mount: nothing to do is fine")
    unmount(output)
    checks.that(state(tree_of(output)) == trees["one"] and not strays(output), "a read-only bind mount: untouched")


def unwritable(checks, program, scratch, trees):
    # Root without its capabilities is held to permissions like everybody else.
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    output = os.path.join(scratch, "unwritable")
    run(program, output, "one", check=True)
    os.chmod(output, 0o555)
    refused(checks, run(program, output, "two", before=powerless), "an unwritable directory", "Permission denied",
            output)
    checks.that("method nothing" in run(program, output, "one", before=powerless).stdout,
                "an unwritable directory: nothing to do is fine")
    above = run(program, os.path.join(output, "deeper", "still"), "two", before=powerless)
    refused(checks, above, "an unwritable parent", "Permission denied", "deeper")
    checks.that(state(tree_of(output)) == trees["one"] and not strays(output), "an unwritable directory: untouched")
    os.chmod(output, 0o755)


def in_the_way(checks, program, scratch):
    canary = os.path.join(scratch, "canary")
    os.mkdir(canary)
    output = os.path.join(scratch, "way")

    def attempt(what, make, *words, at=output):
        make(at)
        before = os.lstat(at)
        refused(checks, run(program, output, "two"), what, *words, output)
        checks.that(os.lstat(at)[:4] == before[:4], f"{what}: still there")
        checks.that(not os.listdir(canary), f"{what}: nothing was written elsewhere")
        os.unlink(at)

    def file(path):
        with open(path, "w"):
            pass

    attempt("a link as output directory", lambda path: os.symlink(canary, path), "symbolic link")
    attempt("a FIFO as output directory", os.mkfifo, "Not a directory")
    attempt("a file as output directory", file, "Not a directory")
    os.mkdir(output)
    attempt("a link as tree", lambda path: os.symlink(canary, path), "symbolic link", at=tree_of(output))
    attempt("a FIFO as tree", os.mkfifo, "not a directory", at=tree_of(output))
    attempt("a file as tree", file, "not a directory", at=tree_of(output))
    os.symlink(canary, os.path.join(output, ".herdc-aaaaaa"))
    checks.that(run(program, output, "two").returncode == 0, "a link named like a stage is no stage")
    checks.that(os.path.islink(os.path.join(output, ".herdc-aaaaaa")), "a link named like a stage stays")


def umasks(checks, program, scratch):
    states = []
    for umask in (0, 0o022, 0o077, 0o777):
        output = os.path.join(scratch, f"umask-{umask:o}")
        for version in ("one", "two"):
            result = run(program, output, version, preexec_fn=lambda: os.umask(umask))
            checks.that(result.returncode == 0, f"umask {umask:o}", result.stderr)
        states.append((state(output), stat.S_IMODE(os.stat(output).st_mode)))
    checks.that(all(one == states[0] for one in states), "the umask does not matter")
    checks.that(states[0][1] == 0o755, "the output directory gets its own mode, too", oct(states[0][1]))


def short_writes(checks, program, scratch, trees):
    output = os.path.join(scratch, "short")
    for version in ("one", "two"):
        result = run(program, output, version)
        checks.that(result.returncode == 0 and state(tree_of(output)) == trees[version], "short writes", result.stderr)


def concurrent_writers(checks, program, scratch, trees):
    output = os.path.join(scratch, "crowd")
    rounds = 60 if os.environ.get("HERDC_FAULTS") == "all" else 6
    for number in range(rounds):
        crowd = [subprocess.Popen([program, output, ("one", "two")[i % 2]], stderr=subprocess.PIPE, text=True,
                                  stdout=subprocess.DEVNULL) for i in range(8)]
        for process in crowd:
            checks.that(process.wait(60) == 0, f"eight writers, round {number}: each succeeds", process.stderr.read())
            process.stderr.close()
        checks.that(state(tree_of(output)) in trees.values(), f"eight writers, round {number}: one of the two trees")
        checks.that(not strays(output), f"eight writers, round {number}: no stray files")


def killed_while_others_wait(checks, program, scratch, trees):
    output = os.path.join(scratch, "killed")
    for number in range(10):
        crowd = [subprocess.Popen([program, output, ("one", "two")[i % 2], "300"], stderr=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL) for i in range(4)]
        time.sleep(0.004 * number)
        os.kill(crowd[number % 4].pid, signal.SIGKILL)
        for process in crowd:
            process.wait(60)
    checks.that(run(program, output, "two").returncode == 0, "killed in a crowd: the next build succeeds")
    checks.that(state(tree_of(output)) == trees["two"] and not strays(output), "killed in a crowd: and is whole")


def somebody_at_work(checks, program, scratch):
    output = os.path.join(scratch, "busy")
    os.mkdir(output)
    directory = os.open(output, os.O_RDONLY)
    fcntl.flock(directory, fcntl.LOCK_EX)
    result = run(program, output, "one", "--impatient")
    refused(checks, result, "somebody at work", "another process is at work", f"process {os.getpid()}")
    checks.that(os.listdir(output) == [], "somebody at work: nothing was written")
    os.close(directory)
    checks.that(run(program, output, "one", "--impatient").returncode == 0, "free again")


def main():
    program, short_program = sys.argv[1:3]
    if len(sys.argv) == 3:
        probe = subprocess.run([*NEW_NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, text=True)
        if probe.returncode != 0:
            skip("no mount namespace can be made here: " + probe.stderr.strip())
        os.execvp(NEW_NAMESPACE[0], [*NEW_NAMESPACE, sys.executable, *sys.argv, "inside"])
    checks = Checks()
    with Scratch() as scratch:
        trees = {version: expected(program, scratch, version) for version in ("one", "two")}
        full_disks(checks, program, scratch, trees)
        mount_points(checks, program, scratch, trees)
        read_only_bind(checks, program, scratch, trees)
        unwritable(checks, program, scratch, trees)
        in_the_way(checks, program, scratch)
        umasks(checks, program, scratch)
        short_writes(checks, short_program, scratch, trees)
        concurrent_writers(checks, program, scratch, trees)
        killed_while_others_wait(checks, program, scratch, trees)
        somebody_at_work(checks, program, scratch)
    checks.end()


main()
