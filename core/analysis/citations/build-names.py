#!/usr/bin/env python3
"""Remakes names.json from the Free Law Project's lists of reporters, journals, laws and courts.

pip download --no-deps --dest DIR reporters-db courts-db; unzip both there; make-names.py DIR > names.json
"""
import glob, json, re, sys

folder = sys.argv[1]


def load(path):
    with open(f"{folder}/{path}") as file:
        return json.load(file)


def key(name):
    """What the scanner compares: letters, digits and &, without what stands in parentheses."""
    return re.sub(r"[^A-Za-z0-9&]", "", re.sub(r"\([^)]*\)", "", name))


def licence(package):
    with open(glob.glob(f"{folder}/{package}-*.dist-info/licenses/LICENSE")[0]) as file:
        return file.read().strip()


def versions():
    found = [re.search(r"/([a-z_]+)-([\d.]+)\.dist-info", path) for path in glob.glob(f"{folder}/*.dist-info")]
    return ", ".join(sorted(f"{m[1]} {m[2]}" for m in found if m and m[1] in ("reporters_db", "courts_db")))


def by_paragraph(edition):
    """Loose-leaf services: what is cited is a paragraph ("¶ 95,123"), often without a volume."""
    return any("cch" in form or "paragraph" in form for form in edition.get("regexes") or [])


entries, taken = {}, set()


def add(kind, canonical, names):
    """The first to take a key keeps it: editions come before variations, federal reporters before the rest."""
    for name in names:
        if key(name) and (key(name) not in taken):
            taken.add(key(name))
            entries.setdefault((kind, canonical), []).append(name)


def kind_of(name, record):
    if "LEXIS" in name or name == "WL":
        return "n"
    return "n" if record["cite_type"] == "neutral" else "c"


reporters = [record for records in load("reporters_db/data/reporters.json").values() for record in records]
reporters.sort(key=lambda record: record["cite_type"] != "federal")
for record in reporters:
    for edition in record["editions"]:
        add(kind_of(edition, record), edition, [edition])
for name, records in load("reporters_db/data/laws.json").items():
    for record in records:
        kind = {"leg_session": "l", "admin_register": "g"}.get(record["cite_type"])
        if kind:
            add(kind, name, [name, *record["variations"]])
for record in reporters:
    for variation, canonical in record["variations"].items():
        add(kind_of(canonical, record), canonical, [variation])
for name, records in load("reporters_db/data/journals.json").items():
    add("j", name, [name, *(v for record in records for v in record["variations"])])

courts = {}
for court in load("courts_db/data/courts.json"):
    if court.get("citation_string"):
        courts.setdefault(court["citation_string"], f'{court["id"]}|{court["name"]}')

json.dump(
    {
        "source": f"{versions()} of the Free Law Project",
        "license": f'{licence("reporters_db")}\n\n{licence("courts_db")}',
        "reporters": ["|".join([kind, canonical, *names]) for (kind, canonical), names in sorted(entries.items())],
        "courts": [f"{cite}|{rest}" for cite, rest in sorted(courts.items())],
        "byParagraph": sorted(
            {name for record in reporters for name, edition in record["editions"].items() if by_paragraph(edition)}
        ),
        "states": load("reporters_db/data/state_abbreviations.json"),
    },
    sys.stdout,
    ensure_ascii=False,
    indent=0,
)
