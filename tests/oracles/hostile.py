#!/usr/bin/python3
"""Hostile text through compiler, script and docker client (hostile.sh runs it).

  hostile.py write TSV DIR      writes DIR/same/cluster.herd with every row that has to arrive unchanged, and one
                                DIR/refused/ID/cluster.herd for every row that has to be refused
  hostile.py refused TSV DIR    runs $HERDC on each of those
  hostile.py same TSV DIR       compares what the engine was asked for
"""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from created import requests  # noqa: E402

TEMPLATE = """\
cluster hostile {{
  domain   = {domain}
  registry = {registry}
}}

machines box {{
  hosts   = {hosts}
  address = {address}
  cpus    = 4
  memory  = 8GiB
}}

volume data {{ host_path = {host-path} }}
{volumes}

service web {{
  name        = {service-name}
  image       = std.zookeeper.image
  on          = box
  memory      = {memory}
  cpus        = {cpus}
  restart     = {restart}
  user        = {user}
  stop_signal = {stop-signal}
  ports {{ client = {port} }}
  mounts {{ {mount-point} = data{mounts} }}
  env {{{env}}}
  labels {{{labels}}}
  args = [{args}]
}}
"""
GOOD = {
    "domain": '"test.example.com"', "registry": '"registry.test.example.com:5000"', "hosts": '"box1"',
    "address": '"10.66.0.1"', "host-path": '"/disk/data"', "service-name": '"web"', "memory": "1GiB", "cpus": "1",
    "restart": '"always"', "user": '"1:1"', "stop-signal": '"SIGINT"', "port": "80", "mount-point": '"/data"',
    "env": "", "labels": "", "args": "", "volumes": "", "mounts": "",
}


def rows(path):
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, where, text, outcome = line.split("\t")
            yield name, where, decoded(text), outcome


def all_rows(path):
    """The same, and those of evil.tsv that arrive; what else stands there is for tests/cli/evil.py."""
    yield from rows(path)
    for name, where, text, action, _ in evil_rows(pathlib.Path(path).with_name("evil.tsv")):
        if where == "value" and action == "roundtrip":
            yield name, where, text, "same"


def evil_rows(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, where, text, action, *code = line.split("\t")
            yield name, where, decoded(text), action, code[0] if code else ""


def decoded(text):
    """The text of a row: str, or bytes when it is no UTF-8."""
    if text.startswith("@repeat:"):
        _, piece, times = text.split(":")
        return json.loads(f'"{piece}"') * int(times)
    if text.startswith("@after:"):
        _, first, piece, times = text.split(":")
        return json.loads(f'"{first}"') + json.loads(f'"{piece}"') * int(times)
    if text.startswith("@raw:"):
        return json.loads(f'"{text[5:]}"').encode()
    if text.startswith("@bytes:"):
        return bytes.fromhex(text.split(":")[1])
    return json.loads(f'"{text}"')


def literal(text, raw=False):
    """A herd string of exactly this text."""
    if isinstance(text, bytes):
        return '"'.encode() + text + b'"'
    named = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}

    def character(c):
        if c in named:
            return named[c]
        if raw or (ord(c) >= 0x20 and c != "\x7f" and not 0x80 <= ord(c) < 0xa0 and ord(c) not in (0x2028, 0xfeff)):
            return c
        return "\\u{%x}" % ord(c)

    return ('"' + "".join(map(character, text)) + '"').encode()


def source(**changes):
    filled = {key: value.encode() for key, value in GOOD.items()}
    filled.update({key.replace("_", "-"): value for key, value in changes.items()})
    pieces = re.split(r"(\{\{|\}\}|\{[a-z-]+\})", TEMPLATE)
    plain = {"{{": b"{", "}}": b"}"}
    return b"".join(plain.get(p) or (filled[p[1:-1]] if p.startswith("{") else p.encode()) for p in pieces)


MOUNTED = ("host-path", "mount-point")


def mounted(number, where, text):
    """The directory of the host and the place in the container that test a hostile path as one of the two."""
    return (text, f"/m{number}") if where == "host-path" else (f"/disk/{number}", text)


def refused_source(where, text):
    if where in ("value", "raw-value"):
        return source(env=b"V = " + literal(text, raw=where == "raw-value"))
    if where == "env-name":
        return source(env=literal(text) + b' = "x"')
    return source(**{where: literal(text)})


def write(table, directory):
    env, labels, args, volumes, mounts = [], [], [], b"", b""
    for number, (name, where, text, outcome) in enumerate(all_rows(table)):
        if outcome == "same" and where in MOUNTED:
            source_path, target = (literal(path) for path in mounted(number, where, text))
            volumes += b"volume v%d { host_path = %s }\n" % (number, source_path)
            mounts += b", %s = v%d" % (target, number)
        elif outcome == "same":
            env.append(b"E%d = " % number + literal(text))
            labels.append(b'"hostile.' + name.encode() + b'" = ' + literal(text))
            args.append(literal(text))
        else:
            project = directory / "refused" / name
            project.mkdir(parents=True)
            (project / "cluster.herd").write_bytes(refused_source(where, text))
    project = directory / "same"
    project.mkdir()
    joined = [b",\n    ".join(part) for part in (env, labels, args)]
    (project / "cluster.herd").write_bytes(
        source(env=b"\n    " + joined[0] + b"\n  ", labels=b"\n    " + joined[1] + b"\n  ", args=joined[2], volumes=volumes,
               mounts=mounts))
    # The same file with nothing hostile in it has to compile, or "refused" would prove nothing.
    (directory / "plain").mkdir()
    (directory / "plain" / "cluster.herd").write_bytes(source())


def refused(table, directory):
    problems = []
    count = 0
    for name, _, text, outcome in all_rows(table):
        if outcome != "refused":
            continue
        count += 1
        project = directory / "refused" / name
        run = subprocess.run([os.environ["HERDC"], "build", str(project / "cluster.herd")], capture_output=True,
                             timeout=60, check=False)
        said = run.stdout + run.stderr
        if run.returncode != 1:
            problems.append(f"{name}: exit code {run.returncode}, expected 1: {said[-300:]!r}")
        elif b"HERD" not in said:
            problems.append(f"{name}: no diagnostic with a code: {said[-300:]!r}")
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xc2[\x80-\x9f]", said):
            problems.append(f"{name}: the diagnostic has characters that a terminal would act on: {said[-300:]!r}")
        if (project / "generated").exists():
            problems.append(f"{name}: something was written")
    return problems, f"{count} hostile texts refused"


def same(table, directory):
    problems = []
    creations = [r for r in requests(directory / "machine/1.requests") if r["path"] == "/containers/create"]
    if len(creations) != 1:
        output = (directory / "machine/1.out").read_text(errors="replace")
        return [f"{len(creations)} containers created, expected 1\n{output}"], ""
    body = creations[0]["body"]
    env = dict(entry.split("=", 1) if "=" in entry else (entry, None) for entry in body["Env"])
    wanted = [(number, name, where, text) for number, (name, where, text, outcome) in enumerate(all_rows(table))
              if outcome == "same"]
    expected = [(number, name, text) for number, name, where, text in wanted if where not in MOUNTED]
    mounts = {("/disk/data", "/data"), *(mounted(n, where, text) for n, _, where, text in wanted if where in MOUNTED)}
    words = body["Cmd"] or []
    if len(words) != len(expected):
        problems.append(f"{len(words)} arguments arrived, expected {len(expected)}")
    for (number, name, text), word in zip(expected, words):
        for what, found in (("env", env.get(f"E{number}")), ("label", body["Labels"].get(f"hostile.{name}")),
                            ("argument", word)):
            if found != text:
                problems.append(f"{name} as {what}: {found!r:.200}, expected {text!r:.200}")
    ours = [key for key in body["Labels"] if not key.startswith("hostile.") and not key.startswith("org.herdc.")]
    if ours or len(env) != len(expected):
        problems.append(f"values that nobody wrote: {ours} {sorted(env)}")
    found = [(m["Source"], m["Target"]) for m in body["HostConfig"]["Mounts"]]
    if len(found) != len(mounts) or set(found) != mounts:
        problems.append(f"mounts: {sorted(found)}, expected {sorted(mounts)}")
    if any(m["Type"] != "bind" or m.get("ReadOnly") for m in body["HostConfig"]["Mounts"]):
        problems.append("a mount is not what was written")
    if body["HostConfig"]["Privileged"] or body["HostConfig"]["Binds"] or body["HostConfig"]["CapAdd"]:
        problems.append("the container has other rights than were written")
    second = [r for r in requests(directory / "machine/2.requests") if r["method"] not in ("GET", "HEAD")]
    if second:
        problems.append(f"a second run changed something: {second[0]['method']} {second[0]['path']}")
    if (directory / "machine/3.out").read_text().strip():
        problems.append("a command of the hostile text ran")
    for path in sorted((directory / "machine/generated").rglob("*")):
        if path.is_file() and re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", path.read_bytes()):
            problems.append(f"{path.name} has raw control characters: what one sees is not what runs")
    return problems, (f"{len(expected)} hostile texts arrived as env value, label and argument, and {len(mounts) - 1} "
                      "paths as mounts, byte for byte")


def main(what, table, directory):
    directory = pathlib.Path(directory)
    if what == "write":
        write(table, directory)
        return 0
    problems, fine = {"refused": refused, "same": same}[what](table, directory)
    for text in problems:
        print(text)
    if not problems:
        print(fine)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
