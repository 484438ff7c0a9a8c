#!/usr/bin/python3
"""Holds what docker_client.sh recorded on each host against docker_client.json, which was written by hand, and against
the compiler's own model; prints every difference."""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import model  # noqa: E402
from created import asked, differences, requests, writing  # noqa: E402

# The commands that docker_client.sh runs on each host, and the exit code of each.
PLAN, FIRST, SECOND, PLAN_AGAIN, STATUS, GROUP, GROUP_HELP, GROUP_WRONG, OTHER_HOST, NO_ADDRESS = range(1, 11)
CODES = {PLAN: 0, FIRST: 0, SECOND: 0, PLAN_AGAIN: 0, STATUS: 0, GROUP: 0, GROUP_HELP: 0, GROUP_WRONG: 2,
         OTHER_HOST: 2, NO_ADDRESS: 2}
SAYS = {GROUP_HELP: "Usage: ops-up.sh", GROUP_WRONG: "ops-up.sh: there is no option --nonsense",
        OTHER_HOST: "and this machine has none but 127.0.0.1", NO_ADDRESS: "and this machine has none but 127.0.0.1"}


def main(expected_path, work):
    with open(expected_path, encoding="utf-8") as file:
        expected = json.load(file)
    dump = model.read(pathlib.Path(work, "model").read_text(encoding="utf-8"))
    problems = []
    compared = 0
    for host, own in expected["hosts"].items():
        directory = pathlib.Path(work, host)

        def problem(number, text):
            output = (directory / f"{number}.out").read_text(errors="replace")
            problems.append(f"{host}, command {number}: {text}\n" + "".join(
                f"    | {line}\n" for line in output.splitlines()[-12:]))

        for number, code in CODES.items():
            found = int((directory / f"{number}.code").read_text())
            if found != code:
                problem(number, f"exit code {found}, expected {code}")
            output = (directory / f"{number}.out").read_text(errors="replace")
            if SAYS.get(number, "") not in output:
                problem(number, f"does not say `{SAYS[number]}`")
            calls = writing(requests(directory / f"{number}.requests"))
            if number != FIRST and calls:
                problem(number, f"sent a request that changes something: {calls[0]['method']} {calls[0]['path']}")
            failed = [r for r in requests(directory / f"{number}.requests") if r["status"] >= 500]
            if failed:
                problem(number, f"the engine could not answer {failed[0]['method']} {failed[0]['path']}")
        calls = writing(requests(directory / f"{FIRST}.requests"))
        creations = [r for r in calls if r["path"] == "/containers/create"]
        if len(creations) != 1:
            problem(FIRST, f"{len(creations)} containers created, expected 1")
            continue
        if creations[0]["query"] != {"name": "zookeeper"}:
            problem(FIRST, f"created with {creations[0]['query']}")
        want = {**expected["every host"], **own}
        found = asked(creations[0]["body"])
        # Sets that arrive in the order of their writing; the order says nothing to the engine.
        for fields in (want, found):
            for key in ("Env", "HostConfig.ExtraHosts"):
                fields[key] = sorted(fields.get(key) or [])
        for line in differences(want, found):
            problem(FIRST, line)
        for name, value in model.expected(*dump, "zookeeper", host).items():
            for line in differences(value, found.get(name), name):
                problem(FIRST, f"{line} (by --print=model)")
            compared += 1
        compared += len(want)
        if not any(r["path"].endswith("/start") for r in calls):
            problem(FIRST, "the container was not started")
    for text in problems:
        print(text)
    print(f"{compared} fields compared on {len(expected['hosts'])} hosts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
