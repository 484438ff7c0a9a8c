#!/usr/bin/python3
"""Plays a Docker Engine on a Unix socket and records every request, so that a test can compare what the real docker
client really sent with what the cluster file says.

  recording_engine.py --socket PATH --log PATH [--listen] [--image REF=sha256:ID]... [--only-images]

Containers live in memory and behave as far as a run script can see: create, start, stop, rename, update, wait,
logs, remove, inspect, list. One JSON line a request: method, path, query, body, status.
--listen makes a started container's published ports really listen. Every image that is asked for exists, under an id
made from its name, unless --only-images is given. Standard library only.
"""
import argparse
import hashlib
import json
import os
import re
import socket
import socketserver
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

API = "1.41"
ENGINE = "20.10.24"


class Refused(Exception):
    """An answer other than success: the engine's status code and message."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000000Z", time.gmtime())


NEVER = "0001-01-01T00:00:00Z"


class Engine:
    """The state, and what each call does to it."""

    def __init__(self, images, only_images, listen):
        self.images = images
        self.only_images = only_images
        self.listen = listen
        self.containers = {}
        self.count = 0
        self.lock = threading.RLock()

    # Images

    def image(self, reference):
        for known, identity in self.images.items():
            if reference in (known, identity, identity.split(":", 1)[1]):
                return self.image_document(known, identity)
        if self.only_images:
            raise Refused(404, f"No such image: {reference}")
        if re.fullmatch(r"sha256:[0-9a-f]{64}", reference):
            return self.image_document(reference, reference)
        identity = "sha256:" + hashlib.sha256(reference.encode()).hexdigest()
        self.images[reference] = identity
        return self.image_document(reference, identity)

    @staticmethod
    def image_document(reference, identity):
        tag = [] if reference.startswith("sha256:") or "@" in reference else [reference]
        return {
            "Id": identity, "RepoTags": tag, "RepoDigests": [reference] if "@" in reference else [], "Parent": "",
            "Comment": "", "Created": "2026-01-01T00:00:00Z", "Architecture": "amd64", "Os": "linux", "Size": 1,
            "VirtualSize": 1, "RootFS": {"Type": "layers", "Layers": []}, "Metadata": {},
            "Config": {"Env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], "Cmd": ["/entry"], "Entrypoint": None,
                       "Labels": {"org.example.from-image": "yes"}, "WorkingDir": "", "User": "",
                       "Healthcheck": {"Test": ["CMD", "/health"]}},
        }

    # Containers

    def find(self, name):
        if name in self.containers:
            return self.containers[name]
        matches = [c for c in self.containers.values() if c["Id"].startswith(name)]
        if len(matches) == 1:
            return matches[0]
        raise Refused(404, f"No such container: {name}")

    def create(self, name, body):
        if not re.fullmatch(r"/?[a-zA-Z0-9][a-zA-Z0-9_.-]+", name):
            raise Refused(400, f"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")
        if name in self.containers:
            raise Refused(409, f'Conflict. The container name "/{name}" is already in use')
        image = self.image(body["Image"])
        config = {k: v for k, v in body.items() if k not in ("HostConfig", "NetworkingConfig")}
        # As the engine merges: the request's values first, then what only the image has.
        names = {entry.split("=", 1)[0] for entry in config.get("Env") or []}
        config["Env"] = (config.get("Env") or []) + [
            entry for entry in image["Config"]["Env"] if entry.split("=", 1)[0] not in names]
        config["Labels"] = {**image["Config"]["Labels"], **(config.get("Labels") or {})}
        config["Healthcheck"] = config.get("Healthcheck") or image["Config"]["Healthcheck"]
        if not config.get("Cmd") and not config.get("Entrypoint"):
            config["Cmd"] = image["Config"]["Cmd"]
        host = dict(body.get("HostConfig") or {})
        if host.get("Memory") and not host.get("MemorySwap"):
            host["MemorySwap"] = 2 * host["Memory"]
        host["ShmSize"] = host.get("ShmSize") or 64 * 1024 * 1024
        log = host.get("LogConfig") or {}
        host["LogConfig"] = {"Type": log.get("Type") or "json-file", "Config": log.get("Config") or {}}
        self.count += 1
        identity = hashlib.sha256(f"{name} {self.count}".encode()).hexdigest()
        mounts = [{"Type": m["Type"], "Source": m.get("Source", ""), "Destination": m["Target"], "Mode": "",
                   "RW": not m.get("ReadOnly", False), "Propagation": "rprivate"} for m in host.get("Mounts") or []]
        for bind in host.get("Binds") or []:
            source, target, *options = bind.split(":")
            mounts.append({"Type": "bind", "Source": source, "Destination": target, "Mode": ",".join(options),
                           "RW": "ro" not in options, "Propagation": "rprivate"})
        self.containers[name] = {
            "Id": identity, "Created": now(), "Path": "/entry", "Args": [], "Image": image["Id"], "Name": "/" + name,
            "RestartCount": 0, "Driver": "overlay2", "Platform": "linux", "MountLabel": "", "ProcessLabel": "",
            "AppArmorProfile": "", "ExecIDs": None, "HostConfig": host, "Config": config, "Mounts": mounts,
            "State": {"Status": "created", "Running": False, "Paused": False, "Restarting": False,
                      "OOMKilled": False, "Dead": False, "Pid": 0, "ExitCode": 0, "Error": "", "StartedAt": NEVER,
                      "FinishedAt": NEVER},
            "NetworkSettings": {"Ports": {}, "IPAddress": "", "Networks": {
                "bridge": {"IPAddress": "", "NetworkID": "b" * 64}}},
            "listeners": [],
        }
        return {"Id": identity, "Warnings": []}

    def start(self, container):
        state = container["State"]
        if state["Running"]:
            raise Refused(304, "")
        if self.listen:
            for bindings in (container["HostConfig"].get("PortBindings") or {}).values():
                for binding in bindings:
                    container["listeners"].append(self.listener(binding))
        state.update(Status="running", Running=True, Pid=os.getpid(), StartedAt=now(), ExitCode=0)
        health = container["Config"].get("Healthcheck") or {}  # of the request, else of the image
        if (health.get("Test") or ["NONE"])[0] != "NONE":
            state["Health"] = {"Status": "healthy", "FailingStreak": 0, "Log": []}
        container["NetworkSettings"]["Ports"] = container["HostConfig"].get("PortBindings") or {}

    @staticmethod
    def listener(binding):
        address = (binding.get("HostIp") or "0.0.0.0", int(binding["HostPort"]))
        server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(address)
        except OSError as error:
            raise Refused(500, f"driver failed programming external connectivity: {address}: {error}") from error
        server.listen(8)

        def accept():
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        return server

    def stop(self, container, code=0):
        state = container["State"]
        if not state["Running"]:
            raise Refused(304, "")
        for server in container["listeners"]:
            server.shutdown(socket.SHUT_RDWR)
            server.close()
        container["listeners"] = []
        state.update(Status="exited", Running=False, Pid=0, ExitCode=code, FinishedAt=now())
        state.pop("Health", None)
        container["NetworkSettings"]["Ports"] = {}

    def rename(self, container, name):
        name = name.lstrip("/")
        if name in self.containers:
            raise Refused(409, f'Conflict. The container name "/{name}" is already in use')
        del self.containers[container["Name"][1:]]
        container["Name"] = "/" + name
        self.containers[name] = container

    def remove(self, container, force):
        if container["State"]["Running"]:
            if not force:
                raise Refused(409, "You cannot remove a running container. Stop it first, or force.")
            self.stop(container, 137)
        del self.containers[container["Name"][1:]]

    def listed(self, every, filters):
        found = []
        for name, container in sorted(self.containers.items()):
            state = container["State"]
            if not every and not state["Running"] and "status" not in filters:
                continue
            labels = container["Config"]["Labels"]
            wanted = True
            for key, values in filters.items():
                values = list(values)
                if key == "name":
                    wanted &= any(re.search(v, name) or re.search(v, "/" + name) for v in values)
                elif key == "id":
                    wanted &= any(container["Id"].startswith(v) for v in values)
                elif key == "status":
                    wanted &= state["Status"] in values
                elif key == "label":
                    wanted &= all(labels.get(v.split("=", 1)[0]) == v.split("=", 1)[1] if "=" in v else v in labels
                                  for v in values)
                else:
                    raise Refused(400, f"invalid filter '{key}'")
            if wanted:
                found.append({"Id": container["Id"], "Names": ["/" + name], "Image": container["Config"]["Image"],
                              "ImageID": container["Image"], "Command": "/entry", "Created": 0, "Ports": [],
                              "Labels": labels, "State": state["Status"], "Status": state["Status"],
                              "HostConfig": {"NetworkMode": "default"}, "NetworkSettings": {"Networks": {}},
                              "Mounts": []})
        return found


def document(container):
    return {key: value for key, value in container.items() if key != "listeners"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    engine = None
    record = None

    def address_string(self):
        return "unix"

    def log_message(self, format, *args):  # the JSON lines are the log
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            data = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return data
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self):
        parts = urlsplit(self.path)
        path = unquote(re.sub(r"^/v1\.\d+", "", parts.path))
        query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        raw = self.body()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = {"unreadable bytes": len(raw)}
        status, result, kind = 200, None, "application/json"
        with self.engine.lock:
            try:
                status, result, kind = self.route(self.command, path, query, body)
            except Refused as refused:
                status, result = refused.status, {"message": refused.message}
            except Exception as error:  # a hole in this engine must fail the test, not hang the client
                status, result = 500, {"message": f"recording engine: {error!r}"}
            self.record({"method": self.command, "path": path, "query": query, "body": body, "status": status})
        data = b""
        if isinstance(result, bytes):
            data = result
        elif result is not None and status not in (204, 304):
            data = json.dumps(result).encode() + b"\n"
        self.send_response(status)
        self.send_header("Api-Version", API)
        self.send_header("Ostype", "linux")
        self.send_header("Docker-Experimental", "false")
        self.send_header("Server", f"Docker/{ENGINE} (linux)")
        if status not in (204, 304):
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = answer

    def route(self, method, path, query, body):
        json_kind, engine = "application/json", self.engine
        if path == "/_ping":
            return 200, b"OK", "text/plain"
        if path == "/version":
            return 200, {"Version": ENGINE, "ApiVersion": API, "MinAPIVersion": "1.12", "Os": "linux",
                         "Arch": "amd64", "KernelVersion": "6.1.0", "GoVersion": "go1.19", "GitCommit": "recording",
                         "Components": [{"Name": "Engine", "Version": ENGINE}]}, json_kind
        if path == "/info":
            return 200, {"ID": "recording", "ServerVersion": ENGINE, "Driver": "overlay2", "NCPU": 16,
                         "MemTotal": 64 << 30, "OSType": "linux", "Architecture": "x86_64", "Name": "recording",
                         "MemoryLimit": True, "SwapLimit": True, "CpuCfsQuota": True, "CpuCfsPeriod": True,
                         "PidsLimit": True, "CgroupDriver": "systemd", "CgroupVersion": "2",
                         "LiveRestoreEnabled": False, "LoggingDriver": "json-file",
                         "SecurityOptions": ["name=seccomp,profile=default"], "Containers": len(engine.containers),
                         "Images": len(engine.images), "Warnings": None}, json_kind
        match = re.fullmatch(r"/images/(.+)/json", path)
        if match and method == "GET":
            return 200, engine.image(match[1]), json_kind
        if path == "/images/json":
            return 200, [], json_kind
        if path == "/containers/json":
            filters = json.loads(query.get("filters") or "{}")
            every = query.get("all", "0") not in ("0", "false", "")
            return 200, engine.listed(every, filters), json_kind
        if path == "/containers/create" and method == "POST":
            return 201, engine.create(query.get("name", ""), body), json_kind
        match = re.fullmatch(r"/containers/([^/]+)(?:/(\w+))?", path)
        if match:
            return self.container_call(method, engine.find(match[1]), match[2], query, body)
        if re.fullmatch(r"/(networks|volumes)/[^/]+", path) and method == "GET":
            if path == "/networks/bridge":
                return 200, {"Name": "bridge", "Id": "b" * 64, "Driver": "bridge", "Scope": "local"}, json_kind
            raise Refused(404, f"no such object: {path}")
        raise Refused(404, f"recording engine: nothing answers {method} {path}")

    def container_call(self, method, container, action, query, body):
        engine = self.engine
        json_kind = "application/json"
        if method == "GET" and action == "json":
            return 200, document(container), json_kind
        if method == "GET" and action == "logs":
            line = b"recorded: no output\n"
            return 200, struct.pack(">BxxxL", 1, len(line)) + line, "application/vnd.docker.raw-stream"
        if method == "POST" and action == "start":
            engine.start(container)
        elif method == "POST" and action in ("stop", "kill"):
            engine.stop(container, 143 if action == "stop" else 137)
        elif method == "POST" and action == "restart":
            if container["State"]["Running"]:
                engine.stop(container)
            engine.start(container)
        elif method == "POST" and action == "rename":
            engine.rename(container, query["name"])
        elif method == "POST" and action == "update":
            for key, value in (body or {}).items():
                if value:
                    container["HostConfig"][key] = value
            return 200, {"Warnings": None}, json_kind
        elif method == "POST" and action == "wait":
            return 200, {"StatusCode": container["State"]["ExitCode"], "Error": None}, json_kind
        elif method == "DELETE" and action is None:
            engine.remove(container, query.get("force", "0") not in ("0", "false", ""))
        else:
            raise Refused(404, f"recording engine: nothing answers {method} container {action}")
        return 204, None, json_kind


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    allow_reuse_address = True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--listen", action="store_true")
    parser.add_argument("--image", action="append", default=[])
    parser.add_argument("--only-images", action="store_true")
    options = parser.parse_args()
    log = open(options.log, "a", encoding="utf-8")

    def record(entry):
        log.write(json.dumps(entry, sort_keys=True) + "\n")
        log.flush()

    Handler.engine = Engine(dict(pair.rsplit("=", 1) for pair in options.image), options.only_images, options.listen)
    Handler.record = staticmethod(record)
    with Server(options.socket, Handler) as server:
        print("listening", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
