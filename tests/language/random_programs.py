"""Random programs that compile, and random stacks of layers, for laws.py."""
import re
from dataclasses import dataclass, field

HEAD = ('cluster demo { domain = "example.com", registry = "registry.example.com:5000" }\n'
        'machines ops { hosts = "ops[1..3]", address = "10.0.0.\\(host.number)" }\n'
        'allow HERD4101 because "the programs are random"\n')


@dataclass
class Declaration:
    """`WORD NAME [for LOOP] [if CONDITION] [from BASE] { ITEMS }`, or a line alone when there are no braces."""
    word: str
    name: str
    items: list = field(default_factory=list)
    base: str = ""
    loop: str = ""
    condition: str = ""
    line: str = ""

    @property
    def is_block(self):
        return not self.line and not self.word.startswith("component")

    def text(self):
        if self.line:
            return self.line + "\n"
        header = f"{self.word} {self.name}"
        header += f" for {self.loop}" if self.loop else ""
        header += f" if {self.condition}" if self.condition else ""
        header += f" from {self.base}" if self.base else ""
        return header + " {\n" + "".join(f"  {item}\n" for item in self.items) + "}\n"


def text(program):
    return "".join(declaration.text() for declaration in program)


def lets(program):
    return [re.match(r"let (\w+)", d.line)[1] for d in program if d.line.startswith("let ")]


# --- programs ---

class Draw:
    """One random program in the making. What it declares reads only what was declared before."""

    def __init__(self, rng):
        self.rng, self.program, self.port = rng, [], 1000
        self.numbers, self.texts, self.volumes, self.services, self.components, self.with_ports = [], [], [], [], [], []

    def add(self, *words, **more):
        self.program.append(Declaration(*words, **more))

    def maybe(self, chance=0.5):
        return self.rng.random() < chance

    def number(self):
        if self.numbers and self.maybe():
            return self.rng.choice(self.numbers)
        return str(self.rng.randint(1, 9))

    def word(self):
        return self.rng.choice(["ant", "bee", "cat", "dog", "elk"])

    def value(self):
        """A scalar that is the same on every host."""
        choices = [f'"{self.word()}"', self.number(), f'"\\({self.number()})-{self.word()}"', "true",
                   f"{self.number()} * 2 + 1"]
        if self.texts:
            choices.append(self.rng.choice(self.texts))
            choices.append(f'upper({self.rng.choice(self.texts)})')
        if self.services:
            choices.append(f'mib({self.rng.choice(self.services)}.memory)')
            choices.append(f"count({self.rng.choice(self.services)}.hosts)")
        return self.rng.choice(choices)

    def pairs(self, prefix=""):
        keys = self.rng.sample(["ANT", "BEE", "CAT", "DOG", "ELK"], self.rng.randint(1, 3))
        return [f"{prefix}{key} = {self.value()}" for key in keys]

    def common(self, kind):
        """Items that a service and an app share."""
        items = [f"cpus = {self.rng.choice(['0.1', '0.5', '1'])}", f"memory = {self.rng.randint(1, 4) * 64}MiB"]
        if self.maybe(0.8):
            pairs = self.pairs()
            if kind == "service" and self.maybe(0.3):
                pairs.append("HERE = host.name")
            items.append("env { " + ", ".join(pairs) + " }" if self.maybe(0.7) else "env = { " + ", ".join(pairs) + " }")
        if self.maybe():
            items.append("labels { " + ", ".join(self.pairs()).lower() + " }" if self.maybe()
                         else "labels = { " + ", ".join(self.pairs()).lower() + " }")
        return items

    def ports(self):
        self.port += 2
        return f"ports {{ main = {self.port}, side = \"{self.port + 1}/udp\" }}"

    def declare_lets(self):
        for i in range(self.rng.randint(1, 4)):
            if self.maybe():
                self.add("", "", line=f"let count_{i} = {self.rng.randint(1, 9)}")
                self.numbers.append(f"count_{i}")
            else:
                self.add("", "", line=f'let text_{i} = "{self.word()}"')
                self.texts.append(f"text_{i}")
        if self.maybe():
            self.add("", "", line=f"param asked : int = {self.number()}")
            self.numbers.append("asked")

    def declare_volumes(self):
        for i in range(self.rng.randint(0, 3)):
            self.add("volume", f"volume-{i}", [f'host_path = "/srv/{self.word()}-{i}"'])
            self.volumes.append(f"volume-{i}")
        if self.maybe():
            self.add("volume", "disk", ['host_path = "/srv/disk-\\(n)"'], loop=f"n in 1..{self.number()}")
            self.volumes.append('disk["1"]')

    def declare_headers(self):
        """What is there depends on what else is there, through lets, too."""
        known = [name for name in self.volumes if "[" not in name]
        self.add("volume", "shelf", ['host_path = "/srv/shelf-\\(n)"'], loop=f"n in 1..{self.number()}")
        self.add("volume", "copy", ['host_path = "/srv/copy-\\(k)"'], loop="k, v in shelf",
                 condition=f'k != "{self.rng.randint(1, 9)}"' if self.maybe() else "")
        self.add("", "", line="let copies = count(copy)")
        self.add("", "", line="let has_lone = exists(lone)")
        asked = [f"copies > {self.rng.randint(1, 9)}", 'exists(copy["3"])', *(f"exists({name})" for name in known)]
        self.add("volume", "lone", ['host_path = "/srv/lone"'], condition=self.rng.choice(asked))
        self.add("volume", "other", ['host_path = "/srv/other"'], condition="not has_lone")
        self.numbers.append("copies")

    def declare_component(self, i):
        items = ["image = std.debian.image", 'args = ["sleep", "1"]', *self.common("service")]
        if self.maybe():
            items.append(f"param wait : int = {self.number()}")
            items.append("labels { waits = self.wait }" if not any(x.startswith("labels") for x in items)
                         else "output waits = self.wait")
        self.add("component service", f"pattern-{i}", items)
        self.components.append((f"pattern-{i}", items))

    def declare_service(self, i):
        if self.components and self.maybe():
            base, below = self.rng.choice(self.components)
            items = self.common("service")[1:] + ["on = ops"]
            if any(x.startswith("param wait") for x in below) and self.maybe():
                items.append(f"wait = {self.number()}")
            if self.maybe():
                items.append(f'args += ["{self.word()}"]')
        else:
            base, items = "", ["image = std.debian.image", "on = ops", *self.common("service")]
            items.append(f'args = ["sleep", "{self.number()}", {self.value()}]')
        if self.volumes and self.maybe():
            items.append(f'mounts {{ "/data" = {self.rng.choice(self.volumes)} }}')
        if self.maybe(0.7):
            items.append(self.ports())
            self.with_ports.append(f"service-{i}")
        if self.services and self.maybe(0.4):
            items.append(f"after = [{self.rng.choice(self.services)}]")
        self.add("service", f"service-{i}", items, base=base)
        self.services.append(f"service-{i}")

    def declare_app(self, i):
        items = [f'cmd = "run {self.word()}"', f"instances = {self.number()}", *self.common("app")]
        self.add("app", f"app-{i}", items)
        if self.maybe(0.3):
            self.add("app", f"many-{i}", ['cmd = "run \\(n)"', *self.common("app")], loop=f"n in 1..{self.number()}")

    def declare_group(self):
        self.add("group", "pair", ["service left { image = std.debian.image, on = ops, cpus = 0.1, memory = 64MiB }",
                                   "service right { image = std.debian.image, on = ops, cpus = 0.1, memory = 64MiB, "
                                   "env { LEFT = mib(pair.left.memory) } }"])

    def declare_proxy(self):
        routes = [f'route "{word}.example.com" {{ to = {service}.ports.main }}'
                  for word, service in zip(["ant", "bee", "cat"], self.with_ports)]
        self.add("proxy", "edge", ["on = ops", "memory = 128MiB", "cpus = 0.5", *routes])


def random_program(rng):
    draw = Draw(rng)
    for line in HEAD.splitlines():
        draw.add("", "", line=line)
    draw.declare_lets()
    draw.declare_volumes()
    if draw.maybe():
        draw.declare_headers()
    for i in range(rng.randint(0, 2)):
        draw.declare_component(i)
    for i in range(rng.randint(1, 4)):
        draw.declare_service(i)
    for i in range(rng.randint(0, 2)):
        draw.declare_app(i)
    if draw.maybe(0.3):
        draw.declare_group()
    if draw.with_ports and draw.maybe():
        draw.declare_proxy()
    return draw.program


# --- layers: {field: ("set" | "append" | "merge", value)} ---

def random_layer(rng):
    layer = {}
    if rng.random() < 0.6:
        layer["args"] = (rng.choice(["set", "append"]), [f"a{rng.randint(1, 9)}" for _ in range(rng.randint(1, 2))])
    for name in "env", "labels":
        if rng.random() < 0.7:
            keys = rng.sample(["A", "B", "C", "D"], rng.randint(0, 3))
            values = {key if name == "env" else key.lower(): f"v{rng.randint(1, 99)}" for key in keys}
            layer[name] = (rng.choice(["set", "merge", "merge"]), values)
    if rng.random() < 0.5:
        layer["memory"] = ("set", f"{rng.randint(1, 9) * 64}MiB")
    if rng.random() < 0.5:
        layer["log"] = ("merge", {key: rng.randint(2, 9) for key in rng.sample(["files"], rng.randint(0, 1))})
    return layer


def over(below, above):
    """What two writes of one field come to."""
    (how, old), (then, new) = below, above
    if then == "set":
        return above
    return (how, old + new if then == "append" else old | new)


def fold(layers):
    whole = {}
    for layer in layers:
        for name, write in layer.items():
            whole[name] = over(whole[name], write) if name in whole else write
    return whole


def grouped(layers, rng):
    """The same layers, neighbours folded into one."""
    parts, rest = [], list(layers)
    while rest:
        size = rng.randint(1, len(rest))
        parts.append(fold(rest[:size]))
        rest = rest[size:]
    return parts


def written(layer):
    for name, (how, value) in layer.items():
        if isinstance(value, dict):
            pairs = ", ".join(f'{key} = {v if isinstance(v, int) else chr(34) + v + chr(34)}' for key, v in value.items())
            yield f"{name} {'= ' if how == 'set' else ''}{{ {pairs} }}"
        elif isinstance(value, list):
            yield f"{name} {'=' if how == 'set' else '+='} [{', '.join(chr(34) + v + chr(34) for v in value)}]"
        else:
            yield f"{name} = {value}"


def stack(layers, change=None):
    """The files and flags of a program whose service has these layers, the highest one in an environment if wanted."""
    lines = [HEAD]
    base = {"image": ("set", "std.debian.image"), "cpus": ("set", "0.1"), "memory": ("set", "64MiB"),
            "args": ("set", ["sleep"]), "env": ("set", {"BASE": "b"})}
    parts = [base, *layers]
    for number, layer in enumerate(parts[:-1]):
        lower = f" from layer-{number - 1}" if number else ""
        lines.append(f"component service layer-{number}{lower} {{\n  " + "\n  ".join(written(layer)) + "\n}\n")
    top = "\n  ".join(["on = ops", *written(parts[-1])])
    lines.append(f"service one from layer-{len(parts) - 2} {{\n  {top}\n}}\n")
    if change is None:
        return {"cluster.herd": "".join(lines)}, ()
    lines.append("environment staging { change one {\n  " + "\n  ".join(written(change)) + "\n} }\n")
    return {"cluster.herd": "".join(lines)}, ("--env", "staging")
