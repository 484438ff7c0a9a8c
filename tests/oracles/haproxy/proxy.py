"""A proxy as its container would run it: the start script of the image, with directories of its own."""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from client import check, until


class Proxy:
    def __init__(self, name, work, secrets=()):
        self.name = name
        self.tree = Path(work) / "tree" / "haproxy"
        self.root = Path("/run/proxies") / name
        self.config, self.run, self.data = (self.root / part for part in ("config", "run", "data"))
        self.secrets = Path("/run/secrets")  # as the configuration names them
        for directory in (self.config, self.run, self.data):
            directory.mkdir(parents=True)
        for directory in (self.root, *self.root.parents):
            directory.chmod(0o755)
        for file in self.tree.glob(name + ".*"):
            shutil.copy(file, self.config)
        for secret, file in dict(secrets).items():
            shutil.copy(file, self.secrets / secret)
        self.file = self.config / f"{name}.cfg"
        self.log = Path(work) / f"{name}.log"
        self.process = None

    @property
    def environment(self):
        return {**os.environ, "HAPROXY_CONFIG_DIRECTORY": str(self.config),
                "HAPROXY_RUN": str(self.run), "HAPROXY_DATA": str(self.data), "HAPROXY_REFRESH_SECONDS": "0.3",
                "HAPROXY_STOP_SECONDS": "5"}

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(["/usr/local/bin/haproxy-start"], env=self.environment, stdout=log,
                                            stderr=log)
        until(15, f"{self.name} starts; {self.log}", lambda: self.process.poll() is None and (
            self.run / "loaded").exists())

    def command(self, *words):
        """Exit code and output of the start script's other commands."""
        result = subprocess.run(["/usr/local/bin/haproxy-start", *words], env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        return result.returncode, result.stdout

    def reload(self):
        """As core/<proxy>.sh does it: signal, then ask whether the files are in use."""
        self.process.send_signal(signal.SIGUSR2)
        return self.command("check", "--running")[0]

    def stop(self):
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        check(code == 0, f"{self.name} ended with {code}")
        return time.monotonic() - start
