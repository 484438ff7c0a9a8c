"""What a recorded `POST /containers/create` says, without what the docker client fills in by itself."""
import json
import re

# What docker 20.10's client sends when nothing was asked for. Everything else was asked for, and is compared.
UNASKED = {
    "AttachStdout": True, "AttachStderr": True, "MemorySwappiness": -1, "ConsoleSize": [0, 0],
    "NetworkMode": "default", "NetworkingConfig": {"EndpointsConfig": {}},
}
EMPTY = (None, False, 0, "", [], {})


def requests(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def writing(recorded):
    return [r for r in recorded if r["method"] not in ("GET", "HEAD")]


def asked(body):
    """The request's fields that were asked for, those of HostConfig as `HostConfig.X`."""
    fields = {f"HostConfig.{key}": value for key, value in (body.get("HostConfig") or {}).items()}
    fields.update((key, value) for key, value in body.items() if key != "HostConfig")
    return {key: value for key, value in fields.items()
            if value not in EMPTY and UNASKED.get(key.split(".")[-1], object()) != value}


def differences(expected, found, place=""):
    """Lines naming each place where `found` is not as expected. Text that begins with `re:` is a pattern."""
    if isinstance(expected, str) and expected.startswith("re:"):
        if isinstance(found, str) and re.fullmatch(expected[3:], found, re.DOTALL):
            return []
    elif isinstance(expected, dict) and isinstance(found, dict):
        lines = []
        for key in sorted(expected.keys() | found.keys()):
            here = f"{place}.{key}" if place else key
            if key not in found:
                lines.append(f"{here}: missing, expected {expected[key]!r}")
            elif key not in expected:
                lines.append(f"{here}: {found[key]!r} was not asked for")
            else:
                lines += differences(expected[key], found[key], here)
        return lines
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [line for i, (e, f) in enumerate(zip(expected, found)) for line in differences(e, f, f"{place}[{i}]")]
    elif type(expected) is type(found) and expected == found:
        return []
    return [f"{place}: {found!r}, expected {expected!r}"]
