"""What stands behind the proxy in the test: HTTP servers on loopback addresses that play masters, a Marathon and tasks.
Standard library only."""
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """`answer(handler)` writes the answer; `seen` has the line and headers of every request."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address, port, answer):
        self.answer = answer
        self.seen = []
        super().__init__((address, port), Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        pass  # a check that is cut off says nothing about the test

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers))
        self.server.answer(self)

    do_OPTIONS = do_GET

    def reply(self, status, body=b"", **headers):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Masters:
    """Three Mesos masters since 1.0: the leader says when it was elected, the others send on to it."""

    def __init__(self, port):
        self.leader = 1
        self.servers = [Server(f"127.0.1.{n}", port, self.answers_of(n)) for n in (1, 2, 3)]

    def answers_of(self, number):
        def answer(handler):
            if handler.path != "/master/state":
                handler.reply(200, f"master {number}")
            elif number == self.leader:
                handler.reply(200, json.dumps({"version": "1.11.0", "elected_time": 1.5, "hostname": f"m{number}"}))
            else:
                handler.reply(307, Location=f"//127.0.1.{self.leader}:5050/master/state")
        return answer


class Marathon:
    """Answers what `apps` and `tasks` hold; bytes as they are."""

    def __init__(self, address, port):
        self.apps, self.tasks = [], []
        self.raw = None
        self.server = Server(address, port, self.answer)

    def answer(self, handler):
        if handler.path == "/ping":
            handler.reply(200, "pong\n")
        elif self.raw is not None:
            handler.reply(200, self.raw)
        elif handler.path == "/v2/apps":
            handler.reply(200, json.dumps({"apps": self.apps}))
        elif handler.path == "/v2/tasks":
            handler.reply(200, json.dumps({"tasks": self.tasks}))
        else:
            handler.reply(404)

    def app(self, name, running, checks=1):
        self.apps = [{"id": name, "tasksRunning": running, "healthChecks": [{"protocol": "HTTP"}] * checks},
                     {"id": "/other", "tasksRunning": 1, "healthChecks": []}]

    @staticmethod
    def task(app, host, ports, alive=True, state="TASK_RUNNING"):
        results = [] if alive is None else [{"alive": alive}]
        return {"appId": app, "host": host, "ports": ports, "state": state, "healthCheckResults": results}


def named(text):
    """A server whose answers say who it is; `/slow` takes its time between two halves, as a held connection."""

    def answer(handler):
        if not handler.path.startswith("/slow"):
            handler.reply(200, text, Server=text)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(2 * len(text)))
        handler.end_headers()
        handler.wfile.write(text.encode())
        handler.wfile.flush()
        time.sleep(float(handler.path.partition("=")[2]))
        handler.wfile.write(text.encode())

    return answer
