"""How the test talks to the proxy, and how it looks into the running HAProxy. Standard library only."""
import http.client
import socket
import ssl
import threading
import time

PROXY = "10.88.0.1"


class Failure(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failure(what)


def until(seconds, what, probe):
    """Waits until `probe()` is true; says how long it took."""
    start = time.monotonic()
    while True:
        try:
            if probe():
                return time.monotonic() - start
        except OSError:
            pass
        if time.monotonic() - start > seconds:
            raise Failure(f"waited {seconds} s in vain: {what}")
        time.sleep(0.05)


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body.decode(errors="replace")


def get(host, path="/", port=18001, source=PROXY, headers=None, tls=None, timeout=15):
    """One request for a host name, over a connection of its own. `tls`: the name asked for by SNI."""
    connection = http.client.HTTPConnection(PROXY, port, timeout=timeout, source_address=(source, 0))
    connection.connect()
    if tls is not None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection.sock = context.wrap_socket(connection.sock, server_hostname=tls)
        certificate = connection.sock.getpeercert(binary_form=True)
    connection.request("GET", path, headers={"Host": host, **(headers or {})})
    response = connection.getresponse()
    answer = Answer(response, response.read())
    answer.certificate = certificate if tls is not None else None
    connection.close()
    return answer


class Held:
    """A request whose answer takes `seconds`; `finish` gives its body."""

    def __init__(self, host, seconds, port=18001):
        self.result = None
        self.error = None

        def run():
            try:
                self.result = get(host, f"/slow={seconds}", port, timeout=seconds + 20)
            except Exception as error:  # whatever it was, the connection did not hold
                self.error = error

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    def finish(self):
        self.thread.join()
        check(self.error is None, f"a held connection was cut: {self.error}")
        return self.result.body


class Load:
    """Requests without end; `stop` gives the number of those that went well, and what went wrong."""

    def __init__(self, host, port=18001):
        self.good, self.bad, self.running = 0, [], True

        def run():
            while self.running:
                try:
                    answer = get(host, "/", port)
                    if answer.status == 200:
                        self.good += 1
                    else:
                        self.bad.append(answer.status)
                except Exception as error:
                    self.bad.append(repr(error))

        self.threads = [threading.Thread(target=run, daemon=True) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join()
        return self.good, self.bad


def ask(command, run):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(f"{run}/admin.sock")
        connection.sendall(command.encode() + b"\n")
        text = b""
        while part := connection.recv(65536):
            text += part
    return text.decode()


def servers(run):
    """{(backend, server): "address:port"} as the running process has them."""
    rows = [line.split() for line in ask("show servers state", run).splitlines()[2:] if line]
    return {(row[1], row[3]): f"{row[4]}:{row[18]}" for row in rows}


def status(run):
    """{(backend, server): "UP"}, without frontends and sums."""
    lines = ask("show stat", run).splitlines()
    names = lines[0].lstrip("# ").split(",")
    rows = [dict(zip(names, line.split(","))) for line in lines[1:] if line]
    return {(row["pxname"], row["svname"]): row["status"] for row in rows
            if row["svname"] not in ("FRONTEND", "BACKEND")}


def up(run, backend):
    """Servers of the backend that get requests."""
    return sorted(server for (name, server), state in status(run).items()
                  if name == backend and (state.startswith("UP") or state == "no check"))
