"""A secret goes where a field is made for it and nowhere else, and its value never goes anywhere."""
import re
import shutil

from herdc import ROOT, Case, main

HEAD = """\
cluster demo { domain = "example.com", registry = "registry.example.com:5000" }
machines ops { hosts = "ops[1..3]", address = "10.0.0.\\(host.number)" }
secret sec { file = "/FILE" }
secret mar { marathon = "web/token" }
"""

# A block of each kind that lacks nothing; FIELD stands for what is tried.
SERVICE = "on = ops, memory = 64MiB, cpus = 0.1, args = [\"sleep\"], image = std.debian.image"
APP = "cmd = \"serve\", cpus = 0.1, memory = 64MiB"
BLOCKS = {
    "cluster": None,  # there is one already: written into HEAD below
    "machines": 'machines more {{ hosts = "more1", address = "10.0.1.1", {field} }}',
    "slaves": 'slaves cattle {{ hosts = "cow1", masters = ms, {field} }}\nservice ms {{ ' + SERVICE
              + ', output zk = "zk://10.0.0.1:2181/mesos" }}',
    "base": 'base bb {{ repository = "docker.io/library/debian", tag = "x", {field} }}',
    "image": "image ii {{ base = std.debian.base, {field} }}",
    "volume": 'volume vv {{ host_path = "/srv/v", {field} }}',
    "service": "service xx {{ " + SERVICE + ", {field} }}",
    "app": "app xx {{ " + APP + ", {field} }}",
    "proxy": 'proxy xx {{ on = ops, {field}\nroute "a.example.com" {{ servers = ["10.0.9.9:80"] }} }}',
    "secret": 'secret tt {{ file = "/etc/t", {field} }}',
    "policy": None,
    "test": 'test "t" {{ {field} }}',
}
# Where records are written: owner of the record, and how one stands in its block.
RECORDS = {
    "targets": ("cluster", "targets {{ {field} }}"),
    "agent_package": ("slaves", "package {{ {field} }}"),
    "step": ("image", 'steps = [{{ run = "true", {field} }}]'),
    "port": ("service", "ports {{ http = {{ listen = 80, {field} }} }}"),
    "mount": ("service", 'mounts {{ "/data" = {{ {field} }} }}'),
    "health": ("service", 'health {{ command = ["true"], {field} }}'),
    "log": ("service", "log {{ {field} }}"),
    "app_health": ("app", 'health {{ {field} }}'),
    "upgrade": ("app", "upgrade {{ {field} }}"),
    "route": ("proxy", 'route "b.example.com" {{ servers = ["10.0.9.9:80"], {field} }}'),
    "tls": ("proxy", "tls {{ {field} }}"),
}
TAKEN = {("service", "secrets"), ("route", "auth"), ("tls", "certificates")}
TAKEN_FROM_MARATHON = {("app", "env")}

EXPRESSIONS = [
    'sec == sec', 'sec != sec', 'sec < sec', 'sec in [sec]', '[sec] == [sec]', '{ a = sec } == { a = sec }',
    'sec + 1', '-sec', 'not sec', 'sec and true', 'if sec then 1 else 2', '"\\(sec)"', 'sec["file"]', 'count(sec)',
    'join([sec], "")', 'split(sec, "")', 'upper(sec)', 'contains(sec, "a")', 'distinct([sec])', 'sort([sec])',
    'sum([sec])', 'min([sec])', 'max(sec, sec)', 'floor(sec)', 'any([sec])', 'all([sec])', 'keys(sec)', 'values(sec)',
    'get(sec, "a", 1)', 'merge(sec, sec)', 'flatten([sec])', 'quorum(sec)', 'mib(sec)', 'seconds(sec)', 'yaml(sec)',
    'json(sec)', 'cidr_host(sec, 1)', 'replace(sec, "a", "b")', 'pad(sec, 3)', 'starts_with(sec, "a")',
    'concat(sec, sec)', '[for e in sec: e]', '[for e in [sec] if e == sec: 1]', '{ for e in [sec]: e = 1 }',
]


def fields():
    """(owner, name, type) of each row of the schema."""
    text = (ROOT / "compiler/schema/blocks.def").read_text()
    return re.findall(r'^FIELD\((\w+), (\w+), "((?:[^"\\]|\\.)*)"', text, re.M)


def written(name, kind, value):
    if kind.startswith("map("):
        key = {"path": '"/x"', "domain": '"x.example.com"', "text": "x"}.get(kind[4:].split(",")[0], "X")
        return f"{name} {{ {key} = {value} }}" if "route" not in kind else f"route {key} {{ to = {value} }}"
    return f"{name} = [{value}]" if kind.startswith("list(") else f"{name} = {value}"


class Secrets(Case):
    def check(self, text, *words):
        self.write("cluster.herd", text)
        self.lock()
        return self.herdc("check", *words)

    def program(self, owner, field):
        if owner in RECORDS:
            owner, form = RECORDS[owner]
            field = form.format(field=field)
        if owner == "cluster":
            return HEAD.replace(" }", ", " + field + " }", 1)
        # A field that the block has already is written once.
        name = re.match(r"\w+", field)[0]
        block = re.sub(rf"(?<=[{{ ]){name} = (\"[^\"]*\"|\[[^\]]*\]|[^,}}\[]+), ", "", BLOCKS[owner])
        return HEAD + block.format(field=field) + "\n"

    def test_every_field(self):
        count = 0
        for owner, name, kind in fields():
            if owner in BLOCKS and BLOCKS[owner] is None and owner != "cluster":
                continue
            for secret in "sec", "mar":
                with self.subTest(f"{owner}.{name} = {secret}"):
                    text = self.program(owner, written(name, kind, secret))
                    result = self.check(text)
                    takes = TAKEN if secret == "sec" else TAKEN_FROM_MARATHON
                    self.assert_code(result, 0 if (owner, name) in takes else 1)
                    count += 1
        self.assertGreater(count, 200)

    def test_every_operator_and_function(self):
        for expression in EXPRESSIONS:
            with self.subTest(expression):
                result = self.check(HEAD + f"let x = {expression}\n")
                self.assert_code(result, 1)
                self.assertEqual(result.err.count("error["), 1, result.err)

    def test_every_function_is_tried(self):
        names = set(re.findall(r'Function\{"(\w+)"', "".join(
            path.read_text() for path in (ROOT / "compiler/analysis").glob("*.cpp"))))
        tried = set(re.findall(r"(\w+)\(", " ".join(EXPRESSIONS)))
        alike = {"lower", "ends_with", "div", "mod", "ceil"}  # as upper, starts_with, floor
        special = {"exists", "at", "unordered", "artifact"}  # give back what they got, or look at names
        self.assertEqual(names - tried - alike - special, set())

    def test_it_may_be_handed_on(self):
        self.assert_code(self.check(HEAD + """
param given : secret = sec
component service reader {
  param token : secret
  on = ops, memory = 64MiB, cpus = 0.1, args = ["sleep"], image = std.debian.image
  secrets = [token]
}
let list = [sec, given]
service xx from reader { token = if true then list[0] else given }
"""), 0)

    def test_no_output(self):
        result = self.check(HEAD + "component service cc { output oo = sec }\nservice xx from cc { " + SERVICE + " }\n")
        self.assert_code(result, 1)
        self.assertEqual(result.err.count("error["), 1, result.err)

    def test_nothing_depends_on_the_value(self):
        """Two values: the same bytes in tree, terminal, manifest, lock and every dump."""
        said = []
        holder = self.write("holder/value", "")
        for value in "first-value-of-the-secret", "second, a longer one\n" * 50:
            holder.write_text(value)
            shutil.rmtree(self.directory / "generated", ignore_errors=True)
            self.write("cluster.herd", HEAD.replace("/FILE", str(holder)) + f"""
service xx {{ {SERVICE}, secrets = [sec] }}
app yy {{ {APP}, env {{ TOKEN = mar }} }}
proxy edge {{
  on = ops
  route "a.example.com" {{ servers = ["10.0.9.9:80"], auth = sec }}
  tls {{ certificates = [sec] }}
}}
test "t" {{ require contains(artifact("core/xx.sh").text, "secret") }}
""")
            self.lock()
            results = [self.herdc("build"), self.herdc("test"), self.herdc("test", "--format", "junit"),
                       self.herdc("check", "--print=layers", "xx.secrets")]
            for phase in "ast", "program", "model", "graph", "artifacts":
                results.append(self.herdc("build", f"--print={phase}"))
            for result in results:
                self.assert_code(result, 0)
            tree = {str(path.relative_to(self.directory)): path.read_bytes()
                    for path in sorted(self.directory.rglob("*")) if path.is_file() and path != holder}
            said.append(([(r.out, r.err) for r in results], tree))
            self.assertNotIn(value.encode(), b"".join(tree.values()))
        self.assertEqual(said[0], said[1])

    def test_the_file_is_not_opened(self):
        holder = self.write("holder/value", "x")
        self.write("cluster.herd", HEAD.replace("/FILE", str(holder)) + f"service xx {{ {SERVICE}, secrets = [sec] }}\n")
        self.lock()
        trace = self.directory / "trace"
        strace = f'strace -f -e trace=%file -o {trace} "$@"'
        result = self.herdc("build", shell=f"ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 {strace}")  # LSan traces, too
        self.assert_code(result, 0)
        self.assertNotIn("holder/value", trace.read_text())
        self.assertIn("cluster.herd", trace.read_text())


main()
