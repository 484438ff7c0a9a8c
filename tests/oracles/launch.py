#!/usr/bin/python3
"""Cases for marathon/launch.sh (launch.sh runs this): each is a function that begins with `case_`."""
import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
ADDRESSES = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
CLUSTER = """\
cluster demo {{ domain = "example.com", registry = "registry.example.com", targets {{ marathon = "{version}" }} }}
machines ops {{ hosts = "ops[1..3]", address = "127.0.0.\\(host.number)" }}
service marathon {{
  image    = std.debian.image
  on       = ops
  memory   = 1GiB
  cpus     = 1
  network  = "host"
  provides = "marathon"
  ports {{ http = {port} }}
  allow HERD4110 because "a test"
}}
app db {{
  image  = std.debian.image
  cpus   = 0.5
  memory = 256MiB
  ports {{ sql = 5432 }}
  {db}
}}
app web {{
  image     = std.debian.image
  instances = 3
  cpus      = 0.25
  memory    = 512MiB
  after     = [db]
  ports {{ http = {{ listen = 80, service = 10080 }}, admin = {{}} }}
  env {{ LOG = "info" }}
  health {{ path = "/ping", interval = 20s }}
  upgrade {{ minimum_health_capacity = 0.5, maximum_over_capacity = 0.2 }}
  constraints = [["hostname", "UNIQUE"]]
  {web}
}}
{more}
"""


class Failed(Exception):
    pass


def check(truth, what):
    if not truth:
        raise Failed(what)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Place:
    """A compiled cluster and the Marathon that it names."""

    def __init__(self, work, version="1.11", addresses=None):
        self.work, self.version, self.port = work, version, free_port()
        self.addresses = ADDRESSES if addresses is None else addresses
        self.server = subprocess.Popen([HERE / "marathon_stand_in.py", str(self.port), *self.addresses, "--version",
                                        version])
        self.base = f"http://{(self.addresses or ['127.0.0.1'])[0]}:{self.port}"
        self.wait_for_server()
        self.compile()

    def wait_for_server(self):
        for _ in range(100):
            try:
                self.requests()
                return
            except OSError:
                time.sleep(0.05)
        raise Failed("the stand-in does not answer")

    def compile(self, db="", web="", more="", source=None):
        text = source or CLUSTER.format(version=self.version, port=self.port, db=db, web=web, more=more)
        (self.work / "cluster.herd").write_text(text)
        run = subprocess.run([os.environ["HERDC"], "build", "cluster.herd"], cwd=self.work, capture_output=True, text=True,
                             check=False)
        check(run.returncode == 0, run.stderr)
        self.script = self.work / "generated/demo/marathon/launch.sh"

    def start(self, *words, **env):
        return subprocess.Popen([self.script, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, **env}, start_new_session=True)

    def launch(self, *words, code=0, **env):
        process = self.start(*words, **env)
        said, _ = process.communicate(timeout=90)
        check(process.returncode == code, f"{words}: exit code {process.returncode}, expected {code}\n{said}")
        return said

    def call(self, path, document=None):
        data = None if document is None else json.dumps(document).encode()
        with urllib.request.urlopen(urllib.request.Request(self.base + path, data=data), timeout=10) as answer:
            return json.load(answer)

    def control(self, **wishes):
        self.call("/_control", wishes)

    def requests(self):
        return self.call("/_requests")

    def changes(self):
        """What was asked for since the last look, but reading."""
        return [r for r in self.requests() if r["method"] != "GET"]

    def app(self, name):
        return self.call(f"/v2/apps/{name}")["app"]

    def close(self):
        self.server.kill()
        self.server.wait()


class Answering:
    """Gives one answer to everything."""

    def __init__(self, status, body):
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def case_first_and_second(place):
    """The first run launches in the order of dependencies; a second one, and one on each address, sends no PUT."""
    said = place.launch()
    puts = place.changes()
    check([p["path"].split("?")[0] for p in puts] == ["/v2/apps/db", "/v2/apps/web"], puts)
    check(all("partialUpdate=false" in p["path"] and "force=false" in p["path"] for p in puts), puts)
    check("/db: add" in said and "/web: works" in said, said)
    check("/web: keep" in place.launch() and not place.changes(), "a second run changed something")
    check("keep" in place.launch("--plan") and not place.changes(), "--plan changed something")
    place.launch("--status")
    check(not place.changes(), "--status changed something")


def case_first_and_second_old(place):
    """The same with a Marathon that has no `networks`."""
    case_first_and_second(place)
    mapping = place.app("web")["container"]["docker"]["portMappings"][1]
    check(mapping["containerPort"] == 80 and mapping["servicePort"] == 10080, mapping)


def case_plan_of_nothing(place):
    said = place.launch("--plan")
    check("/db: add" in said and "/web: add" in said and not place.changes(), said)
    check("absent" in place.launch("--status", code=1), "absent apps have status 0")


def case_called_from_elsewhere(place):
    """`cd` takes a relative path for one in CDPATH, and says so."""
    tree = place.script.parent.parent
    run = subprocess.run(["bash", "marathon/launch.sh", "--plan"], cwd=tree, capture_output=True, text=True,
                         env={**os.environ, "CDPATH": str(tree)}, check=False)
    check(run.returncode == 0 and "/db: add" in run.stdout, run.stdout + run.stderr)


def case_change_is_named(place):
    place.launch()
    place.requests()
    place.compile(web='marathon { backoff_seconds = 5 }', db="disk = 1GiB")
    plan = place.launch("--plan")
    check("/db: replace" in plan and "disk: 0 -> 1024" in plan and "backoffSeconds: 1 -> 5" in plan, plan)
    place.launch("web")
    puts = place.changes()
    check([p["path"].split("?")[0] for p in puts] == ["/v2/apps/web"], "the named app and no other one")
    check(place.app("web")["backoffSeconds"] == 5, "the field did not arrive")
    # A field dropped from the JSON is gone, as if it had never been said.
    place.compile()
    check("backoffSeconds: 5 -> none" in place.launch("--plan"), "a dropped field is not seen")
    place.launch()
    check(place.app("web")["backoffSeconds"] == 1, "the dropped field is still there")
    place.requests()
    place.launch()
    check(not place.changes(), "not at rest")


def case_variables_are_not_shown(place):
    place.launch()
    app = place.app("web")
    app["env"]["PASSWORD"] = "sesame"
    place.control(apps={"/web": {k: v for k, v in app.items() if k not in ("version", "versionInfo", "deployments", "tasks")}})
    said = place.launch("--plan")
    check("env.PASSWORD changed" in said and "sesame" not in said, said)
    place.launch()
    check("PASSWORD" not in place.app("web")["env"], "a variable added by hand is still there")


def case_hand_scaled(place):
    """A number of instances that somebody chose in an incident outlives a launch, also one that changes something else."""
    place.launch()
    place.control(scale={"/web": 7})
    place.requests()
    said = place.launch()
    check("7 run, 3 are written; kept" in said and not place.changes(), said)
    place.compile(web='labels { tier = "1" }')
    place.launch()
    check(place.app("web")["instances"] == 7, "a change of something else scaled it back")
    check("instances: 7 -> 3" in place.launch("--plan", "--instances=set"), "--instances=set is not planned")
    check("update in place" in place.launch("--instances=set"), "scaling is no replacement")
    check(place.app("web")["instances"] == 3, "--instances=set did nothing")


def case_locked(place):
    """A running deployment is named and waited for, and never forced by default."""
    place.launch()
    place.control(hang=True)
    place.compile(web='labels { tier = "1" }')
    place.launch("--wait", "1", code=3)
    place.compile(web='labels { tier = "2" }')
    place.requests()
    said = place.launch("--wait", "2", "web", code=3)
    check("locked by deployment" in said and "of /web" in said, said)
    check(not any("force=true" in c["path"] for c in place.changes()), "it was forced")
    process = place.start("--wait", "20", "web")
    time.sleep(2)
    place.control(hang=False)
    said, _ = process.communicate(timeout=60)
    check(process.returncode == 0 and "works" in said, said)
    place.control(hang=True)
    place.compile(web='labels { tier = "3" }')
    place.launch("--wait", "1", "web", code=3)
    place.compile(web='labels { tier = "4" }')
    place.requests()
    place.control(hang=False)
    place.launch("--force", "web")
    check(any("force=true" in c["path"] for c in place.changes()), "--force does not force")


def case_never_healthy(place):
    """A deadline, then the unhealthy tasks and the last failure; then back."""
    place.launch()
    place.control(fail=True)
    place.compile(web='env { LOG = "debug", BROKEN = "yes" }'.replace('LOG = "debug", ', ""))
    said = place.launch("--wait", "2", code=1)
    for words in ("does not work after 2 seconds", "unhealthy: connection refused", "Command exited with status 137",
                  "--rollback web"):
        check(words in said, f"{words!r} is not in\n{said}")
    place.control(fail=False)
    time.sleep(0.5)
    place.control(scale={"/web": 5})
    said = place.launch("--rollback", "web", "--plan")
    check("env.BROKEN changed" in said, said)
    check("BROKEN" in place.app("web")["env"], "--plan went back")
    place.launch("--rollback", "web")
    app = place.app("web")
    check("BROKEN" not in app["env"] and app["instances"] == 5, "not the version before, or not its instances")
    check("which" not in place.launch("--rollback", code=2), "--rollback without names")


def case_stops_before_dependents(place):
    place.control(fail=True)
    place.launch("--wait", "1", code=1)
    check([c["path"].split("?")[0] for c in place.changes()] == ["/v2/apps/db"], "an app was launched before what it needs")


def case_undeclared(place):
    """What carries our label and is declared no more is listed, and removed when asked; nobody else's is touched."""
    place.compile(more='app old { image = std.debian.image, cpus = 1, memory = 64MiB }')
    place.launch()
    place.control(apps={"/stranger": {"id": "/stranger", "cmd": "sleep 1"},
                        "/other": {"id": "/other", "cmd": "sleep 1", "labels": {"org.herdc.cluster": "demo2"}}})
    place.compile()
    place.requests()
    said = place.launch()
    check("/old: remove: nothing declares it any more (--prune removes it)" in said and not place.changes(), said)
    check("/old: remove" in place.launch("--plan", "--prune") and not place.changes(), "--plan --prune removed something")
    place.launch("--prune")
    check([c["path"].split("?")[0] for c in place.changes()] == ["/v2/apps/old"], "not the one app")
    check(set(a["id"] for a in place.call("/v2/apps")["apps"]) == {"/db", "/web", "/stranger", "/other"}, "others")


def case_strangers(place):
    """An app of the same id that was launched by hand is not overwritten, but on purpose."""
    place.control(apps={"/db": {"id": "/db", "cmd": "sleep 1"}})
    said = place.launch(code=2)
    check("--adopt" in said and not place.changes(), said)
    place.launch("--adopt")
    check("cmd" not in place.app("db"), "not taken over")
    place.control(apps={"/web": {"id": "/web", "cmd": "sleep 1", "labels": {"org.herdc.cluster": "shop"}}})
    check("belongs to cluster shop" in place.launch("--adopt", code=2), "another cluster's app is taken over")


def case_electing(place):
    """502 while a leader is elected, and addresses where nobody listens."""
    place.control(electing=4)
    place.launch()
    place.control(electing=1)
    place.compile(web='labels { tier = "1" }')
    said = place.launch()
    check(place.app("web")["labels"]["tier"] == "1", said)


def case_one_of_three(place):
    """Only the second of three addresses answers."""
    place.launch()
    check("keep" in place.launch(), "not at rest")


def case_nobody(place):
    place.close()
    place.script.write_text(place.script.read_text().replace("retry_seconds=60", "retry_seconds=1"))
    check("no Marathon answers" in place.launch(code=2), "nobody answers")


def case_answer_lost(place):
    """A PUT that was done, and whose answer got lost, is not sent again."""
    place.control(drop=1)
    said = place.launch()
    paths = [c["path"].split("?")[0] for c in place.changes()]
    check(paths == ["/v2/apps/db", "/v2/apps/web"] and "looking again" in said, f"{paths}\n{said}")


def case_credentials(place):
    secret = place.work / "secret"
    secret.write_text('herd:p"a\\ss\n')
    secret.chmod(0o644)
    place.control(user='herd:p"a\\ss')
    check("--credentials" in place.launch(code=2), "no way out is named")
    check("chmod 600" in place.launch("--credentials", str(secret), code=2), "others can read it")
    secret.chmod(0o600)
    place.control(user='herd:p"a\\ss', delay=1)
    process = place.start("--credentials", str(secret))
    seen = b""
    while process.poll() is None:
        for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen += entry.read_bytes()
            except OSError:
                pass
    said = process.stdout.read()
    check(process.returncode == 0, said)
    check(b'p"a' not in seen and b"p\\\"a" not in seen, "the password stands in an argument")
    check("p\"a" not in said, "the password is shown")


def case_killed(place):
    """Killed at any time and run again: everything is as written, and nothing was launched twice."""
    place.control(delay=0.6)
    for pause in (0.1, 0.3, 0.5, 0.8, 1.2, 1.8):
        process = place.start()
        time.sleep(pause)
        os.killpg(process.pid, 9)
        process.communicate()
    place.launch()
    paths = [c["path"].split("?")[0] for c in place.changes()]
    check(sorted(paths) == ["/v2/apps/db", "/v2/apps/web"], paths)


def case_not_marathon(place):
    """Something answers, and not as Marathon does: nothing is done, and no tool's own complaint is shown."""
    for status, body in ((200, "<html>login</html>"), (200, "null"), (200, "[]"), (200, '"x"'), (200, '{"app": 5}'),
                         (200, '{"app": null}'), (200, '{"app": {"id": 7}}'), (200, ""), (200, '{"app": {"id": "/db"'),
                         (200, "{} {}"), (422, '{"message": "\\u001b[31m no"}'), (302, ""), (500, "oops"),
                         (200, '{"app": {"id": "/db"}, "x": ["' + "a" * 3_000_000 + '"]}')):
        with Answering(status, body.encode()) as other:
            for words in ["--plan"], []:
                said = place.start(*words, "--marathon", other.url).communicate(timeout=60)[0]
                strange = "not launched by this script" in said and '"/db"}' in body
                told = any(words in said for words in ("as Marathon does", " answered ", "sends us elsewhere"))
                check((told or strange) and "jq:" not in said and "\x1b" not in said, f"{status} {body[:40]}: {said}")
    check(place.changes() == [], "something was sent")


def case_refused(place):
    """What Marathon refuses is said in its words."""
    place.compile(source=CLUSTER.format(
        version=place.version, port=place.port, db="", web="", more="").replace("instances = 3", "instances = 100"))
    said = place.launch(code=1)
    check("/instances: too many" in said, said)


def case_given_address(place):
    """--marathon and HERD_MARATHON go before what the cluster says; without either there is a way out."""
    source = CLUSTER.format(version=place.version, port=place.port, db="", web="", more="").replace(
        '  provides = "marathon"\n', "")
    place.compile(source=source)
    check("--marathon" in place.launch(code=2), "no way out is named")
    place.launch("--marathon", place.base)
    check("keep" in place.launch(HERD_MARATHON=place.base), "HERD_MARATHON is not read")
    check("file" in place.launch("--marathon", "http://me:secret@localhost:1", code=2), "a password in an argument")


def case_usage(place):
    for words in (["--wat"], ["nosuch"], ["--wait", "soon"], ["--wait"], ["--status", "--rollback", "web"]):
        place.launch(*words, code=2)
    check("--rollback" in place.launch("--help"), "help")
    tools = place.work / "tools"
    tools.mkdir()
    for tool in ("bash", "env", "dirname", "curl", "cat"):
        (tools / tool).symlink_to(shutil.which(tool))
    check("jq is not installed" in place.launch(PATH=str(tools), code=2), "jq is missing")


def case_drift(place):
    """Marathon was changed behind our back; what nobody asked for goes again."""
    place.launch()
    app = place.app("db")
    for gone in ("version", "versionInfo", "deployments", "tasks"):
        app.pop(gone)
    app["container"]["docker"]["privileged"] = True
    app["killSelection"] = "OLDEST_FIRST"
    place.control(apps={"/db": app})
    said = place.launch("--plan")
    check("container.docker.privileged: true -> none" in said and "killSelection" in said, said)
    place.launch()
    check(place.app("db")["container"]["docker"]["privileged"] is False, "still privileged")


def run(work, name, case):
    """The line to print."""
    directory = work / name
    directory.mkdir()
    shutil.copy(work / "herd.lock", directory)
    place = None
    try:
        place = Place(directory, "1.4" if name.endswith("_old") else "1.11",
                      ["127.0.0.2"] if name == "one_of_three" else None)
        case(place)
        return f"holds: {name}"
    except (Failed, subprocess.TimeoutExpired, OSError) as error:
        return f"WRONG: {name}: {error}"
    finally:
        if place is not None:
            place.close()


def main(work, *wanted):
    cases = {name[5:]: case for name, case in globals().items() if name.startswith("case_")}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda name: run(pathlib.Path(work), name, cases[name]), wanted or cases))
    wrong = [line for line in said if line.startswith("WRONG")]
    print("\n".join(said))
    print(f"{len(said)} cases, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
