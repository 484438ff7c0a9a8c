#!/usr/bin/env python3
"""Holds three tables of "who may include whom" against each other: the block ```layers of docs/architecture.md, the
CMake files of compiler/, and the #include lines of the sources; then the fences around third-party headers.

  layers.py ROOT              prints each disagreement; exit code 1 when there is one
  layers.py --try ROOT        makes mistakes in a copy of ROOT, one at a time, and fails when one is not found
"""
import re
import shutil
import sys
import tempfile
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)
PAGE = "docs/architecture.md"

# Third-party headers, by the beginning of their names, and the only files or folders (with a final /) that see them.
FENCES = {
    "antlr4-runtime.h": ["compiler/syntax/antlr/"],
    "Herd.h": ["compiler/syntax/antlr/"],
    "nlohmann/": ["compiler/base/json.cpp", "compiler/base/data_json.cpp"],
    "openssl/": ["compiler/base/hash.cpp"],
    "boost/": ["compiler/graph/dependency_graph.cpp"],
    "CLI/": ["compiler/driver/options.cpp"],
    "yaml-cpp/": ["compiler/base/data_yaml.cpp"],
    "catch2/": ["tests/unit/"],
}


def sources(root, folder):
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".cpp", ".h", ".def"))


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def documented(root):
    page = (root / PAGE).read_text(encoding="utf-8")
    block = re.search(r"^```layers\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    if block is None:
        return None
    table = {}
    for line in block.group(1).splitlines():
        layer, _, included = line.partition(":")
        table[layer.strip()] = set(included.split())
    return table


def built(root):
    """The same table from CMake: herdc_layer(NAME INCLUDES A B …), and what all backends link."""
    text = (root / "compiler/CMakeLists.txt").read_text(encoding="utf-8")
    table = {}
    for words in re.findall(r"^herdc_layer\(([^)]*)\)", text, re.MULTILINE):
        name, *rest = words.split()
        taken = rest[rest.index("INCLUDES") + 1:] if "INCLUDES" in rest else []
        table[name] = set(taken[:taken.index("FENCE")] if "FENCE" in taken else taken)
    text = (root / "compiler/backend/CMakeLists.txt").read_text(encoding="utf-8")
    for target in ("herdc_backend", r"herdc_backend_\$\{name\}"):
        linked = re.search(rf"^\s*target_link_libraries\({target} PUBLIC ([a-z_ ]+) PRIVATE", text, re.MULTILINE)
        table.setdefault("backend", set()).update(
            word.removeprefix("herdc_") for word in (linked.group(1).split() if linked else []))
    return table


def closure(table, layer, path=()):
    """All that a layer may include; None when it may include itself by way of others."""
    found = set()
    for below in table.get(layer, ()):
        if below in path:
            return None
        deeper = closure(table, below, path + (below,))
        if deeper is None:
            return None
        found |= {below} | deeper
    return found


def table_problems(root, table):
    for layer, included in sorted(built(root).items()):
        if table.get(layer) != included:
            yield (f"compiler/CMakeLists.txt: {layer} includes {sorted(included)}, and {PAGE} says "
                   f"{sorted(table.get(layer, []))}")
    folders = {path.name for path in (root / "compiler").iterdir() if path.is_dir()}
    for layer in sorted(folders ^ set(table)):
        yield f"{PAGE}: the layer {layer} is " + ("not in the table" if layer in folders else "no folder of compiler/")
    for layer in sorted(table):
        if closure(table, layer, (layer,)) is None:
            yield f"{PAGE}: {layer} includes itself in a circle"


def backend_of(path):
    parts = path.split("/")
    return parts[2] if len(parts) > 3 and parts[:2] == ["compiler", "backend"] else None


def include_problems(root, table):
    for path in sources(root, "compiler"):
        name = path.relative_to(root).as_posix()
        layer = name.split("/")[1]
        if layer not in table:
            continue  # main.cpp, which may include everything
        allowed = (closure(table, layer, (layer,)) or set()) | {layer}
        for header in includes(path):
            parts = header.split("/")
            if parts[0] == "tests":
                yield f"{name}: the compiler includes {header}"
            if parts[0] != "compiler":
                continue
            if parts[1] not in allowed:
                yield f"{name}: {layer} may not include {header}"
            if backend_of(name) and backend_of(header) not in (None, backend_of(name)):
                yield f"{name}: a backend includes another one, {header}"
            if header.startswith("compiler/syntax/antlr/") and not header.endswith("tree.h") \
                    and not name.startswith("compiler/syntax/antlr/"):
                yield f"{name}: {header} is behind the fence; tree.h is what others may see"


def fence_problems(root):
    for folder in ("compiler", "tests"):
        for path in sources(root, folder):
            name = path.relative_to(root).as_posix()
            for header in includes(path):
                for fenced, inside in FENCES.items():
                    if header.startswith(fenced) and not any(
                            name == one or (one.endswith("/") and name.startswith(one)) for one in inside):
                        yield f"{name}: only {', '.join(inside) or 'nobody'} may include {header}"


def problems(root):
    table = documented(root)
    if table is None:
        return [f"{PAGE} has no block that begins with ```layers"]
    return [*table_problems(root, table), *include_problems(root, table), *fence_problems(root)]


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def replace(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{path} has no {before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


# What is done to the copy, and words of the sentence that must follow.
MISTAKES = [
    (lambda root: append(root / "compiler/base/text.h", '#include "compiler/source/span.h"\n'), "base may not include"),
    (lambda root: append(root / "compiler/graph/dependency_graph.h", '#include "compiler/syntax/ast.h"\n'),
     "graph may not include"),
    (lambda root: append(root / "compiler/backend/docker/limits.h", '#include "compiler/syntax/ast.h"\n'),
     "backend may not include"),
    (lambda root: append(root / "compiler/backend/docker/limits.h", '#include "compiler/backend/other/x.h"\n'),
     "a backend includes another one"),
    (lambda root: append(root / "compiler/model/value.h", "#include <nlohmann/json.hpp>\n"), "only compiler/base/json"),
    (lambda root: append(root / "compiler/syntax/parse.cpp", "#  include <antlr4-runtime.h>\n"),
     "only compiler/syntax/antlr/"),
    (lambda root: append(root / "compiler/source/span.h", '#include "tests/support/files.h"\n'),
     "the compiler includes tests"),
    (lambda root: replace(root / "compiler/CMakeLists.txt", "herdc_layer(source INCLUDES base)",
                          "herdc_layer(source INCLUDES base model)"), "source includes ['base', 'model']"),
    (lambda root: replace(root / PAGE, "\nsource: base\n", "\nsource: base driver\n"), "in a circle"),
    (lambda root: (root / "compiler/extra").mkdir(), "extra is not in the table"),
]


def try_mistakes(root):
    missed = []
    for make, expected in MISTAKES:
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory)
            for part in ("compiler", "tests/support"):
                shutil.copytree(root / part, copy / part)
            (copy / "docs").mkdir()
            shutil.copy(root / PAGE, copy / PAGE)
            make(copy)
            found = problems(copy)
            if not any(expected in line for line in found):
                missed.append(f"not found: {expected}; instead: {found}")
    return missed


def main(words):
    found = try_mistakes(Path(words[2])) if words[1:2] == ["--try"] else problems(Path(words[1]))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
