#!/usr/bin/env python3
"""Laws of the language on random programs: laws.py HERDC [PROGRAMS [SEED]].

A program and its rewriting must come to the same model and the same tree, byte for byte, apart from what the manifest
says of the sources. A broken law prints both programs and what differs.
"""
import copy
import difflib
import json
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import random_programs as programs

LOCK = Path(__file__).resolve().parents[2] / "examples/factual/herd.lock"


def compiled(herdc, files, flags=()):
    """{file of the tree: text}, and the model under "model"; SystemExit with the messages when it does not compile."""
    with tempfile.TemporaryDirectory() as directory:
        for name, text in files.items():
            Path(directory, name).write_text(text)
        Path(directory, "herd.lock").write_text(LOCK.read_text())
        words = [herdc, "build", *flags, "-o", "tree"]
        for extra in (["--print=model"], []):
            done = subprocess.run(words + extra, cwd=directory, capture_output=True, text=True, timeout=120)
            if done.returncode != 0:
                raise ValueError(done.stderr)
            model = done.stdout if extra else model
        tree = {str(path.relative_to(directory)).replace("/demo-staging/", "/demo/"): path.read_text()
                for path in sorted(Path(directory, "tree").rglob("*")) if path.is_file()}
    for name, text in tree.items():
        if name.endswith("herd.manifest.json"):
            manifest = json.loads(text)
            tree[name] = json.dumps({key: value for key, value in manifest.items() if key not in ("sources", "inputs")})
    return tree | {"model": plain(model)}


def plain(model):
    """Blocks in the order of their names. Whether a value is the schema's own is no part of the laws."""
    blocks = re.split(r"^(?=\S)", model.replace(" # default", ""), flags=re.M)
    return "".join(sorted(block.rstrip("\n") + "\n" for block in blocks))


def difference(one, other):
    out = []
    for name in sorted(one.keys() | other.keys()):
        left, right = one.get(name, ""), other.get(name, "")
        out += difflib.unified_diff(left.splitlines(), right.splitlines(), f"{name} of the program",
                                    f"{name} of its rewriting", lineterm="", n=1)
    return out


# --- the laws: each takes a program, and gives the files and flags of an equal one ---

def any_order(program, rng):
    """The order of declarations, of what stands in a block, and the files they stand in never matter."""
    declarations = copy.deepcopy(program)
    rng.shuffle(declarations)
    for declaration in declarations:
        rng.shuffle(declaration.items)
    files = {"cluster.herd": [], "more.herd": [], "rest.herd": []}
    for declaration in declarations:
        files[rng.choice(list(files))].append(declaration)
    texts = {name: programs.text(part) for name, part in files.items()}
    texts["cluster.herd"] = 'use "more.herd"\nuse "rest.herd"\n' + texts["cluster.herd"]
    return texts, ()


def empty_environment(program, rng):
    """An environment that says nothing changes nothing."""
    return {"cluster.herd": programs.text(program) + "environment staging { }\n"}, ("--env", "staging")


def same_value(program, rng):
    """A change to the same value changes nothing."""
    changes = ['  change every service { restart = "always" }\n']
    for declaration in program:
        fields = [item for item in declaration.items if re.match(r"\w+ += ", item) or re.match(r"\w+ \{", item)]
        there = declaration.is_block and not declaration.loop and not declaration.condition
        if there and fields and rng.random() < 0.7:
            chosen = rng.sample(fields, rng.randint(1, len(fields)))
            changes.append(f"  change {declaration.name} {{\n    " + "\n    ".join(chosen) + "\n  }\n")
    return ({"cluster.herd": programs.text(program) + "environment staging {\n" + "".join(changes) + "}\n"},
            ("--env", "staging"))


def conditions(program, rng):
    """`if true` changes nothing, and what stands behind `if false` is not there."""
    declarations = copy.deepcopy(program)
    for declaration in declarations:
        items = []
        for item in declaration.items:
            if re.match(r"(env|labels|ports|mounts|route \S+) \{", item) and rng.random() < 0.6:
                item = re.sub(r"^(route \S+|\w+) \{", r"\1 if 1 < 2 {", item)
                if rng.random() < 0.5:
                    items.append(re.sub(r" if 1 < 2 \{", " if 2 < 1 {", item))
            items.append(item)
        declaration.items = items
    declarations.append(programs.Declaration("volume", "absent", ['host_path = "/srv/absent"'], condition="2 < 1"))
    return {"cluster.herd": programs.text(declarations)}, ()


def other_names(program, rng):
    """What a let is called does not matter, nor a let, a param or a component that nobody uses."""
    text = programs.text(program)
    for name in programs.lets(program):
        text = re.sub(rf"((?<![\w.\"/-])|(?<=\.\.)){name}(?![\w\"/-])", f"renamed_{name}", text)
    return {"cluster.herd": text + 'let unread = [1, 2]\nparam unasked : int = 3\n'
            'component volume unused { host_path = "/srv/unused" }\n'}, ()


def comprehensions(program, rng):
    """A list or a map as a comprehension over its own elements is the same."""
    declarations = copy.deepcopy(program)
    for declaration in declarations:
        declaration.items = [re.sub(r"^(args|labels|env) = (.*)$",
                                    lambda m: f"{m[1]} = [for x in {m[2]}: x]" if m[1] == "args"
                                    else f'{m[1]} = {{for k, v in {m[2]}: "\\(k)" = v}}', item)
                             for item in declaration.items]
    return {"cluster.herd": programs.text(declarations)}, ()


LAWS = [any_order, empty_environment, same_value, conditions, other_names, comprehensions]


# --- layers ---

def layered(rng):
    """Layers of one service, and the groupings of them that must come to the same."""
    layers = [programs.random_layer(rng) for _ in range(rng.randint(2, 5))]
    whole = programs.fold(layers)
    yield programs.stack([whole])
    yield programs.stack(layers)
    for _ in range(3):
        yield programs.stack(programs.grouped(layers, rng))
    yield programs.stack(layers[:-1], change=layers[-1])
    grouped = programs.grouped(layers[:-1], rng) if len(layers) > 2 else layers[:-1]
    yield programs.stack(grouped, change=layers[-1])


def compare(law, files, other, herdc, flags, other_flags):
    try:
        lines = difference(compiled(herdc, files, flags), compiled(herdc, other, other_flags))
    except ValueError as error:
        lines = str(error).splitlines()
    if not lines:
        return []
    show = [f"--- {name}\n{text}" for part in (files, other) for name, text in part.items()]
    return [f"FAIL {law}", *show, *lines]


def try_seed(herdc, seed):
    rng = random.Random(seed)
    program = programs.random_program(rng)
    files = {"cluster.herd": programs.text(program)}
    wrong = []
    for law in LAWS:
        other, flags = law(program, rng)
        wrong += compare(f"{law.__name__}, seed {seed}", files, other, herdc, (), flags)
    first, *rest = layered(rng)
    for number, (other, flags) in enumerate(rest):
        wrong += compare(f"layers {number}, seed {seed}", first[0], other, herdc, first[1], flags)
    return wrong


def main():
    herdc = str(Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with ThreadPoolExecutor(4) as pool:
        wrong = [line for lines in pool.map(lambda seed: try_seed(herdc, seed), range(first, first + count))
                 for line in lines]
    print("\n".join(wrong[:2000]) or f"{count} random programs keep the {len(LAWS) + 1} laws")
    sys.exit(bool(wrong))


main()
