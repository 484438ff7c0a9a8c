"""Every row of tests/oracles/evil.tsv ends as it says, through every field of the schema that takes such a text.

A field is known by its row in compiler/schema/blocks.def: a new one is tested as soon as it stands there."""
import json
import os
import re
import resource
import shutil
import sys
import time
import unittest

from herdc import BASES, ROOT, Case, main

sys.path.insert(0, str(ROOT / "tests/oracles"))
from hostile import evil_rows, literal  # noqa: E402

FIELD = re.compile(r'^FIELD\((\w+), (\w+), "((?:[^"\\]|\\.)*)", "(?:[^"\\]|\\.)*", ([\w |]+), ')
OWNER = re.compile(r"^(KIND|RECORD)\((\w+), ")
BASE = b"""\
base debian { repository = "docker.io/library/debian", tag = "bookworm-20260824-slim" }
machines ops { hosts = "ops[1..2]", address = "10.0.0.\\(host.number)", cpus = 4, memory = 8GiB }
volume data { host_path = "/disk/data" }
service worker { image = debian, on = ops, memory = 64MiB, cpus = 0.1, ports { http = 8081 } }
secret hidden { file = "/etc/hidden" }
"""
CLUSTER = b'cluster demo { domain = "example.com", registry = "registry.example.com:5000" }\n'
# What a block or record has to say besides the field that is tested.
GOOD = {
    "machines": {"hosts": '"m@"', "address": '"10.1.0.@"'},
    "slaves": {"hosts": '"s@"', "masters": "worker"},
    "base": {"repository": '"docker.io/library/debian"', "tag": '"bookworm-20260824-slim"'},
    "image": {"base": "debian"},
    "volume": {"host_path": '"/disk/v@"'},
    "service": {"image": "debian", "on": "ops", "memory": "64MiB", "cpus": "0.1"},
    "app": {"cpus": "0.1", "memory": "64MiB", "cmd": '"true"'},
    "proxy": {"on": "ops", "image": "debian"},
    "secret": {"file": '"/etc/x@"'},
    "mount": {"volume": "data"},
    "health": {"command": '["true"]'},
    "tls": {"certificates": "[hidden]"},
    "route": {"servers": '["10.0.0.9:80"]'},
    "agent_package": {"repository": '"https://example.com/apt"', "suite": '"trusty"', "key": '"key"', "version": '"1"'},
}
NUMBER = "@NUMBER@"  # what stands for `@` above
KEYS = {"path": '"/k"', "domain": '"k.example.com"', "flag_name": '"work_dir"', "marathon_field": '"max_launch_delay"'}
VALUES = {"port": "8080", "mount": "data", "route": '{ servers = ["10.0.0.9:80"] }', "scalar": '"x"', "any": '"x"'}
RAW = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xc2[\x80-\x9f]")
# Seconds and bytes for one run. Sanitizers and a busy machine take their share.
SECONDS, BYTES = 60, 1 << 30


def schema():
    """owner → {field: (type, rules)}, and which owners are records."""
    fields, records = {}, set()
    for line in (ROOT / "compiler/schema/blocks.def").read_text().splitlines():
        if owner := OWNER.match(line):
            fields[owner[2]] = {}
            if owner[1] == "RECORD":
                records.add(owner[2])
        elif field := FIELD.match(line):
            fields[field[1]][field[2]] = (re.sub(r"\\(.)", r"\1", field[3]), field[4])
    return fields, records


SCHEMA, RECORDS = schema()


def in_type(kind, text):
    """Expressions of a type with `text` in it: as the value, and as the key of a map."""
    if kind.startswith("list("):
        return [b"[" + one + b"]" for one in in_type(kind[5:-1], text)]
    if kind.startswith("map("):
        key, value = kind[4:-1].split(", ", 1)
        found = [b"{ " + text + b" = " + VALUES.get(value, '"x"').encode() + b" }"]
        if value not in RECORDS:
            found += [b"{ " + KEYS.get(key, "k").encode() + b" = " + one + b" }" for one in in_type(value, text)]
        return found
    return [] if kind in RECORDS else [text]


def body(owner, field, value):
    """The fields of a block or record in which `field` has this value."""
    fields = {name: good.replace("@", NUMBER).encode() for name, good in GOOD.get(owner, {}).items()}
    if owner == "app" and field in ("args", "image"):
        fields.pop("cmd")
    if owner == "image" and field == "dockerfile":
        fields.pop("base")
    if owner == "step" and field in ("to", "mode"):
        fields.update(copy=b'"cluster.herd"', to=b'"/x"')
    if owner == "step" and field == "copy":
        fields["to"] = b'"/x"'
    fields[field] = value
    return b", ".join(name.encode() + b" = " + text for name, text in fields.items())


def parents(record):
    """Where a record stands: (owner, field, how its block is put into the value)."""
    for owner, fields in SCHEMA.items():
        for field, (kind, _) in fields.items():
            if re.search(rf"\b{record}\b", kind):
                if kind.startswith("list("):
                    yield owner, field, b"[{ %s }]"
                elif kind.startswith("map("):
                    key = KEYS.get(kind[4:].split(",")[0], "k").encode()
                    yield owner, field, b"{ " + key + b" = { %s } }"
                elif kind == record:
                    yield owner, field, b"{ %s }"


def blocks(owner, inner):
    """(kind, body) of each way in which a record or block stands in a file."""
    if owner not in RECORDS:
        return [(owner, inner)]
    return [found for parent, field, how in parents(owner)
            for found in blocks(parent, body(parent, field, how % inner))]


def written(kind, number, inner):
    name = "demo" if kind == "cluster" else f"x{number}"
    return f"{kind} {name} {{ ".encode() + inner.replace(NUMBER.encode(), str(number).encode()) + b" }\n"


def field_blocks(owner, field, text):
    """Every block that has `text` in this field."""
    kind = SCHEMA.get(owner, {}).get(field, ("text", ""))[0]
    return [block for value in in_type(kind, text) for block in blocks(owner, body(owner, field, value))]


def shown(text):
    """A text as `--print=model` writes it."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"[\x00-\x1f\x7f]", lambda c: "\\u{%x}" % ord(c[0]), quoted)


ROWS = list(evil_rows(ROOT / "tests/oracles/evil.tsv"))


class Evil(Case):
    def setUp(self):
        super().setUp()
        self.bases = json.dumps({"bases": BASES, "version": 1}, indent=2, sort_keys=True) + "\n"
        self.write("herd.lock", self.bases)

    def run_herdc(self, source, *words):
        if source is not None:
            self.write("cluster.herd", source)
        shutil.rmtree(self.directory / "generated", ignore_errors=True)
        begin = time.monotonic()
        result = self.herdc(*(words or ("build",)))
        self.assertLess(time.monotonic() - begin, SECONDS)
        self.assertIn(result.code, (0, 1), str(result)[-2000:])
        said = (result.out + result.err).encode()
        self.assertIsNone(RAW.search(said), said[-500:])
        if result.code == 1:
            self.assertIn("[HERD", result.err)
            self.assertFalse((self.directory / "generated").exists(), "refused, but something was written")
        return result

    def lines_refused(self, result):
        """The lines of cluster.herd at which an error stands, or a note of one."""
        return {int(line) for line in re.findall(r"\bcluster\.herd:(\d+):", result.err)}

    def assert_outcome(self, name, action, code, with_allow):
        """`with_allow(text)` is the source with that inside the block."""
        result = self.run_herdc(with_allow(b""))
        said = f"{name}: {result}"[-1500:]
        if action in ("roundtrip", "accepted", "same"):
            self.assertEqual(result.code, 0, said)
            self.assertNotRegex(result.err, r"warning\[HERD(?!5001)", said)  # of what no backend reads yet
        elif action == "warn":
            self.assertEqual(result.code, 0, said)
            self.assertIn(f"warning[{code}]", result.err, said)
        elif action == "bounded":
            self.assertIn(result.code, (0, 1), said)
        else:
            self.assertEqual(result.code, 1, said)
            self.assertRegex(result.err, rf"error\[{code}", said)
        if action in ("allow", "warn"):
            allowed = self.run_herdc(with_allow(f'allow {code} because "a test"'.encode()))
            self.assertEqual(allowed.code, 0, f"{name}: {allowed}"[-1500:])
            self.assertNotIn(code, allowed.err)

    def place(self, name, where, text, action, code):
        """Runs one row that has a place of its own."""
        word, _, rest = where.partition(" ")
        if word == "own" or where == "dockerfile":
            return self.own(name, rest, text, action, code)
        if word in ("archive", "symlink", "context", "two", "secret", "comment", "source", "use", "lock"):
            return getattr(self, word)(name, rest, text, action, code)
        bare, key = word == "bare", word == "key"
        owner, *path = (rest if bare or key else where).split(".")
        while len(path) > 1:  # image.steps.run is step.run, by way of the type of image.steps
            owner = next(r for r in RECORDS if re.search(rf"\b{r}\b", SCHEMA[owner][path[0]][0]))
            path.pop(0)
        known = path[0] in SCHEMA[owner]
        code = code or ("" if known else "HERD(3001|1052)")
        value = text.encode() if bare else literal(text)
        found = field_blocks(owner, path[0], value)
        if key or not known:
            found = found[:1]
        elif SCHEMA[owner][path[0]][0].startswith("map("):
            found = found[-1:]
        self.assertTrue(found, f"{name}: no block has a field `{where}`")
        for kind, inner in found:
            used = b""
            if owner == "volume" or (owner == "service" and path[0] == "mounts"):
                used = b'service user { image = debian, on = ops, memory = 64MiB, cpus = 0.1, mounts { "/m" = x7 } }\n'

            def source(allow):
                cluster = b"" if kind == "cluster" else CLUSTER
                return cluster + BASE + written(kind, 7, inner + (b"\n" + allow + b"\n" if allow else b"")) + used

            self.assert_outcome(name, action, code, source)
            if action == "roundtrip" and where == "image.steps.run":
                self.assert_runs(name, text)

    def assert_runs(self, name, command):
        lines = (self.directory / "generated/demo/images/x7/Dockerfile").read_text().split("\n")
        self.assertEqual(len([line for line in lines if line]), 3, f"{name}: {lines}")
        run = lines[2].removeprefix("RUN ")
        self.assertEqual(json.loads(run)[2] if run.startswith("[") else run, command, name)

    def own(self, name, instruction, text, action, code, files=()):
        raw = text if isinstance(text, bytes) else text.encode()
        joint = b"" if instruction.endswith("=") or not instruction else b" "
        content = b"FROM debian\n" + instruction.encode() + joint + raw + b"\n" if instruction else raw
        self.write("own/Dockerfile", content)
        self.assert_outcome(name, action, code, lambda allow: CLUSTER + BASE + b'image img { dockerfile = "own/Dockerfile"\n'
                            + allow + b"\n}\n")
        if action == "same":
            emitted = (self.directory / "generated/demo/images/img/Dockerfile").read_bytes().split(b"\n", 2)
            self.assertTrue(emitted[1].startswith(b"FROM docker.io/library/debian@sha256:"))
            self.assertEqual(emitted[2].rstrip(b"\n"), content.split(b"\n", 1)[1].rstrip(b"\n"), name)

    def archive(self, name, how, text, action, code):
        made = (ROOT / "tests/diagnostics/HERD6028_dockerfile_archive/own/files.tar").read_bytes()
        self.write("own/container-export.bin", made)
        if how == "own":
            return self.own(name, "", "FROM debian\n" + text + "\n", action, code)
        steps = b'steps = [{ copy = "own/container-export.bin", to = "/r.tar" }, { run = ' + literal(text) + b" }]\n"
        return self.assert_outcome(name, action, code, lambda allow: CLUSTER + BASE + b"image img { base = debian\n" + steps
                                   + allow + b"\n}\n")

    def symlink(self, name, how, text, action, code):
        (self.directory / "own").mkdir(exist_ok=True)
        os.symlink("/etc", self.directory / "own/link-to-etc")
        if how == "own":
            return self.own(name, "", "FROM debian\n" + text + "\n", action, code)
        step = b"{ copy = " + literal("own/" + text) + b', to = "/x" }'
        return self.assert_outcome(name, action, code, lambda allow: CLUSTER + BASE + b"image img { base = debian, steps = ["
                                   + step + b"] }\n")

    def context(self, name, _, text, action, code):
        self.write("own/Dockerfile", "FROM debian\n")
        self.write("own/" + text, "x")
        self.assert_outcome(name, action, code, lambda _: CLUSTER + BASE + b'image img { dockerfile = "own/Dockerfile" }\n')

    def two(self, name, what, text, action, code):
        first, second = text.split()
        if what == "context":
            self.write("own/" + first, "x")
            return self.context(name, "", second, action, code)
        inner = GOOD["service"].items()
        block = b", ".join(f"{field} = {value}".encode() for field, value in inner)
        return self.assert_outcome(name, action, code, lambda _: CLUSTER + BASE + b"".join(
            b"service y%d { name = %s, %s }\n" % (n, literal(one), block) for n, one in enumerate((first, second))))

    def secret(self, name, where, text, action, code):
        self.assertEqual(where, "image.env")
        self.assert_outcome(name, action, code, lambda allow: CLUSTER + BASE + b"image img { base = debian, env { "
                            + text.encode() + b' = "hunter2" }\n' + allow + b"\n}\n")

    def comment(self, name, _, text, action, code):
        line = b"# " + text.encode() + b"\n"
        self.assert_outcome(name, action, code, lambda _: CLUSTER + line + BASE + line + b"image img { " + line
                            + b"base = debian " + line + b"}\n" + line)
        self.assertTrue((self.directory / "generated/demo/images/img/Dockerfile").exists())

    def source(self, name, _, text, action, code):
        raw = text if isinstance(text, bytes) else text.encode()
        result = self.run_herdc(raw)
        self.assertEqual(result.code, 1, f"{name}: {result}"[-1500:])
        self.assertLess(len(result.err), 100_000, name)

    def use(self, name, _, text, action, code):
        """A file of the project, none of the machine, and nothing that never ends."""
        if not (self.directory / "directory").exists():
            os.mkfifo(self.directory / "fifo")
            (self.directory / "directory").mkdir()
            os.symlink("/etc/shadow", self.directory / "link")
            self.write("cycle.herd", 'use "cluster.herd"\n')
            self.write("a.herd", "let a = 1\n")
        begin = time.monotonic()
        self.assert_outcome(name, action, code, lambda _: b"use " + literal(text) + b"\n" + CLUSTER + BASE)
        self.assertLess(time.monotonic() - begin, SECONDS)

    def lock(self, name, _, text, action, code):
        self.write("herd.lock", text)
        self.assert_outcome(name, action, code, lambda _: CLUSTER + BASE)
        self.write("herd.lock", self.bases)

    def test_rows(self):
        for name, where, text, action, code in ROWS:
            if where == "value":
                continue
            with self.subTest(name):
                self.place(name, where, text, action, code)
            shutil.rmtree(self.directory / "own", ignore_errors=True)
        if "asan" not in os.environ["HERDC"]:
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024, BYTES)

    def test_every_field(self):
        """Free text in every field: one file with a block for each text. What a field's grammar refuses is refused at
        its line, and what is left is accepted and arrives in the model."""
        texts = [(name, text, action) for name, where, text, action, _ in ROWS if where == "value"]
        accepted = 0
        for owner, fields in SCHEMA.items():
            for field in fields:
                with self.subTest(f"{owner}.{field}"):
                    accepted += self.check_field(owner, field, texts)
        self.assertGreater(accepted, 100)

    def check_field(self, owner, field, texts):
        found = []  # (name, text, action, kind, body)
        for name, text, action in texts:
            if isinstance(text, bytes) and owner not in ("service", "image"):
                continue  # refused before anybody knows in which field it stands
            for kind, inner in field_blocks(owner, field, literal(text)):
                if isinstance(text, bytes):
                    self.assert_refused(f"{name} in {owner}.{field}", written(kind, 10, inner))
                elif kind == "cluster":
                    self.run_herdc(BASE + written(kind, 10, inner))
                else:
                    found.append((name, text, action, kind, inner))
        first = (CLUSTER + BASE).count(b"\n")
        for _ in range(6):  # a later phase has its own reasons
            source = CLUSTER + BASE + b"".join(written(kind, 10 + n, inner) for n, (*_, kind, inner) in enumerate(found))
            result = self.run_herdc(source)
            if result.code == 0:
                return self.arrived(owner, field, found, result)
            bad = {line - first - 1 for line in self.lines_refused(result)}
            self.assertTrue(bad & set(range(len(found))), str(result)[-1500:])
            found = [block for n, block in enumerate(found) if n not in bad]
        return self.fail("it does not end")

    def assert_refused(self, name, block):
        result = self.run_herdc(CLUSTER + BASE + block)
        self.assertEqual(result.code, 1, f"{name}: {result}"[-1500:])

    def arrived(self, owner, field, found, result):
        model = self.herdc("check", "--print=model").out if found else ""
        for name, text, action, _, _ in found:
            if action == "reject":  # fine as long as nothing is made of it
                self.assertIn("HERD5001", result.err, f"{name} in {owner}.{field}")
            else:
                self.assertIn(shown(text), model, f"{name} in {owner}.{field}")
        for path in (self.directory / "generated").rglob("*"):
            if path.is_file():
                raw = re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", path.read_bytes())
                self.assertIsNone(raw, f"{path.name} has raw control characters")
        return len(found)


if __name__ == "__main__":
    main()
