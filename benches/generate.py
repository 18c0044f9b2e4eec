#!/usr/bin/env python3
"""Writes a made-up archive to measure builds with: the same words for the same seed, nothing taken from anywhere."""

import argparse
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


def note(rng, number, ids, full):
    kind = KINDS[number % len(KINDS)]
    han = 0.3 if full else 0.05
    front = [f"title: {title(rng, number)}", f"summary: {' '.join(words(rng, 14, 0))}."]
    front.append(f"when: {rng.randint(1840, 2020)}-{rng.randint(1, 12):02}")
    front.append("tags: [" + ", ".join(f"tag-{rng.randrange(200):03}" for _ in range(3)) + "]")
    if full and rng.random() < 0.3:
        front.append(f"aliases: [Alias {number}]")
    if full and rng.random() < 0.05:
        front.append(f"size: [{{value: {number}, cite: '@{cite(rng)}'}}, {{value: {number + 1}, cite: '@{cite(rng)}'}}]")
    if full and is_draft(number):
        front.append("status: draft")
    if full:
        front.append(f"claims:\n  - id: c{number}\n    text: {' '.join(words(rng, 12, han))}.\n    cite: '@{cite(rng)}'\n    type: fact")
    front.append("related: [" + ", ".join(rng.choice(ids) for _ in range(2)) + "]")
    body = []
    targets = [rng.choice(ids) for _ in range(8)]
    if full and rng.random() < 0.2:
        targets[0] = ids[0]
    for section in range(4):
        body.append(f"## {' '.join(words(rng, 3, 0)).capitalize()}")
        for half in range(2):
            links = [f"[[{target}|{target.split('/')[1]}]]" for target in targets[section * 2 + half :][:1]]
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
    return kind, "---\n" + "\n".join(front) + "\n---\n" + "\n\n".join(body) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, required=True)
    parser.add_argument("--profile", choices=["plain", "full"], default="plain")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    ids = [f"{KINDS[n % len(KINDS)]}/n{n}" for n in range(options.notes)]
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "casebook.yaml"), "w") as file:
        file.write("title: A made-up archive\nbase_url: https://example.org/\nlints: {link-to-draft: allow}\n")
    for kind in KINDS:
        folder = os.path.join(options.out, "content", kind)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "_kind.yaml"), "w") as file:
            file.write(f"name: {kind}\nfields:\n  when: {{type: date}}\n  size: {{type: integer}}\n")
            file.write("  related: {type: reference, many: true}\nindex:\n  columns: [title, when, related, tags]\n  facets: [tags]\n")
    if options.profile == "full":
        with open(os.path.join(options.out, "content", "references.bib"), "w") as file:
            file.write(library(random.Random(options.seed)))
    for number, name in enumerate(ids):
        kind, text = note(rng, number, ids, options.profile == "full")
        with open(os.path.join(options.out, "content", name + ".md"), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
