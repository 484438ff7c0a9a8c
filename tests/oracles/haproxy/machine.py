"""Inside the machine of haproxy.sh: stand-ins, the two proxies of cluster.herd, and one test after the other.

  machine.py WORK [TEST…]
"""
import subprocess
import sys
import time
from pathlib import Path

import leader
import routes
import slots
from client import Failure
from proxy import Proxy
from standins import Marathon, Masters, Server, named


def show_log(proxy):
    print(f"--- the last lines of {proxy.log}")
    print("".join(proxy.log.read_text().splitlines(keepends=True)[-40:]))


def try_start(context, name):
    try:
        context[name].start()
    except Failure as error:
        show_log(context[name])
        sys.exit(f"FAIL {error}")


def main():
    work = Path(sys.argv[1])
    for address in ("192.168.7.2/24", "192.168.7.5/24", "10.89.0.1/24"):
        subprocess.run(["ip", "addr", "add", address, "dev", "herd0"], check=True)
    context = {
        "work": work,
        "masters": Masters(15050),
        "marathons": [Marathon("127.0.2.1", 18080), Marathon("127.0.2.2", 18080)],
        "wide": [Server(f"127.0.4.{n}", 18090, named(f"wide {n}")) for n in (1, 2, 3)],
        "wiki": [Server(f"127.0.5.{n}", 18100, named(f"wiki {n}")) for n in (1, 2)],
        "tasks": [Server(f"127.0.3.{n}", 18200, named(f"task {n}")) for n in (1, 2, 3)],
        "tasks_on_one": [Server("127.0.3.1", port, named("task 1")) for port in range(18201, 18206)],
    }
    context["plain"] = Proxy("plain", work)
    context["edge"] = Proxy("edge", work, {"first": work / "first.pem", "second": work / "second.pem",
                                           "people": routes.users(work)})
    try_start(context, "edge")
    context["started"] = time.monotonic()
    try_start(context, "plain")
    failed = 0
    for test in leader.ALL[:1] + routes.ALL + leader.ALL[1:] + slots.ALL:
        if sys.argv[2:] and test.__name__ not in sys.argv[2:]:
            continue
        start = time.monotonic()
        try:
            test(**context)
            print(f"ok   {time.monotonic() - start:5.1f} s  {test.__module__}: {test.__name__}", flush=True)
        except Exception as error:  # whatever it is, the test did not hold
            failed += 1
            print(f"FAIL {time.monotonic() - start:5.1f} s  {test.__module__}: {test.__name__}: {type(error).__name__} {error}", flush=True)
    for name in ("edge", "plain"):
        if context[name].process.poll() is None:
            context[name].process.terminate()
        if failed:
            show_log(context[name])
    sys.exit(1 if failed else 0)


main()
