#!/usr/bin/python3
"""Hostile text through compiler, Dockerfile and the real engine's builder (hostile_image.sh runs it).

  hostile_image.py write TSV DIR    writes DIR/NAME/cluster.herd: one project with everything that one line can hold,
                                    and one for each text that a Dockerfile may be unable to hold
  hostile_image.py check TSV DIR    compiles each, builds what compiles, and compares what the image says

A Dockerfile has no way to write a line break in a label or variable. Such a text is either refused with a diagnostic
or arrives unchanged; anything in between fails.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hostile import all_rows, literal  # noqa: E402

TEMPLATE = b"""cluster odd {
  domain   = "test.example.com"
  registry = "registry.test.example.com:5000"
}

base tiny { repository = "docker.io/library/tiny", tag = "1.0" }

image hostile {
  base = tiny
  env {
    %s
  }
  labels {
    %s
  }
  entrypoint = ["/entry", %s]
  command = [%s]
}
"""
REFERENCE = re.compile(r"registry\.test\.example\.com:5000/hostile:\S+")


def projects(table):
    """Project name → list of (number, name, text, outcome)."""
    found = {"plain-text": []}
    for number, (name, where, text, outcome) in enumerate(all_rows(table)):
        if where not in ("value", "raw-value"):
            continue
        simple = outcome == "same" and isinstance(text, str) and not re.search(r"[\x00-\x1f\x7f]", text)
        found.setdefault("plain-text" if simple else name, []).append((number, name, text, outcome))
    return found


def write(table, directory):
    for name, values in projects(table).items():
        project = directory / name
        project.mkdir()
        literals = [(number, row, literal(text, raw=row == "bidi")) for number, row, text, _ in values]
        words = b", ".join(text for _, _, text in literals)
        (project / "cluster.herd").write_bytes(TEMPLATE % (
            b",\n    ".join(b"E%d = " % number + text for number, _, text in literals),
            b",\n    ".join(b'"hostile.' + row.encode() + b'" = ' + text for _, row, text in literals),
            words, words))


def run(*command):
    return subprocess.run(command, capture_output=True, timeout=120, check=False)


def check_project(project, values):
    compiled = run(os.environ["HERDC"], "build", str(project / "cluster.herd"))
    said = (compiled.stdout + compiled.stderr).decode(errors="replace")
    must_refuse = any(outcome == "refused" for _, _, _, outcome in values)
    if compiled.returncode == 1 and "HERD" in said and project.name != "plain-text":
        return [] if not (project / "generated").exists() else ["refused, but something was written"]
    if compiled.returncode != 0 or must_refuse:
        return [f"exit code {compiled.returncode}: {said[-400:]}"]
    built = run(str(project / "generated/odd/images/build.sh"))
    if built.returncode:
        return [f"images/build.sh: {(built.stdout + built.stderr).decode(errors='replace')[-400:]}"]
    dockerfile = (project / "generated/odd/images/hostile/Dockerfile").read_bytes()
    listed = run("/usr/bin/docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}").stdout.decode()
    identity = max((line.split()[1] for line in listed.splitlines() if REFERENCE.match(line)), default="")
    config = json.loads(run("/usr/bin/docker", "image", "inspect", identity).stdout)[0]["Config"]
    run("/usr/bin/docker", "image", "rm", "--force", identity)
    problems = []
    env = dict(entry.split("=", 1) for entry in config["Env"])
    expected = [text for _, _, text, _ in values]
    if config["Entrypoint"] != ["/entry", *expected]:
        problems.append(f"entrypoint: {config['Entrypoint']!r:.300}")
    if config["Cmd"] != expected:
        problems.append(f"command: {config['Cmd']!r:.300}")
    for number, name, text, _ in values:
        if env.get(f"E{number}") != text:
            problems.append(f"env of {name}: {env.get(f'E{number}')!r:.200}, expected {text!r:.200}")
        if config["Labels"].get(f"hostile.{name}") != text:
            problems.append(f"label of {name}: {config['Labels'].get(f'hostile.{name}')!r:.200}, expected {text!r:.200}")
    if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", dockerfile):
        problems.append("the Dockerfile has raw control characters: what one sees is not what is built")
    return problems


def check(table, directory):
    failed = 0
    found = projects(table)
    for name, values in found.items():
        for problem in check_project(directory / name, values):
            print(f"{name}: {problem}")
            failed += 1
    print(f"{len(found['plain-text'])} texts in one image, {len(found) - 1} alone, {failed} problems")
    return 1 if failed else 0


def main(what, table, directory):
    return {"write": write, "check": check}[what](table, pathlib.Path(directory))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
