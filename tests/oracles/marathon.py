#!/usr/bin/python3
"""What Marathon is told of an app (marathon.sh runs it).

  marathon.py schema JSON…           each document against a schema made from the table of Marathon's fields
  marathon.py model MODEL JSON…      each value against `herdc build --print=model`
  marathon.py lines ARTIFACTS JSON…  each line has a place in the source
  marathon.py hostile TSV DIR LOCK   hostile texts, each as the table says: refused, or the same in the document
"""
import fractions
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

import jsonschema

HERE = pathlib.Path(__file__).parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
from hostile import rows  # noqa: E402
from model import Name, Values  # noqa: E402

TABLE = HERE.parents[1] / "compiler/backend/marathon/data/app_fields.tsv"
GRAMMARS = {"name": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "network_name": "^[a-z0-9]([-a-z0-9_]*[a-z0-9])?$",
            "path": r"^/([a-z0-9]([-a-z0-9]*[a-z0-9])?)(/[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}


def table_rows():
    for line in TABLE.read_text().splitlines():
        if not line.startswith("#"):
            yield [None if cell == "-" else cell for cell in line.split("\t")]


def fresh(row):
    _, kind, _, minimum, maximum, least, most, unique, choices, grammar, _, _ = row
    schema = {} if kind == "union" else {"type": kind}
    if kind == "union":
        schema["anyOf"] = []
    if kind == "object":
        schema.update({"properties": {}, "additionalProperties": False})
    for name, value in (("minimum", minimum), ("maximum", maximum)):
        if value is not None:
            schema[name] = float(value)
    sizes = ("minItems", "maxItems") if kind == "array" else ("minLength", "maxLength")
    for name, value in zip(sizes, (least, most)):
        if value is not None:
            schema[name] = int(value)
    if unique:
        schema["uniqueItems"] = True
    if choices:
        schema["enum"] = choices.split("|")
    if grammar in GRAMMARS:
        schema["pattern"] = GRAMMARS[grammar]
    return schema


def schema():
    """A JSON schema of an app: the union of what all versions know."""
    root = {"type": "object", "properties": {}, "additionalProperties": False, "required": []}
    known = {"": root}
    for row in table_rows():
        path = row[0]
        step = re.search(r"(\[\]|\{\}|<[^>]*>|\.?[^.\[\]{}<>]+)$", path)
        parent, last = known[path[:step.start()]], step[0]
        made = known[path] = fresh(row)
        if last == "[]":
            parent["items"] = made
        elif last == "{}":
            parent["additionalProperties"] = made
        elif last.startswith("<"):
            parent["anyOf"].append(made)
        else:
            parent["properties"][last.lstrip(".")] = made
            if row[2]:
                parent.setdefault("required", []).append(last.lstrip("."))
    return root


def check_schema(documents):
    validator = jsonschema.Draft7Validator(schema())
    for path in documents:
        for error in validator.iter_errors(json.loads(pathlib.Path(path).read_text())):
            yield f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


# --- against the model ---

def read_model(path):
    """Apps and volumes by (kind, name); fields as the dump says them."""
    blocks, block = {}, None
    for line in pathlib.Path(path).read_text().splitlines():
        line = line.removesuffix(" # default")
        if line.startswith("  "):
            if block is not None:
                name, value = line.strip().split(" = ", 1)
                block[name] = Values(value).value()
        else:
            words = line.split()
            block = blocks.setdefault((words[0], words[1]), {}) if words[0] in ("app", "volume", "cluster", "secret") else None
            if block is not None and words[0] == "app" and "#" in words:
                blocks["path", words[words.index("#") + 1]] = words[1]
    return blocks


def text(value):
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def environment(value):
    return {"secret": str(value)} if isinstance(value, Name) else text(value)


def mebibytes(value):
    return fractions.Fraction(value, 1 << 20)


def expected(blocks, name):
    """Leaves (path, value) that the app's own fields imply for Marathon 1.5 and later."""
    app = dict(blocks["app", name])
    names = {"app " + other for kind, other in blocks if kind == "app"}
    group = app.pop("group", "")
    host = app.pop("network", "bridge" if "image" in app else "host") == "host"
    want = {"id": f"{group}/{name}", "instances": app.pop("instances"), "cpus": app.pop("cpus"),
            "mem": mebibytes(app.pop("memory")), "networks": [{"mode": "host" if host else "container/bridge"}],
            "labels": {"org.herdc.cluster": next(n for kind, n in blocks if kind == "cluster")}}
    if "disk" in app:
        want["disk"] = mebibytes(app.pop("disk"))
    for same in ("cmd", "user"):
        if same in app:
            want[same] = app.pop(same)
    if "args" in app:
        want["args"] = [text(word) for word in app.pop("args")]
    if "env" in app:
        want["env"] = {key: environment(value) for key, value in app.pop("env").items()}
        want["secrets"] = {name: {"source": blocks["secret", name]["marathon"]}
                           for name in (value["secret"] for value in want["env"].values() if isinstance(value, dict))}
        if not want["secrets"]:
            del want["secrets"]
    want["labels"].update({key: text(value) for key, value in app.pop("labels", {}).items()})
    ports = list(app.pop("ports", {}).items())
    fixed = any("listen" in port or "machine" in port for _, port in ports)
    if host:
        want["portDefinitions"] = [{"name": key, "protocol": port["protocol"], "port": port.get("listen", port.get(
            "machine", port.get("service", 0)))} for key, port in ports]
        if fixed:
            want["requirePorts"] = True
    container = {}
    if "image" in app:
        app.pop("image")
        container["type"] = "DOCKER"
        if not host:
            container["portMappings"] = [
                {"name": key, "protocol": port["protocol"], "containerPort": port.get("listen", 0), "hostPort": port.get(
                    "machine", 0), **({"servicePort": port["service"]} if "service" in port else {})}
                for key, port in ports]
    if "mounts" in app:
        container["volumes"] = [{"containerPath": path, "hostPath": blocks["volume", mount["volume"]]["host_path"],
                                 "mode": "RO" if mount["read_only"] else "RW"}
                                for path, mount in sorted(app.pop("mounts").items())]
    if container:
        want["container"] = container
    if "health" in app:
        want["healthChecks"] = [health_check(app.pop("health"), [key for key, _ in ports])]
    if "upgrade" in app:
        upgrade = app.pop("upgrade")
        want["upgradeStrategy"] = {"minimumHealthCapacity": upgrade["minimum_health_capacity"],
                                   "maximumOverCapacity": upgrade["maximum_over_capacity"]}
    elif want["labels"].get("MARATHON_SINGLE_INSTANCE_APP") == "true":
        want["upgradeStrategy"] = {"minimumHealthCapacity": 0, "maximumOverCapacity": 0}
    if "constraints" in app:
        want["constraints"] = [[text(word) for word in row] for row in app.pop("constraints")]
    if "after" in app:
        after = [blocks.get(("path", other), other) for other in app.pop("after")]
        want["dependencies"] = sorted(f"{blocks['app', other].get('group', '')}/{other}" for other in after)
    for irrelevant in ("name", "provides", "on", "marathon"):
        app.pop(irrelevant, None)
    if app:
        raise ValueError(f"fields of {name} that nothing compares: {sorted(app)} {sorted(names)}")
    return want


def health_check(health, ports):
    protocol = health.get("protocol", "COMMAND" if "command" in health else "MESOS_HTTP")
    check = {"protocol": protocol, "intervalSeconds": health["interval"], "timeoutSeconds": health["timeout"],
             "gracePeriodSeconds": health["grace"], "maxConsecutiveFailures": health["retries"]}
    if protocol == "COMMAND":
        check["command"] = {"value": health["command"]}
    else:
        check["portIndex"] = ports.index(health["port"]) if "port" in health else 0
    if "HTTP" in protocol:
        check["path"] = health.get("path", "/")
    return check


def camel(name):
    return re.sub("_(.)", lambda match: match[1].upper(), name)


def further(value):
    """What `marathon { … }` of the model says, in Marathon's names; fields that hold free keys are not in the cases."""
    if isinstance(value, dict):
        return {camel(key): further(item) for key, item in value.items()}
    return [further(item) for item in value] if isinstance(value, list) else value


def differences(want, found, path=""):
    """Where `found` is not exactly `want`."""
    if isinstance(want, dict) and isinstance(found, dict):
        for key in sorted({*want, *found}):
            if key not in want or key not in found:
                yield f"{path}/{key}: {'is missing' if key in want else 'comes from nowhere'}"
            else:
                yield from differences(want[key], found[key], f"{path}/{key}")
    elif isinstance(want, list) and isinstance(found, list) and len(want) == len(found):
        for number, (left, right) in enumerate(zip(want, found)):
            yield from differences(left, right, f"{path}/{number}")
    elif isinstance(want, bool) or isinstance(found, bool) or isinstance(want, str):
        if want is not found and want != found:
            yield f"{path}: {found!r}, expected {want!r}"
    elif want != found:
        yield f"{path}: {found!r}, expected {want!r}"


def merged(left, right):
    for key, value in right.items():
        if key in left and isinstance(left[key], dict) and isinstance(value, dict):
            merged(left[key], value)
        else:
            left[key] = value
    return left


def check_model(model, documents):
    blocks = read_model(model)
    for path in documents:
        name = pathlib.Path(path).stem
        found = json.loads(pathlib.Path(path).read_text(), parse_float=fractions.Fraction)
        want = merged(expected(blocks, name), further(blocks["app", name].get("marathon", {})))
        want = json.loads(json.dumps(want, default=lambda f: int(f) if f.denominator == 1 else float(f)),
                          parse_float=fractions.Fraction)
        if "docker" in found.get("container", {}):
            image = found["container"]["docker"].pop("image", "")
            if not re.search(r"(:[0-9a-f]{32}|@sha256:[0-9a-f]{64})$", image):
                yield f"{path}: the image {image!r} has no content in its name"
            if not found["container"]["docker"]:
                del found["container"]["docker"]
        for difference in differences(want, found):
            yield f"{path}{difference}"


def check_lines(artifacts, documents):
    placed = dict(line.split(" <- ", 1) for line in pathlib.Path(artifacts).read_text().splitlines() if " <- " in line)
    for path in documents:
        for number in range(1, len(pathlib.Path(path).read_text().splitlines()) + 1):
            key = f"marathon/{pathlib.Path(path).name}:{number}"
            if not re.search(r"\.herd:[0-9]+|std:", placed.get(key, "")):
                yield f"{key} has no place in the source"


# --- hostile texts ---

SOURCE = """\
cluster demo {{ domain = "example.com", registry = "registry.example.com" }}
{extra}
volume data {{ host_path = {host-path} }}
app web {{
  name      = {name}
  {group}
  image     = std.debian.image
  instances = {instances}
  cpus      = {cpus}
  memory    = {memory}
  user      = {user}
  ports     {{ http = 80 }}
  mounts    {{ {mount-point} = data }}
  env       {{ {env} }}
  labels    {{ {label} }}
  constraints = [{constraint}]
  {runs}
  health    {{ {health} }}
  marathon  {{ {marathon} }}
}}
"""
GOOD = {"extra": "", "host-path": '"/disk/data"', "name": '"web"', "group": "", "instances": "1", "cpus": "1",
        "memory": "64MiB", "user": '"nobody"', "mount-point": '"/data"', "env": 'A = "a"', "label": 'B = "b"',
        "constraint": '["hostname", "UNIQUE"]', "runs": 'args = ["a"]', "health": 'path = "/"', "marathon": ""}
# How a text stands in the source, and where it is in the document.
PLACES = {
    "env": ("env", "A = %s", ["env", "A"]), "label": ("label", "B = %s", ["labels", "B"]),
    "arg": ("runs", "args = [%s]", ["args", 0]), "cmd": ("runs", "cmd = %s", ["cmd"]),
    "health-command": ("health", "command = %s", ["healthChecks", 0, "command", "value"]),
    "health-path": ("health", "path = %s", ["healthChecks", 0, "path"]),
    "host-path": ("host-path", "%s", ["container", "volumes", 0, "hostPath"]),
    "mount-point": ("mount-point", "%s", ["container", "volumes", 0, "containerPath"]),
    "user": ("user", "%s", ["user"]), "name": ("name", "%s", ["id"]), "group": ("group", "group = %s", ["id"]),
    "constraint": ("constraint", '["hostname", "LIKE", %s]', ["constraints", 0, 2]),
    "operator": ("constraint", '["hostname", %s]', ["constraints", 0, 1]),
    "env-name": ("env", '%s = "x"', None), "label-name": ("label", '%s = "x"', None),
    "parameter": ("marathon", 'container {{ docker {{ parameters = [{{ key = "label", value = %s }}] }} }}'.replace(
        "{{", "{").replace("}}", "}"), ["container", "docker", "parameters", 0, "value"]),
    "parameter-key": ("marathon", 'container { docker { parameters = [{ key = %s, value = "x" }] } }',
                      ["container", "docker", "parameters", 0, "key"]),
    "uri": ("marathon", "fetch = [{ uri = %s }]", ["fetch", 0, "uri"]),
    "secret-name": ("marathon", 'secrets { %s = { source = "/x" } }', None),
    "further": ("marathon", "executor = %s", ["executor"]),
}
RAW = {"instances", "cpus", "memory", "extra"}  # the text is herd, not a string


def literal(text, raw=False):
    """A herd string of exactly this text; what no source may hold is escaped."""
    if isinstance(text, bytes):
        return b'"' + text + b'"'
    hidden = ("Cc", "Cf", "Zl", "Zp")
    return ('"' + "".join(c if raw or (c not in '"\\' and unicodedata.category(c) not in hidden) else
                          "\\" + c if c in '"\\' else "\\u{%x}" % ord(c) for c in text) + '"').encode()


def hostile_source(where, value):
    filled = {key: text.encode() for key, text in GOOD.items()}
    if where in RAW:
        filled[where] = value.encode()
    else:
        key, form, _ = PLACES["env" if where == "raw" else where]
        before, after = form.encode().split(b"%s")
        filled[key] = before + literal(value, raw=where == "raw") + after
    pieces = re.split(r"(\{\{|\}\}|\{[a-z-]+\})", SOURCE)
    plain = {"{{": b"{", "}}": b"}"}
    return b"".join(plain.get(p) or (filled[p[1:-1]] if p.startswith("{") else p.encode()) for p in pieces)


def at(document, path):
    for step in path:
        document = document[step]
    return document


def check_hostile(table, directory, lock):
    count = 0
    for name, where, value, outcome in rows(table):
        count += 1
        project = pathlib.Path(directory) / "hostile" / name
        project.mkdir(parents=True)
        (project / "cluster.herd").write_bytes(hostile_source(where, value))
        (project / "herd.lock").write_bytes(pathlib.Path(lock).read_bytes())
        run = subprocess.run([os.environ["HERDC"], "build", str(project / "cluster.herd")], capture_output=True,
                             timeout=60, check=False)
        said = run.stdout + run.stderr
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]|\xc2[\x80-\x9f]", said):
            yield f"{name}: the message has characters that a terminal would act on: {said[-300:]!r}"
        code = outcome.partition(" ")[2].encode()
        if outcome.startswith("refused"):
            if run.returncode != 1 or (code or b"HERD") not in said:
                yield f"{name}: exit code {run.returncode}, expected {outcome}: {said[-300:]!r}"
            if (project / "generated").exists():
                yield f"{name}: something was written"
            continue
        if run.returncode != 0:
            yield f"{name}: exit code {run.returncode}: {said[-300:]!r}"
            continue
        document = next((project / "generated/demo/marathon").glob("*.json")).read_bytes()
        if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", document):
            yield f"{name}: raw control characters in the document"
        found = at(json.loads(document), PLACES["env" if where == "raw" else where][2])
        by_jq = json.loads(subprocess.run(["jq", "."], input=document, capture_output=True, check=True).stdout)
        if found != value or at(by_jq, PLACES["env" if where == "raw" else where][2]) != value:
            yield f"{name}: {found!r:.200}, expected {value!r:.200}"
    print(f"{count} hostile texts")


def main(what, *words):
    check = {"schema": lambda: check_schema(words), "model": lambda: check_model(words[0], words[1:]),
             "lines": lambda: check_lines(words[0], words[1:]), "hostile": lambda: check_hostile(*words)}[what]
    problems = list(check())
    print("\n".join(problems) or f"{what}: {len(words)} fine")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
