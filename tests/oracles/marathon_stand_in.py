#!/usr/bin/python3
"""A stand-in for Marathon: the part of its API that marathon/launch.sh uses, with the answers that Marathon's documents
and sources promise. It is not Marathon: no Mesos, no offers; a task runs as soon as its deployment ends.

  marathon_stand_in.py PORT ADDRESS… [--version 1.11|1.4]     listens on PORT of each address, until it is killed

What it does by default, and what POST /_control changes with a JSON object:
  electing   number of requests that are answered with 502 before the next proper answer
  delay      seconds that a deployment takes (0.2)
  hang       deployments do not end
  fail       tasks of new deployments fail: deployments do not end, and Marathon knows the last failure
  user       "user:password" that every request must have
  drop       number of PUTs that are done and then not answered
  scale      {"id": instances}: by hand, in an incident
  apps       {"id": app}: as somebody else would have launched it
GET /_requests lists what was asked: [{"method", "path", "body"}].
"""
import base64
import copy
import json
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DEFAULTS = {"instances": 1, "cpus": 1, "mem": 128, "disk": 0, "gpus": 0, "backoffFactor": 1.15, "backoffSeconds": 1,
            "executor": "", "maxLaunchDelaySeconds": 300, "killSelection": "YOUNGEST_FIRST",
            "upgradeStrategy": {"minimumHealthCapacity": 1, "maximumOverCapacity": 1}, "role": "*",
            "unreachableStrategy": {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0}, "labels": {}, "env": {},
            "constraints": [], "fetch": [], "dependencies": []}
OLD_DEFAULTS = {"maxLaunchDelaySeconds": 3600, "unreachableStrategy": {"inactiveAfterSeconds": 300,
                "expungeAfterSeconds": 600}, "storeUrls": [], "uris": [], "ipAddress": None, "residency": None}
HEALTH = {"gracePeriodSeconds": 300, "intervalSeconds": 60, "timeoutSeconds": 20, "maxConsecutiveFailures": 3,
          "protocol": "HTTP", "delaySeconds": 15, "ipProtocol": "IPv4", "ignoreHttp1xx": False}


class Marathon:
    def __init__(self, version):
        self.old = version == "1.4"
        self.lock = threading.RLock()
        self.apps, self.versions, self.running, self.failures = {}, {}, {}, {}
        self.deployments, self.requests = [], []
        self.control = {"electing": 0, "delay": 0.2, "hang": False, "fail": False, "user": "", "drop": 0}
        self.count, self.next_port = 0, 10000

    # --- what an app becomes when Marathon takes it ---

    def port(self, wanted, earlier):
        if wanted:
            return wanted
        if earlier:
            return earlier
        self.next_port += 1
        return self.next_port - 1

    def normal(self, given, earlier):
        app = copy.deepcopy(DEFAULTS)
        if self.old:
            app.update(copy.deepcopy(OLD_DEFAULTS))
            for new in ("role", "gpus"):
                app.pop(new)
        app.update(copy.deepcopy(given))
        for check in app.get("healthChecks", []):
            for name, value in HEALTH.items():
                if not (self.old and name == "ipProtocol"):
                    check.setdefault(name, value)
        for item in app["fetch"]:
            for name, value in {"extract": True, "executable": False, "cache": False}.items():
                item.setdefault(name, value)
        if "container" in app:
            self.normal_container(app)
        self.normal_ports(app, earlier or {})
        if app["maxLaunchDelaySeconds"] is None:
            del app["maxLaunchDelaySeconds"]
        return app

    def normal_container(self, app):
        container = app["container"]
        container.setdefault("type", "DOCKER")
        container.setdefault("volumes", [])
        docker = container.setdefault("docker", {})
        docker.setdefault("forcePullImage", False)
        docker.setdefault("privileged", False)
        docker.setdefault("parameters", [])

    def mappings(self, app):
        container = app.get("container", {})
        return container.get("docker", {}).get("portMappings") if self.old else container.get("portMappings")

    def is_host(self, app):
        if self.old:
            return app.get("container", {}).get("docker", {}).get("network", "HOST") == "HOST"
        return app.setdefault("networks", [{"mode": "host"}])[0]["mode"] == "host"

    def normal_ports(self, app, earlier):
        if not self.is_host(app):
            before = self.mappings(earlier) or []
            for number, mapping in enumerate(self.mappings(app) or []):
                mapping.setdefault("protocol", "tcp")
                mapping.setdefault("hostPort", 0)
                mapping.setdefault("labels", {})
                was = before[number]["servicePort"] if number < len(before) else 0
                mapping["servicePort"] = self.port(mapping.get("servicePort"), was)
            if self.old:
                app["ports"] = [m["servicePort"] for m in self.mappings(app) or []]
                app["portDefinitions"] = [{"port": p, "protocol": "tcp", "labels": {}} for p in app["ports"]]
            return
        before = earlier.get("portDefinitions", [])
        for number, port in enumerate(app.setdefault("portDefinitions", [{"port": 0}])):
            port.setdefault("protocol", "tcp")
            was = before[number]["port"] if number < len(before) else 0
            port["port"] = self.port(port.get("port"), was)
        app.setdefault("requirePorts", False)
        if self.old:
            app["ports"] = [p["port"] for p in app["portDefinitions"]]

    # --- changes ---

    def store(self, identity, given):
        self.count += 1
        earlier = self.apps.get(identity)
        app = self.normal(given, earlier)
        app["id"] = identity
        app["version"] = "2026-01-01T00:%02d:%02d.000Z" % divmod(self.count, 60)
        app["versionInfo"] = {"lastScalingAt": app["version"], "lastConfigChangeAt": app["version"]}
        self.apps[identity] = app
        self.versions.setdefault(identity, []).append(copy.deepcopy(app))
        return app

    def deploy(self, identity, version):
        deployment = {"id": "deployment-%d" % self.count, "version": version, "affectedApps": [identity],
                      "currentStep": 1, "totalSteps": 2, "since": time.monotonic(), "stuck": self.control["hang"],
                      "fails": self.control["fail"]}
        self.deployments.append(deployment)
        if self.control["fail"]:
            self.failures[identity] = {"appId": identity, "host": "cow00001", "state": "TASK_FAILED", "version": version,
                                       "message": "Command exited with status 137", "timestamp": version,
                                       "taskId": "t1", "slaveId": "s1"}
        return deployment

    def tick(self):
        now = time.monotonic()
        for deployment in list(self.deployments):
            if deployment["stuck"] or deployment["fails"] or now - deployment["since"] < self.control["delay"]:
                continue
            self.deployments.remove(deployment)
            for identity in deployment["affectedApps"]:
                self.running[identity] = self.apps.get(identity, {}).get("instances", 0)

    def locked(self, identity):
        return [{"id": d["id"]} for d in self.deployments if identity in d["affectedApps"]]

    def shown(self, identity):
        app = copy.deepcopy(self.apps[identity])
        app["deployments"] = self.locked(identity)
        app["tasksRunning"] = self.running.get(identity, 0)
        failing = any(d["fails"] and identity in d["affectedApps"] for d in self.deployments)
        checked = bool(app.get("healthChecks"))
        app["tasksHealthy"] = app["tasksRunning"] if checked and not failing else 0
        app["tasksUnhealthy"] = 1 if checked and failing else 0
        app["tasksStaged"] = 0
        app["tasks"] = [{"id": "t1", "host": "cow00001", "ports": [31000], "healthCheckResults": [
            {"alive": False, "consecutiveFailures": 4, "lastFailureCause": "connection refused"}]}] if failing else []
        if identity in self.failures:
            app["lastTaskFailure"] = self.failures[identity]
        return app

    # --- answers: (status, document) ---

    def answer(self, method, path, query, body):
        self.tick()
        if path == "/v2/apps" and method == "GET":
            return 200, {"apps": [self.shown(i) for i in sorted(self.apps)]}
        if path == "/v2/deployments" and method == "GET":
            return 200, [{k: v for k, v in d.items() if k not in ("since", "stuck", "fails")} for d in self.deployments]
        if not path.startswith("/v2/apps/"):
            return 404, {"message": "not found"}
        identity, _, version = path[len("/v2/apps"):].partition("/versions")
        if "/versions" in path:
            return self.answer_versions(identity, version.lstrip("/"))
        if method == "GET":
            return (200, {"app": self.shown(identity)}) if identity in self.apps else self.missing(identity)
        if method == "DELETE" and identity not in self.apps:
            return self.missing(identity)
        if self.locked(identity) and query.get("force") != "true":
            return 409, {"message": "App is locked by one or more deployments.", "deployments": self.locked(identity)}
        self.deployments = [d for d in self.deployments if identity not in d["affectedApps"]]
        return self.delete(identity) if method == "DELETE" else self.put(identity, query, body)

    @staticmethod
    def missing(identity):
        return 404, {"message": f"App '{identity}' does not exist"}

    def answer_versions(self, identity, version):
        stored = self.versions.get(identity, [])
        if not version:
            return 200, {"versions": [v["version"] for v in reversed(stored)]}
        found = [v for v in stored if v["version"] == version]
        return (200, found[0]) if found else self.missing(identity)

    def put(self, identity, query, given):
        problems = self.problems(given)
        if problems:
            return 422, {"message": "Object is not valid", "details": problems}
        if query.get("partialUpdate", "true") == "true":
            given = {**{k: v for k, v in self.apps.get(identity, {}).items() if k not in ("version", "versionInfo")},
                     **given}
        fresh = identity not in self.apps
        app = self.store(identity, given)
        deployment = self.deploy(identity, app["version"])
        if fresh:
            return 201, {**self.shown(identity), "deployments": [{"id": deployment["id"]}]}
        return 200, {"version": app["version"], "deploymentId": deployment["id"]}

    def delete(self, identity):
        del self.apps[identity]
        self.count += 1
        deployment = self.deploy(identity, "gone")
        return 200, {"version": "gone", "deploymentId": deployment["id"]}

    def problems(self, app):
        found = []
        if "cmd" in app and "args" in app:
            found.append({"path": "/", "errors": ["AppDefinition must either contain one of 'cmd' or 'args'"]})
        if app.get("instances", 1) > 99:
            found.append({"path": "/instances", "errors": ["too many"]})
        if self.old and ("networks" in app or "portMappings" in app.get("container", {})):
            found.append({"path": "/networks", "errors": ["unknown field"]})
        return found

    def take_control(self, wish):
        for identity, instances in wish.pop("scale", {}).items():
            app = copy.deepcopy(self.apps[identity])
            app["instances"] = instances
            self.store(identity, app)
            self.running[identity] = instances
        for identity, app in wish.pop("apps", {}).items():
            self.store(identity, app)
            self.running[identity] = self.apps[identity]["instances"]
        self.control.update(wish)
        for deployment in self.deployments:
            deployment["stuck"] = deployment["stuck"] and self.control["hang"]
            deployment["fails"] = deployment["fails"] and self.control["fail"]


class Handler(BaseHTTPRequestHandler):
    marathon = None

    def log_message(self, *_):
        pass

    def reply(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        marathon = self.marathon
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        with marathon.lock:
            if url.path == "/_control":
                marathon.take_control(json.loads(body))
                return self.reply(200, {})
            if url.path == "/_requests":
                requests, marathon.requests = marathon.requests, []
                return self.reply(200, requests)
            document = json.loads(body) if body else None
            marathon.requests.append({"method": self.command, "path": self.path, "body": document})
            user = marathon.control["user"]
            if user and self.headers.get("Authorization") != "Basic " + base64.b64encode(user.encode()).decode():
                return self.reply(401, {"message": "Authentication required"})
            if marathon.control["electing"] > 0:
                marathon.control["electing"] -= 1
                return self.reply(502, {"message": "Could not determine the current leader"})
            query = dict(urllib.parse.parse_qsl(url.query))
            status, answer = marathon.answer(self.command, url.path, query, document)
            if self.command == "PUT" and marathon.control["drop"] > 0:
                marathon.control["drop"] -= 1
                return self.connection.close()
        return self.reply(status, answer)

    do_GET = do_PUT = do_POST = do_DELETE = handle_any


def main(port, *rest):
    version = "1.11"
    addresses = list(rest)
    if "--version" in addresses:
        place = addresses.index("--version")
        version = addresses[place + 1]
        del addresses[place:place + 2]
    Handler.marathon = Marathon(version)
    servers = [ThreadingHTTPServer((address, int(port)), Handler) for address in addresses]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
