#!/usr/bin/env python3
"""The tables of docs/language.md say what compiler/schema/blocks.def says.

  tests/architecture/reference.py ROOT    compares; with HERDC_UPDATE=1 writes them anew
"""
import os
import re
import sys
from pathlib import Path

TEXT = r'"((?:[^"\\]|\\.)*)"'
KIND = re.compile(rf'^KIND\((\w+), {TEXT}\)$')
RECORD = re.compile(rf'^RECORD\((\w+), (""|\w+), {TEXT}\)$')
FIELD = re.compile(rf'^FIELD\((\w+), (\w+), {TEXT}, {TEXT}, ([\w |]+), {TEXT}\)$')
BEGIN, END = "From `compiler/schema/blocks.def`.", "\n## Grammar\n"


def unescaped(text):
    return re.sub(r"\\(.)", r"\1", text)


def sentence(doc):
    return doc[0].upper() + doc[1:] + "."


def read(path):
    shapes = {}
    for line in path.read_text().splitlines():
        if kind := KIND.match(line):
            shapes[kind[1]] = {"title": f"`{kind[1]}`", "doc": sentence(unescaped(kind[2])), "rows": [], "kind": True}
        elif record := RECORD.match(line):
            doc = sentence(unescaped(record[3]))
            if record[2] != '""':
                doc += f" A bare value stands for `{record[2]}`."
            shapes[record[1]] = {"title": f"record `{record[1]}`", "doc": doc, "rows": [], "kind": False}
        elif field := FIELD.match(line):
            shapes[field[1]]["rows"].append(row(*(unescaped(part) for part in field.groups()[1:])))
        elif line.startswith(("KIND(", "RECORD(", "FIELD(")):
            sys.exit(f"cannot read this row: {line}")
    return shapes


def row(name, kind, default, rules, doc):
    cell = "required" if "required" in rules else f"`{default}`" if default else ""
    kind = kind.replace("|", r"\|")
    return f"| `{name}` | `{kind}` | {cell} | {'yes' if 'varies' in rules else ''} | {doc} |"


def tables(shapes):
    ordered = [s for s in shapes.values() if s["kind"]] + [s for s in shapes.values() if not s["kind"]]
    text = ""
    for shape in ordered:
        text += f"\n### {shape['title']}\n\n{shape['doc']}\n\n"
        if not shape["rows"]:
            text += "It has no fields.\n"
            continue
        text += "| field | type | default | per host | meaning |\n|---|---|---|---|---|\n"
        text += "\n".join(shape["rows"]) + "\n"
    return text


def main():
    root = Path(sys.argv[1])
    page = root / "docs/language.md"
    text = page.read_text()
    start = text.index("\n### ", text.index(BEGIN))
    end = text.index(END)
    wanted = text[:start] + tables(read(root / "compiler/schema/blocks.def")) + text[end:]
    if text == wanted:
        return
    if os.environ.get("HERDC_UPDATE") == "1":
        page.write_text(wanted)
        return
    for old, new in zip(text.splitlines(), wanted.splitlines()):
        if old != new:
            sys.exit(f"docs/language.md is not what blocks.def says:\n  it has   {old}\n  wanted   {new}\n"
                     "HERDC_UPDATE=1 writes the tables anew")
    sys.exit("docs/language.md is not what blocks.def says; HERDC_UPDATE=1 writes the tables anew")


main()
