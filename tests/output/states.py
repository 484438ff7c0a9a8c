"""What the tests of the writer share: the states of a tree, and running the program that writes it."""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

STAGE = re.compile(r"\.herdc-[A-Za-z0-9]{6}$")


def skip(why):
    print(f"SKIP: {why}")
    sys.exit(77)


def state(directory):
    """Path → kind, mode and contents of everything below; None when there is no such directory."""
    if not os.path.isdir(directory):
        return None
    found = {}
    for parent, directories, files in os.walk(directory):
        for name in directories + files:
            path = os.path.join(parent, name)
            mode = os.lstat(path).st_mode
            what = ""
            if stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    what = hashlib.sha256(file.read()).hexdigest()
            elif stat.S_ISLNK(mode):
                what = os.readlink(path)
            found[os.path.relpath(path, directory)] = (stat.S_IFMT(mode), stat.S_IMODE(mode), what)
    return found


def strays(output):
    """Stages anywhere below."""
    return [os.path.join(parent, name) for parent, directories, files in os.walk(output)
            for name in directories + files if STAGE.search(name)]


class Scratch:
    """A directory of its own, in memory unless told otherwise: one syncfs a run is slow on a busy disk."""

    def __init__(self):
        parent = os.environ.get("HERDC_FAULTS_DIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self.path = tempfile.mkdtemp(prefix="herdc-test-", dir=parent)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def run(program, output, version, *more, before=(), **options):
    # LeakSanitizer cannot work in a traced process.
    environment = dict(os.environ, LC_ALL="C", ASAN_OPTIONS="detect_leaks=0")
    return subprocess.run([*before, program, output, version, *more], capture_output=True, text=True, timeout=60,
                          env=environment, **options)


class Checks:
    """Counts, and keeps going: one run shows everything that is wrong."""

    def __init__(self):
        self.done = 0
        self.failed = []

    def that(self, holds, what, details=""):
        self.done += 1
        if not holds:
            self.failed.append(what)
            print(f"FAILED: {what}\n{details}".rstrip())

    def end(self):
        print(f"{self.done} checks, {len(self.failed)} failed")
        sys.exit(1 if self.failed else 0)
