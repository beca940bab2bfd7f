"""The rules of the workflow: what each does, and which come before it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_WILDCARD = re.compile(r"\{(\w+)[^{}]*\}")


class RuleInWords(NamedTuple):
    """A rule: its name, what it does, and the names of the rules whose files it reads."""

    name: str
    does: str
    after: list[str]


def rules_in_words(rules: Iterable[Any]) -> list[RuleInWords]:
    """Describe the rules that make files, in the order of the workflow.

    Parameters
    ----------
    rules : iterable
        Snakemake's own rules: name, docstring, input, output.

    Returns
    -------
    list of RuleInWords
        What a rule asks for by a function is known only when it runs, so it is not followed.
    """
    making = [rule for rule in rules if len(rule.output)]
    described = []
    for rule in making:
        read = _samples(rule.input)
        after = [
            other.name
            for other in making
            if other.name != rule.name
            and any(pattern.fullmatch(path) for pattern in _patterns(other) for path in read)
        ]
        does = " ".join((rule.docstring or "").split())
        described.append(RuleInWords(str(rule.name), does, after))
    return described


def _samples(files: Iterable[Any]) -> list[str]:
    """Name one file of each kind and folder: of a thousand recordings, one tells the rule."""
    found: dict[tuple[str, str, str], str] = {}
    for file in files:
        if callable(file):
            continue
        path = PurePath(_WILDCARD.sub("x", str(file)))
        kind = path.name.rpartition("_")[2] if "_" in path.name else path.suffix
        found.setdefault((str(path.parent), kind, path.suffix), str(path))
    return list(found.values())


def _patterns(rule: Any) -> list[re.Pattern[str]]:
    """Make of each output what matches the paths that it stands for."""
    patterns = []
    for file in rule.output:
        pieces = _WILDCARD.split(str(file))
        # Between the fixed pieces stand the names of wildcards, of which any value will do.
        patterns.append(re.compile("[^/]*".join(map(re.escape, pieces[::2]))))
    return patterns
