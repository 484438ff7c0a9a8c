#!/usr/bin/env python3
"""Runs the conformance suite: run.py HERDC [TOPIC…]. README.md has the form of the cases."""
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE.parents[1] / "examples/factual/herd.lock"
HEAD = ('cluster demo { domain = "example.com", registry = "registry.example.com:5000" }\n'
        'machines ops { hosts = "ops[1..3]", address = "10.0.0.\\(host.number)" }\n')
ERROR = re.compile(r"^(\S+?):(\d+):\d+: error\[(HERD\d+)\]", re.M)
NOWHERE = re.compile(r"^error\[(HERD\d+)\]", re.M)


class Case:
    def __init__(self, title, program, expected):
        self.title, self.program, self.expected = title, program, [line for line in expected if line]


def expressions(path):
    declarations, _, lines = path.read_text().partition("\n--\n")
    for line in lines.splitlines():
        if line and not line.startswith("# "):
            expression, result = line.rsplit(" ==> ", 1)
            program = f'{declarations}\nvolume probe {{\n  host_path = "/probe"\n  output result = {expression}\n}}\n'
            place = program.count("\n") - 1
            yield Case(line, program, [f"{result} {place}" if re.fullmatch(r"HERD\d+", result)
                                       else f"probe.result = {result}"])


def programs(path):
    for part in re.split(r"^== ", path.read_text(), flags=re.M)[1:]:
        title, _, rest = part.partition("\n")
        program, _, expected = rest.partition("--\n")
        yield Case(title, program, expected.splitlines())


def cases(topic):
    for reader, directory in (expressions, "expressions"), (programs, "programs"):
        path = HERE / directory / f"{topic}.txt"
        if path.exists():
            yield from reader(path)


def files(program):
    """The files of a program: cluster.herd, and those behind `@ FILE`."""
    parts = re.split(r"^@ ?(.*)\n", program, flags=re.M)
    yield "cluster.herd", parts[0]
    for name, text in zip(parts[1::2], parts[2::2]):
        if name:
            yield name, text


def read_model(text):
    """{"block.field": value} of what --print=model says, and the names of the blocks; `# owner.name` goes before."""
    found, block = {}, ""
    for line in text.splitlines():
        if not line.startswith("  "):
            block = line.split(" ", 1)[-1].split(" # ")[-1]
            found[block] = ""
        elif " = " in line:
            name, value = line.strip().removeprefix("output ").split(" = ", 1)
            found[f"{block}.{name}"] = value.removesuffix(" # default")
    return found


def run(herdc, case):
    """What is wrong, in lines; none when the case passes."""
    text = dict(files(case.program))
    offset = 0
    if not re.search(r"^(component )?cluster ", text["cluster.herd"], re.M):
        text["cluster.herd"] = HEAD + text["cluster.herd"]
        offset = HEAD.count("\n")
    flags = re.search(r"^# flags: (.*)$", case.program, re.M)
    with tempfile.TemporaryDirectory() as directory:
        for name, content in text.items():
            path = Path(directory, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        Path(directory, "herd.lock").write_text(LOCK.read_text())
        words = [herdc, "check", "--print=model"] + (flags[1].split() if flags else [])
        done = subprocess.run(words, cwd=directory, capture_output=True, text=True, timeout=120)
        if done.returncode not in (0, 1):
            return [f"exit code {done.returncode}", done.stderr]
        whole = subprocess.run([herdc, "check"] + words[3:], cwd=directory, capture_output=True, text=True, timeout=120)
    errors = sorted(f"{code} {int(line) - (offset if name == 'cluster.herd' else 0)}"
                    for name, line, code in ERROR.findall(whole.stderr))
    errors += [f"{code} 0" for code in NOWHERE.findall(whole.stderr)]
    wanted = sorted(line for line in case.expected if line.startswith("HERD"))
    wrong = [] if errors == wanted else [f"wanted {wanted or 'no error'}, got {errors}", whole.stderr]
    model = read_model(done.stdout)
    for line in case.expected:
        if line.startswith("no "):
            if line[3:] in model:
                wrong.append(f"there is {line[3:]} = {model[line[3:]]}")
        elif not line.startswith("HERD"):
            name, value = line.split(" = ", 1)
            if model.get(name) != value:
                wrong.append(f"wanted {line}, got {model.get(name)}")
    return wrong


def main():
    herdc = str(Path(sys.argv[1]).resolve())
    topics = sys.argv[2:] or sorted({path.stem for path in HERE.glob("*/*.txt")})
    passed = failed = 0
    for topic in topics:
        found = list(cases(topic))
        if not found:
            sys.exit(f"there is no topic {topic}")
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda case: run(herdc, case), found))
        for case, wrong in zip(found, results):
            failed += bool(wrong)
            passed += not wrong
            if wrong:
                print(f"FAIL {topic}: {case.title}\n" + "\n".join("    " + line for part in wrong
                                                                   for line in str(part).splitlines()))
    print(f"{passed} cases passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
