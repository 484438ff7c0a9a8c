"""Reads `herdc build --print=model`, and says what the docker client has to ask for if the model is right.

Every field of a service has to be known here: one that is not is an error, so that no value goes uncompared.
"""
import json
import re

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[{}\[\],=:]|[^\s{}\[\],=:"]+)')
UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
         "ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}


def text_of(token):
    """JSON has four digits where the dump has as many as it takes."""
    return json.loads(re.sub(r"(\\\\)|\\u\{([0-9a-f]+)\}", lambda m: m[1] or json.dumps(chr(int(m[2], 16)))[1:-1], token))


class PerHost(dict):
    pass


class Name(str):
    """A word without quotes: what the value refers to."""


class Values:
    """A parser of one value in the notation of the dump."""

    def __init__(self, text):
        self.tokens = TOKEN.findall(text)
        self.place = 0

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def value(self):
        token = self.take()
        if token == "[":
            return self.items("]", lambda: self.value())
        if token == "{":
            return dict(self.items("}", lambda: self.pair("=")))
        if token == "per" and self.peek() == "host":
            self.take(), self.take()
            return PerHost(self.items("}", lambda: self.pair(":")))
        if token.startswith('"'):
            return text_of(token)
        number = re.fullmatch(r"(-?[0-9]+(?:\.[0-9]+)?)([A-Za-z]*)", token)
        if number and (not number[2] or number[2] in UNITS):
            plain = float(number[1]) if "." in number[1] else int(number[1])
            return plain * UNITS[number[2]] if number[2] else plain
        return {"true": True, "false": False, "none": None}.get(token, Name(token))

    def pair(self, sign):
        key = self.take()
        if self.take() != sign:
            raise ValueError(f"expected {sign} after {key} in {self.tokens}")
        return (text_of(key) if key.startswith('"') else key), self.value()

    def items(self, end, item):
        found = []
        while self.peek() != end:
            found.append(item())
            if self.peek() == ",":
                self.take()
        self.take()
        return found


def read(text):
    """Services and volumes by (kind, name), each a dict of its fields; and the address of each host."""
    blocks, addresses, block = {}, {}, None
    for line in text.splitlines():
        if line.startswith("  "):
            if block is not None:
                name, value = line.strip().split(" = ", 1)
                block[name] = Values(value).value()
        elif line.startswith("host "):
            _, name, *address = line.split()
            addresses[name] = address[0] if address else ""  # slaves may have none
        else:
            kind, name = line.split()[:2]
            block = blocks.setdefault((kind, name), {}) if kind in ("service", "volume") else None
    return blocks, addresses


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def expected(blocks, addresses, service, host):
    """The fields of the request, named as in created.asked, that the model of `service` implies on `host`."""
    fields = dict(blocks["service", service])

    def take(name, default=None):
        value = fields.pop(name, default)
        return value[host] if isinstance(value, PerHost) else value

    for irrelevant in ("image", "name"):
        fields.pop(irrelevant, None)
    for output in [name for name in fields if name.startswith("output ")]:
        del fields[output]
    if take("network") != "bridge":
        raise ValueError("only bridged services are compared")
    memory = take("memory")
    policy, _, count = take("restart").partition(":")
    want = {
        "HostConfig.Memory": memory,
        "HostConfig.MemorySwap": memory,
        "HostConfig.NanoCpus": round(take("cpus") * 1_000_000_000),
        "HostConfig.RestartPolicy": {"Name": policy, "MaximumRetryCount": int(count or 0)},
        "HostConfig.PidsLimit": take("pids"),
        "StopTimeout": take("stop_timeout"),
        "HostConfig.ExtraHosts": sorted(f"{name}:{addresses[name]}" for name in take("on")),
        "Env": sorted(f"{name}={scalar(value[host] if isinstance(value, PerHost) else value)}"
                      for name, value in take("env", {}).items()),
        "ExposedPorts": {}, "HostConfig.PortBindings": {}, "HostConfig.Mounts": [],
    }
    for port in take("ports", {}).values():
        inside = f"{port['listen']}/{port['protocol']}"
        want["ExposedPorts"][inside] = {}
        want["HostConfig.PortBindings"].setdefault(inside, []).append(
            {"HostIp": port.get("address", addresses[host]), "HostPort": str(port["machine"])})
    for target, mount in sorted(take("mounts", {}).items()):
        path = blocks["volume", mount["volume"]]["host_path"]
        entry = {"Type": "bind", "Source": path[host] if isinstance(path, PerHost) else path, "Target": target}
        want["HostConfig.Mounts"].append({**entry, "ReadOnly": True} if mount["read_only"] else entry)
    if fields:
        raise ValueError(f"fields of the model that nothing compares: {sorted(fields)}")
    return want
