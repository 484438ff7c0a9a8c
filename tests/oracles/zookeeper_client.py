#!/usr/bin/python3
"""Talks to one ZooKeeper server in its own protocol, so that "it answers" means that it stores and gives back.

  zookeeper_client.py HOST PORT srvr
  zookeeper_client.py HOST PORT create PATH TEXT
  zookeeper_client.py HOST PORT get PATH

Standard library only.
"""
import socket
import struct
import sys

CREATE, GET, CLOSE = 1, 4, -11
ALL_PERMISSIONS = 31


def text(value):
    data = value.encode()
    return struct.pack(">i", len(data)) + data


class Session:
    def __init__(self, host, port):
        self.connection = socket.create_connection((host, port), timeout=10)
        self.transaction = 0
        # protocol version, last transaction seen, session timeout in ms, no session yet, an empty password, not read-only
        self.send(struct.pack(">iqiq", 0, 0, 10000, 0) + text("\0" * 16) + b"\0")
        answer = self.receive()
        if struct.unpack(">i", answer[4:8])[0] <= 0:
            raise SystemExit("zookeeper refused the session")

    def send(self, data):
        self.connection.sendall(struct.pack(">i", len(data)) + data)

    def exactly(self, size):
        data = b""
        while len(data) < size:
            piece = self.connection.recv(size - len(data))
            if not piece:
                raise SystemExit("zookeeper closed the connection")
            data += piece
        return data

    def receive(self):
        return self.exactly(struct.unpack(">i", self.exactly(4))[0])

    def call(self, kind, body):
        self.transaction += 1
        self.send(struct.pack(">ii", self.transaction, kind) + body)
        answer = self.receive()
        error = struct.unpack(">iqi", answer[:16])[2]
        if error:
            raise SystemExit(f"zookeeper error {error}")
        return answer[16:]

    def create(self, path, value):
        world = struct.pack(">ii", 1, ALL_PERMISSIONS) + text("world") + text("anyone")
        self.call(CREATE, text(path) + text(value) + world + struct.pack(">i", 0))

    def get(self, path):
        answer = self.call(GET, text(path) + b"\0")
        size = struct.unpack(">i", answer[:4])[0]
        return answer[4:4 + size].decode()

    def close(self):
        self.call(CLOSE, b"")
        self.connection.close()


def four_letters(host, port, word):
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(word.encode())
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return answer.decode()


def main(host, port, command, *arguments):
    if command == "srvr":
        answer = four_letters(host, int(port), command)
        print(answer, end="")
        return 0 if "Mode:" in answer else 1
    session = Session(host, int(port))
    if command == "create":
        session.create(*arguments)
    elif command == "get":
        print(session.get(*arguments))
    else:
        raise SystemExit(f"unknown command {command}")
    session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
