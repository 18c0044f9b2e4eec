#!/usr/bin/env python3
"""Writes a made-up archive to measure builds with: the same words for the same seed, nothing taken from anywhere."""

import argparse
import json
import os
import random

KINDS = ["person", "place", "event", "institution", "concept"]
SYLLABLES = [a + b for a in "b d f g k l m n p r s t v".split() for b in "a e i o u ai or en".split()]
WORKS = 500
HAN = "天地人国家中外交通城市港口政府会议合作发展经济文化学校民间友好关系北南东西江河海山"


def words(rng, count, han):
    """Running text; a share of it in Han."""
    out = []
    for _ in range(count):
        if rng.random() < han:
            out.append("".join(rng.choice(HAN) for _ in range(rng.randint(2, 4))))
        else:
            out.append("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3))))
    return out


def title(rng, number):
    return " ".join(word.capitalize() for word in words(rng, rng.randint(1, 3), 0)) + f" {number}"


def paragraph(rng, links, han):
    text = words(rng, rng.randint(60, 110), han)
    for link in links:
        text.insert(rng.randrange(len(text)), link)
    if rng.random() < 0.3:
        text.insert(rng.randrange(len(text)), f"*{' '.join(words(rng, 2, 0))}*")
    return " ".join(text).capitalize() + "."


def is_draft(number):
    return number % 50 == 7


def cite(rng):
    """A work and a page in it."""
    return f"work{rng.randrange(WORKS)}, p. {rng.randint(1, 300)}"


def library(rng):
    """Works; every tenth shares author and year with the one before it."""
    entries = []
    for number in range(WORKS):
        if number % 10 != 9:
            author, year = f"{words(rng, 1, 0)[0].capitalize()}, {words(rng, 1, 0)[0].capitalize()}", rng.randint(1950, 2024)
        heading = " ".join(words(rng, 5, 0)).capitalize()
        entries.append(f"@book{{work{number}, author = {{{author}}}, title = {{{heading}}}, year = {year}, publisher = {{Press}}}}")
    return "\n".join(entries) + "\n"


def note(rng, number, ids, full, flavour):
    """A note as the program of that flavour reads it; what is drawn does not depend on which."""
    kind = KINDS[number % len(KINDS)]
    han = 0.3 if full else 0.05
    front = {"title": title(rng, number), "summary": " ".join(words(rng, 14, 0)) + "."}
    front["when"] = f"{rng.randint(1840, 2020)}-{rng.randint(1, 12):02}"
    front["tags"] = [f"tag-{rng.randrange(200):03}" for _ in range(3)]
    if full and rng.random() < 0.3:
        front["aliases"] = [f"Alias {number}"]
    if full and rng.random() < 0.05:
        front["size"] = f"[{{value: {number}, cite: '@{cite(rng)}'}}, {{value: {number + 1}, cite: '@{cite(rng)}'}}]"
    if full and is_draft(number):
        front["status"] = "draft"
    if full:
        claim = f"{' '.join(words(rng, 12, han))}.\n    cite: '@{cite(rng)}'\n    type: fact"
        front["claims"] = f"\n  - id: c{number}\n    text: {claim}"
    front["related"] = [rng.choice(ids) for _ in range(2)]
    body = []
    targets = [rng.choice(ids) for _ in range(8)]
    if full and rng.random() < 0.2:
        targets[0] = ids[0]
    for section in range(4):
        body.append(f"## {' '.join(words(rng, 3, 0)).capitalize()}")
        for half in range(2):
            links = [flavour.link(target) for target in targets[section * 2 + half :][:1]]
            if full and section < 3 and half == 0:
                links.append(f"[@{cite(rng)}]")
            body.append(paragraph(rng, links, han))
    if rng.random() < 0.2:
        body.append("```python\n" + "\n".join(f"def f{n}(x):\n    return x + {n}" for n in range(3)) + "\n```")
    if rng.random() < 0.2:
        cell = lambda: " ".join(words(rng, 2, 0))
        body.append("| a | b |\n|---|--:|\n" + "\n".join(f"| {cell()} | {n} |" for n in range(4)))
    if rng.random() < 0.3:
        body.append(f"A remark.[^1]\n\n[^1]: {' '.join(words(rng, 12, han))}.")
    if full and rng.random() < 0.05:
        shown = [name for at, name in enumerate(ids[:200]) if not is_draft(at)]
        body.append(f"![[{rng.choice(shown)}]]")
    if full and rng.random() < 0.02:
        body.append(f"```index\nfrom: {kind}\nwhere: {{tags: tag-{rng.randrange(200):03}}}\ncolumns: [title, when]\nlimit: 20\n```")
    return flavour.front(kind, front) + "\n\n".join(body) + "\n"


class Casebook:
    """The archive itself."""

    def link(self, target):
        return f"[[{target}|{target.split('/')[1]}]]"

    def front(self, _kind, front):
        value = lambda value: f"[{', '.join(value)}]" if isinstance(value, list) else value
        lines = [f"{key}:{'' if key == 'claims' else ' '}{value(given)}" for key, given in front.items()]
        return "---\n" + "\n".join(lines) + "\n---\n"

    def around(self, out, full, seed):
        write(out, "casebook.yaml", "title: A made-up archive\nbase_url: https://example.org/\nlints: {link-to-draft: allow}\n")
        for kind in KINDS:
            fields = "  when: {type: date}\n  size: {type: integer}\n  related: {type: reference, many: true}\n"
            index = "index:\n  columns: [title, when, related, tags]\n  facets: [tags]\n"
            write(out, f"content/{kind}/_kind.yaml", f"name: {kind}\nfields:\n{fields}{index}")
        if full:
            write(out, "content/references.bib", library(random.Random(seed)))


class Hugo:
    """The same notes for Hugo; `themes/hugo` makes pages of them."""

    def link(self, target):
        return f"[{target.split('/')[1]}](/{target}.md)"

    def front(self, kind, front):
        lines = [f"title: {json.dumps(front['title'])}", f"summary: {json.dumps(front['summary'])}", f"date: {front['when']}-01"]
        lines += [f"kind: {kind}", f"tags: [{', '.join(front['tags'])}]", f"related: [{', '.join(front['related'])}]"]
        return "---\n" + "\n".join(lines) + "\n---\n"

    def around(self, out, _full, _seed):
        write(out, "content/_index.md", "---\ntitle: A made-up archive\n---\n")
        for kind in KINDS:
            write(out, f"content/{kind}/_index.md", f"---\ntitle: {kind}\n---\n")


class Zola:
    """The same notes for Zola; `themes/zola` makes pages of them."""

    def link(self, target):
        return f"[{target.split('/')[1]}](@/{target}.md)"

    def front(self, kind, front):
        listed = lambda values: "[" + ", ".join(json.dumps(value) for value in values) + "]"
        lines = [f"title = {json.dumps(front['title'])}", f"description = {json.dumps(front['summary'])}"]
        lines += [f"date = {front['when']}-01", f"taxonomies.tags = {listed(front['tags'])}"]
        lines += [f"extra.kind = {json.dumps(kind)}", f"extra.related = {listed(front['related'])}"]
        return "+++\n" + "\n".join(lines) + "\n+++\n"

    def around(self, out, _full, _seed):
        write(out, "content/_index.md", '+++\ntitle = "A made-up archive"\n+++\n')
        for kind in KINDS:
            write(out, f"content/{kind}/_index.md", f'+++\ntitle = "{kind}"\nsort_by = "date"\n+++\n')


FLAVOURS = {"casebook": Casebook(), "hugo": Hugo(), "zola": Zola()}


def write(out, path, text):
    path = os.path.join(out, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, required=True)
    parser.add_argument("--profile", choices=["plain", "full"], default="plain", help="full: all that casebook knows")
    parser.add_argument("--flavour", choices=FLAVOURS, default="casebook", help="whose syntax; the others' profile is plain")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    flavour, full = FLAVOURS[options.flavour], options.profile == "full"
    if full and options.flavour != "casebook":
        parser.error(f"{options.flavour} has no words for what the profile full adds")
    rng = random.Random(options.seed)
    ids = [f"{KINDS[n % len(KINDS)]}/n{n}" for n in range(options.notes)]
    flavour.around(options.out, full, options.seed)
    for number, name in enumerate(ids):
        write(options.out, f"content/{name}.md", note(rng, number, ids, full, flavour))


if __name__ == "__main__":
    main()
