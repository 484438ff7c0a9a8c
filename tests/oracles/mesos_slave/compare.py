#!/usr/bin/python3
"""What an agent would understand of its arguments, against the model (mesos_slave.sh runs it).

  compare.py shared MODEL HOST ARGS       the arguments that are the same on all hosts
  compare.py all MODEL HOST ARGS IP       all arguments of one host
  compare.py hostile TSV DIR              each row through $HERDC and the stand-in wrapper
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from model import PerHost, Values  # noqa: E402

TIMES = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "secs": 1, "mins": 60, "hrs": 3600, "days": 86400, "weeks": 604800}
SIZES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
DURATIONS = {"executor_registration_timeout", "executor_shutdown_grace_period", "docker_stop_timeout", "gc_delay"}
BYTES = {"fetcher_cache_size"}
JSON = {"docker_config", "executor_environment_variables", "domain"}


def arguments(path):
    """By name; a flag that is there twice stops an agent."""
    found = {}
    for word in pathlib.Path(path).read_text(encoding="utf-8").split("\0")[:-1]:
        name, sign, value = word.removeprefix("--").partition("=")
        if not sign:
            name, value = (name[3:], False) if name.startswith("no-") else (name, True)
        if name in found:
            raise SystemExit(f"--{name} is there twice")
        found[name] = value
    return found


def of_host(value, host):
    if isinstance(value, PerHost):
        return of_host(value[host], host)
    if isinstance(value, dict):
        return {key: of_host(item, host) for key, item in value.items()}
    return [of_host(item, host) for item in value] if isinstance(value, list) else value


def varies(value):
    if isinstance(value, dict):
        return isinstance(value, PerHost) or any(varies(item) for item in value.values())
    return isinstance(value, list) and any(varies(item) for item in value)


def in_units(text, units):
    number, unit = re.fullmatch(r"([0-9.]+)([A-Za-z]+)", text).groups()
    return float(number) * units[unit]


def mesos_value(text):
    """src/common/values.cpp: spaces go, brackets are ranges, braces a set, a number is a scalar, the rest is text."""
    text = text.replace(" ", "")
    if text.startswith("["):
        return sorted(tuple(map(int, part.split("-"))) for part in text[1:-1].split(","))
    if text.startswith("{"):
        return set(text[1:-1].split(","))
    try:
        return float(text)
    except ValueError:
        return text


def tokens(text):
    return {name: mesos_value(value) for name, _, value in (part.partition(":") for part in re.split("[;\n]", text))}


def wanted_value(name, key, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, list) for item in value):
        return sorted(map(tuple, value))
    if isinstance(value, list):
        return set(value)
    if name == "resources" and key == "mem" and value > 1 << 20:
        return value / (1 << 20)
    return mesos_value(value) if isinstance(value, str) else float(value)


def differs(name, value, found):
    if name in ("attributes", "resources"):
        return tokens(found) != {key: wanted_value(name, key, item) for key, item in value.items()}
    if name in JSON:
        return json.loads(found) != (json.loads(value.replace("\\u{a}", "\n")) if isinstance(value, str) else value)
    if isinstance(value, str):
        return found != value
    if isinstance(value, list):
        return re.split("[,:]", found) != [str(item) for item in value]
    if name in DURATIONS:
        return in_units(found, TIMES) != value
    if name in BYTES:
        return in_units(found, SIZES) != value
    return float(found) != value if not isinstance(value, bool) else found is not value


def flags_of(path, host):
    """Flags of one host, and those that are the same for all."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    line = re.search(r"^slaves cattle\n(?:  .*\n)*?  flags = (.*)$", text, re.M)[1]
    value = Values(line).value()
    zk = re.search(r'^  output zk = "(.*)"$', text, re.M)[1]
    if isinstance(value, PerHost):
        every = list(value.values())
        own = value[host]
        same = {key for key in own if all(key in one and one[key] == own[key] for one in every)}
    else:
        own, same = of_host(value, host), {key for key, item in value.items() if not varies(item)}
    own = {key: item for key, item in own.items() if item is not None and key != "logger"}
    return own, same, zk


def compare(what, model, host, args, address=None):
    found = arguments(args)
    own, same, zk = flags_of(model, host)
    if what == "shared":
        wanted = {key: value for key, value in own.items() if key in same}
    else:
        wanted = own
        for name, value in (("master", zk), ("ip", address), ("log_dir", "/var/log/mesos")):
            if found.pop(name, None) != value:
                return [f"{host}: --{name} is not {value}"], ""
    problems = [f"{host}: --{name} is {found.get(name)!r}, the model says {value!r}"
                for name, value in wanted.items() if name not in found or differs(name, value, found[name])]
    problems += [f"{host}: --{name} was never declared" for name in found if name not in wanted]
    return problems, f"{host}: {len(wanted)} flags as in the model ({what})"


TEMPLATE = """\
cluster farm {{ domain = "example.com" }}
machines ops {{ hosts = "ops[1..3]", address = "10.66.0.\\(host.number)" }}
service masters {{
  image  = std.debian.image
  on     = ops
  memory = 1GiB
  cpus   = 1
  output zk = {zk}
}}
slaves cattle {{
  hosts   = "cow1"
  masters = masters
  flags {{ {flags} }}
}}
"""


def literal(text):
    out = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\u{{{ord(c):x}}}" for c in text)
    return f'"{out}"'


def source(where, text):
    flags, zk = {"work_dir": '"/disk/work"'}, '"zk://ops1:2181/mesos"'
    if where == "zk":
        zk = literal(text)
    elif where == "flag-name":
        flags[text] = '"x"'
    elif where == "attribute-value":
        flags["attributes"] = f"{{ rack = {literal(text)} }}"
    elif where == "attribute-name":
        flags["attributes"] = f"{{ {literal(text)} = \"x\" }}"
    elif where == "json-value":
        flags["executor_environment_variables"] = f"{{ A = {literal(text)} }}"
    elif where == "resource-set":
        flags["resources"] = f"{{ disks = [{literal(text)}] }}"
    else:
        flags[where] = literal(text)
    return TEMPLATE.format(zk=zk, flags=", ".join(f"{key} = {value}" for key, value in flags.items()))


def arrived(where, project):
    run = subprocess.run([HERE / "stand_in_wrapper.sh", project / "generated/farm/slaves/cattle", "mesos-slave"],
                         capture_output=True, check=True)
    (project / "args").write_bytes(run.stdout)
    found = arguments(project / "args")
    if where == "zk":
        return (project / "generated/farm/slaves/cattle/etc/mesos/zk").read_text().rstrip("\n")
    if where == "attribute-value":
        return found["attributes"].partition(":")[2]
    if where == "json-value":
        return json.loads(found["executor_environment_variables"])["A"]
    return found.get(where)


def hostile(table, directory):
    problems, counts = [], {"same": 0, "refused": 0}
    for line in pathlib.Path(table).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, where, text, outcome, *instead = line.split("\t")
        text = json.loads(f'"{text}"')
        project = pathlib.Path(directory) / "hostile" / name
        project.mkdir(parents=True)
        shutil.copy(HERE.parents[2] / "examples/factual/herd.lock", project)
        (project / "cluster.herd").write_text(source(where, text), encoding="utf-8")
        run = subprocess.run([os.environ["HERDC"], "build", str(project / "cluster.herd")], capture_output=True,
                             timeout=60, check=False)
        said = (run.stdout + run.stderr).decode(errors="replace")
        counts[outcome] += 1
        if outcome == "refused" and (run.returncode != 1 or "HERD" not in said or (project / "generated").exists()):
            problems.append(f"{name}: not refused (exit code {run.returncode}): {said[-300:]}")
        if outcome == "same" and run.returncode != 0:
            problems.append(f"{name}: exit code {run.returncode}: {said[-300:]}")
        elif outcome == "same" and arrived(where, project) != (instead[0] if instead else text):
            problems.append(f"{name}: arrived as {arrived(where, project)!r}")
    return problems, f"{counts['same']} hostile values arrived, {counts['refused']} were refused"


def main(what, *words):
    problems, fine = hostile(*words) if what == "hostile" else compare(what, *words)
    for text in problems:
        print(text)
    if not problems:
        print(fine)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
