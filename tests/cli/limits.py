"""Every published limit holds at N and not at N + 1, can be set, and what explodes ends soon and small."""
import re
import resource
import subprocess
import time

from herdc import HERDC, ROOT, Case, main

HEAD = 'cluster demo { domain = "example.com", registry = "registry.example.com:5000" }\n'


def volumes(count):
    return f'volume data for i in 1 .. {count} {{ host_path = "/srv/\\(i)" }}\n'


class Limits(Case):
    def check(self, text, *words):
        self.write("cluster.herd", HEAD + text)
        self.lock()
        return self.herdc("check", *words)

    def assert_bound(self, name, text, enough, code):
        """`enough` is the lowest value with which the text compiles."""
        good = self.check(text, "--limit", f"{name}={enough}")
        self.assert_code(good, 0)
        bad = self.check(text, f"--limit={name}={enough - 1}")
        self.assert_code(bad, 1)
        self.assertIn(f"error[{code}]", bad.err)
        self.assertIn(f"--limit {name}=N", bad.err)
        self.assertEqual(bad.err.count("error["), 1, bad.err)

    def lowest(self, name, text):
        """Bisection: what a text costs is not published, that it is counted exactly is."""
        low, high = 0, 50_000 if name == "depth" else 1_000_000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.check(text, f"--limit={name}={middle}").code == 0 else (middle, high)
        return high

    def test_nesting(self):
        # The block, the map and the brackets.
        self.assert_bound("nesting", "let x = " + "[" * 9 + "1" + "]" * 9 + "\n", 9, "HERD1012")

    def test_nesting_far_above_the_published_one(self):
        text = "let x = " + "[" * 5000 + "1" + "]" * 5000 + "\n"
        self.assert_code(self.check(text), 1)
        self.assert_code(self.check(text, "--limit", "nesting=5000", "--limit", "depth=20000"), 0)

    def test_mistakes(self):
        text = "".join(f"let x{i} = 1 ^ 2\n" for i in range(7))
        count = lambda words: self.check(text, *words).err.count("error[HERD1004]")
        self.assertEqual(count([]), 7)
        self.assertEqual(count(["--limit=mistakes=7"]), 7)
        self.assertEqual(count(["--limit=mistakes=6"]), 6)

    def test_files(self):
        for i in range(4):
            self.write(f"more/f{i}.herd", f"let x{i} = {i}\n")
        self.assert_bound("files", 'use "more"\n', 5, "HERD2007")

    def test_instances(self):
        text = volumes(100)
        lowest = self.lowest("instances", text)
        self.assertTrue(100 < lowest < 120, lowest)  # what the standard library declares is counted, too
        self.assert_bound("instances", text, lowest, "HERD3024")

    def test_hosts(self):
        self.assert_bound("hosts", 'machines ops { hosts = ["ops[1..8]", "ops9"], address = "10.0.0.\\(host.number)" }\n',
                          9, "HERD3024")

    def test_steps_bytes_depth_compared(self):
        text = ('let s = [for i in 1 .. 50: "x\\(i * 2)"]\nlet same = s == s\n'
                + volumes(1).replace("\\(i)", "\\(count(s))"))
        for name in "steps", "bytes", "depth", "compared":
            self.assert_bound(name, text, self.lowest(name, text), "HERD3024")

    def test_edges_and_output(self):
        machines = 'machines ops { hosts = "ops[1..3]", address = "10.0.0.\\(host.number)" }\n'
        text = machines + """
volume data { host_path = "/srv/data" }
service web for name in ["a", "b"] {
  image  = std.debian.image
  on     = ops
  memory = 64MiB
  cpus   = 0.1
  mounts { "/data" = data }
}
"""
        for name, code in ("edges", "HERD4003"), ("output", "HERD5002"):
            self.assert_bound(name, text, self.lowest(name, text), code)

    def test_values_of_the_flag(self):
        for word, said in ("steps", "NAME=N"), ("stepz=1", "`steps`"), ("steps=0", "from 1 to"), ("steps=x", "NAME=N"), \
                ("nesting=10001", "from 1 to 10000"):
            result = self.check("", "--limit", word)
            self.assert_code(result, 2)
            self.assertIn(said, result.err)

    def test_the_manual_has_them_all(self):
        page = (ROOT / "docs/language.md").read_text()
        rows = re.findall(r"^LIMIT\((\w+), ([\d']+)(?:u << 20)?,", (ROOT / "compiler/base/limits.def").read_text(), re.M)
        self.assertGreater(len(rows), 9)
        for name, value in rows:
            row = next((line for line in page.splitlines() if f" | `{name}`" in line), None)
            self.assertIsNotNone(row, f"docs/language.md has no row for {name}")
            self.assertIn(f"{int(value.replace(chr(39), '')):,}", row)


EXPLOSIONS = {
    "comprehensions inside each other": "let x = [for a in 1..9999: [for b in 1..9999: [for c in 1..9999: a]]]\n",
    "texts that double": 'let a0 = "0123456789"\n'
                         + "".join(f'let a{i + 1} = "\\(a{i})\\(a{i})"\n' for i in range(60)),
    "lists that double": "let a0 = [1]\n" + "".join(f"let a{i + 1} = concat(a{i}, a{i})\n" for i in range(60)),
    "a large text in many places": 'let a = join([for i in 1..500000: "0123456789"], "")\n'
                                   "let b = [for i in 1..100000: a]\n",
    "a large text in many fields": 'let a = join([for i in 1..500000: "0123456789"], "")\n'
                                   'app web for i in 1..5000 { cmd = a, cpus = 1, memory = 64MiB }\n',
    "shared lists to compare": "let a0 = [1]\n" + "".join(f"let a{i + 1} = [a{i}, a{i}]\n" for i in range(60))
                               + "let same = a60 == a60\n",
    "a range": "let x = count(1..1000000000)\n",
    "hosts": 'machines ops { hosts = "ops[1..99999999]", address = "10.0.0.1" }\n',
    "instances": 'volume data for i in 1..90000000 { host_path = "/srv/\\(i)" }\n',
    "aliases of YAML": 'let x = yaml("laughs.yml")\n',
    "brackets of YAML": 'let x = yaml("deep.yml")\n',
    "brackets of JSON": 'let x = json("deep.json")\n',
}
SECONDS, BYTES = 5, 512 << 20


class Explosions(Case):
    def test_they_end(self):
        laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for i in range(12):
            laughs += f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 10)}]\n"
        self.write("laughs.yml", laughs)
        self.write("deep.yml", "a: " + "[" * 1_000_000)
        self.write("deep.json", "[" * 1_000_000)
        self.lock()
        for name, text in EXPLOSIONS.items():
            with self.subTest(name):
                self.write("cluster.herd", HEAD + text)
                before = time.monotonic()
                done = subprocess.Popen([HERDC, "check"], cwd=self.directory, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
                said = done.stdout.read().decode()
                done.stdout.close()
                _, status, usage = __import__("os").wait4(done.pid, 0)
                done.returncode = status
                self.assertEqual(status, 1 << 8, said[:2000])
                self.assertIn("error[HERD", said)
                # Unoptimised and sanitized builds are slower and larger; the figures are those of a release.
                factor = 1 if is_release() else 12
                self.assertLess(time.monotonic() - before, SECONDS * factor, name)
                self.assertLess(usage.ru_maxrss << 10, BYTES * (1 if is_release() else 4), name)


def is_release():
    return "/release/" in HERDC


main()
