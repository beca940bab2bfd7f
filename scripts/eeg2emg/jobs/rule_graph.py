"""The rules of the workflow: what each does, and which come before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any, NamedTuple

_WILDCARD = re.compile(r"\{(\w+)[^{}]*\}")
_NAMES = re.compile(r"\{\w+,\s*([\w|-]+)\}")
_SAMPLE = "x"

FILES_OF_A_KIND = 50
"""Of so many files of one folder and ending a rule is told: a thousand recordings tell no more."""


class RuleInWords(NamedTuple):
    """A rule: its name, what it does, and the names of the rules whose files it reads."""

    name: str
    does: str
    after: list[str]


def rules_in_words(
    rules: Mapping[str, Any], wildcards: Mapping[str, str], *, of: Iterable[str]
) -> list[RuleInWords]:
    """Describe the rules that some need, each behind all whose files it reads.

    Parameters
    ----------
    rules : mapping of str to object
        Snakemake's own rules by name: docstring, input, output.
    wildcards : mapping of str to str
        An example of each wildcard, with which inputs that are functions are asked.
    of : iterable of str
        Names of the rules that end it.

    Returns
    -------
    list of RuleInWords
        Those of `of`, and all that these need.
    """
    making = {name: rule for name, rule in rules.items() if len(rule.output)}
    patterns = {name: _patterns(rule) for name, rule in making.items()}
    described: dict[str, RuleInWords] = {}

    def describe(name: str) -> None:
        read = _samples(_files(making[name].input, wildcards))
        after = [
            other
            for other in making
            if other != name
            and any(pattern.fullmatch(path) for pattern in patterns[other] for path in read)
        ]
        for other in after:
            if other not in described:
                describe(other)
        does = " ".join((making[name].docstring or "").split())
        described[name] = RuleInWords(name, does, after)

    for name in of:
        if name in making and name not in described:
            describe(name)
    return list(described.values())


def without_detours(rules: Iterable[RuleInWords]) -> dict[str, list[str]]:
    """Keep of what each rule reads the rules that no other rule among them has read already.

    Parameters
    ----------
    rules : iterable of RuleInWords
        Each behind all that it needs.

    Returns
    -------
    dict of str to list of str
        By rule, those that come right before it.
    """
    before: dict[str, set[str]] = {}
    direct = {}
    for rule in rules:
        known = [name for name in rule.after if name in before]
        direct[rule.name] = [
            name for name in known if not any(name in before[other] for other in known)
        ]
        before[rule.name] = set(known).union(*(before[name] for name in known))
    return direct


def _files(asked: Any, wildcards: Mapping[str, str]) -> Iterable[str]:
    """List the files of an input, of functions those that they give for the example."""
    if asked is None:
        return
    # A function that is to be unpacked is wrapped in text, and that in a file of Snakemake's.
    wrapped = getattr(asked, "_file", asked)
    function = wrapped if callable(wrapped) else getattr(wrapped, "callable", None)
    if function is not None:
        yield from _files(function(SimpleNamespace(**wildcards)), wildcards)
    elif isinstance(asked, Mapping):
        for item in asked.values():
            yield from _files(item, wildcards)
    elif isinstance(asked, str | PurePath):
        yield str(asked)
    else:
        for item in asked:
            yield from _files(item, wildcards)


def _samples(files: Iterable[str]) -> list[str]:
    """Keep some files of each kind and folder, with the example's name in place of wildcards."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in files:
        path = PurePath(_WILDCARD.sub(_SAMPLE, file))
        kept = found.setdefault((str(path.parent), path.suffix), [])
        if len(kept) < FILES_OF_A_KIND:
            kept.append(str(path))
    return [file for kept in found.values() for file in kept]


def _patterns(rule: Any) -> list[re.Pattern[str]]:
    """Make of each output what matches the paths that it stands for."""
    patterns = []
    for file in rule.output:
        text = str(file)
        fixed = map(re.escape, _WILDCARD.split(text)[::2])
        values = (_values(found.group()) for found in _WILDCARD.finditer(text))
        patterns.append(re.compile("".join(map("".join, zip_longest(fixed, values, fillvalue="")))))
    return patterns


def _values(wildcard: str) -> str:
    """Give what a wildcard stands for: one of some names, or whatever lies in one folder."""
    names = _NAMES.fullmatch(wildcard)
    return f"(?:{names[1]}|{_SAMPLE})" if names else "[^/]*"
