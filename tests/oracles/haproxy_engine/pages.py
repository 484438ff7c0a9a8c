#!/usr/bin/env python3
"""pages.py ADDRESS PORT NAME FILE: a web server that says its name; /held is answered when FILE is there."""
import http.server
import pathlib
import sys
import time

address, port, name, file = sys.argv[1:]


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        while self.path == "/held" and not pathlib.Path(file).exists():
            time.sleep(0.1)
        self.send_response(200)
        self.send_header("Content-Length", str(len(name)))
        self.end_headers()
        self.wfile.write(name.encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer((address, int(port)), Pages).serve_forever()
