"""What the command-line tests share: each test has a directory of its own and the real binary, named by $HERDC."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HERDC = os.environ["HERDC"]
ROOT = Path(__file__).resolve().parents[2]
BASES = json.loads((ROOT / "examples/factual/herd.lock").read_text())["bases"]

CLUSTER = """\
cluster demo { domain = "example.com", registry = "registry.example.com:5000" }
machines ops { hosts = "ops[1..3]", address = "10.0.0.\\(host.number)" }
base debian { repository = "docker.io/library/debian", tag = "bookworm-20260824-slim" }
service web {
  image  = debian
  on     = ON
  memory = 64MiB
  cpus   = 0.1
  env { ID = host.ordinal }
}
"""


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit code {self.code}\nout: {self.out}\nerr: {self.err}"


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = Path(holder.name)

    def herdc(self, *words, shell=None, **environment):
        """Runs `herdc WORDS` here; `shell` is a line of bash in which "$@" stands for it."""
        variables = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "HERDC_UPDATE")}
        command = ["bash", "-c", shell, "bash", HERDC, *words] if shell else [HERDC, *words]
        done = subprocess.run(command, cwd=self.directory, env={**variables, **environment}, timeout=240,
                              stdin=subprocess.DEVNULL, capture_output=True)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def cluster(self, on="ops", more=""):
        self.write("cluster.herd", CLUSTER.replace("ON", on) + more)
        if not (self.directory / "herd.lock").exists():
            self.lock()

    def lock(self, ordinals=None):
        document = {"bases": BASES, "version": 1}
        if ordinals is not None:
            document["ordinals"] = {"demo": {"web": ordinals}}
        self.write("herd.lock", json.dumps(document, indent=2, sort_keys=True) + "\n")

    def ordinals(self):
        return json.loads((self.directory / "herd.lock").read_text())["ordinals"]["demo"]["web"]

    def files(self):
        """Every file of this directory with its inode and time of change: equal means that nothing was written."""
        return {str(path.relative_to(self.directory)): (path.lstat().st_ino, path.lstat().st_mtime_ns)
                for path in self.directory.rglob("*")}

    def assert_code(self, result, code):
        self.assertEqual(result.code, code, str(result))

    def assert_ran(self, result):
        """It ended by itself, with one of the three codes: no signal, no abort."""
        self.assertIn(result.code, (0, 1, 2), str(result))

    def assert_one(self, result, code):
        """Exactly one diagnostic, and this one."""
        self.assert_code(result, 1)
        self.assertEqual(result.err.count("[HERD"), 1, str(result))
        self.assertIn(f"[{code}]", result.err)


def main():
    unittest.main(verbosity=1)
