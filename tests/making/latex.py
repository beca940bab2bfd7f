"""LaTeX of the project's own tables, taken apart again: nothing is compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMANDS = {
    r"\textbackslash": "\\",
    r"\textasciicircum": "^",
    r"\textasciitilde": "~",
    r"\textasciigrave": "`",
    r"\textless": "<",
    r"\textgreater": ">",
    r"\textbar": "|",
    r"\textquotedbl": '"',
    r"\textpm": "±",
    r"\textperiodcentered": "·",
    r"\textmu": "µ",
    r"\textdegree": "°",
    r"\ldots": "…",
}
_MATHS = {
    "-": "−",
    r"\times": "×",
    r"\leq": "≤",
    r"\geq": "≥",
    r"\neq": "≠",
    r"\approx": "≈",
    r"\rightarrow": "→",
    r"\leftarrow": "←",
    r"\infty": "∞",
    r"\surd": "√",
    **{rf"\{name}": sign for name, sign in zip(
        ("alpha", "beta", "gamma", "delta", "theta", "sigma", "Delta", "Sigma"), "αβγδθσΔΣ",
        strict=True)},
}  # fmt: skip
_TOKEN = re.compile(
    r"\\textbf\{(?P<bold>(?:[^{}\\]|\\.|\{[^{}]*\})*)\}"
    r"|\\textsuperscript\{(?P<power>\d)\}"
    r"|(?P<command>\\[a-zA-Z]+)(?:\{\})?"
    r"|\\(?P<special>[#$%&_{}])|(?P<thin>\\,)"
    r"|\$(?P<maths>[^$]+)\$"
    r"|\{(?P<kept>[]\[*]?)\}"
    r"|(?P<dash>---?)|(?P<quotes>``|''|,,)|(?P<nobreak>~)|(?P<backtick>`)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_QUOTES = {"``": "“", "''": "”", ",,": "„"}


def read_back(text):
    """Give what LaTeX would print of a text."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup, match[match.lastgroup]
        found.append(
            {
                "bold": read_back,
                "power": lambda value: {"1": "¹", "2": "²", "3": "³"}[value],
                "command": lambda value: _COMMANDS[value],
                "special": str,
                "thin": lambda _: " ",
                "maths": lambda value: _MATHS[value],
                "kept": str,
                "dash": lambda value: {"--": "–", "---": "—"}[value],
                "quotes": lambda value: _QUOTES[value],
                "nobreak": lambda _: " ",
                "backtick": lambda _: "‘",
                "other": str,
            }[kind](value)
        )
    return "".join(found)


@dataclass(frozen=True)
class LatexTable:
    """A table of a file: its environment, its columns, and the cells of all of its rows."""

    environment: str
    columns: int
    rows: list


def tables_of(text):
    """Take all tables of a file apart; an unbalanced environment or brace is an error."""
    text = re.sub(r"^%.*$", "", text, flags=re.MULTILINE)
    opened = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert not opened
    assert text.count(r"\begingroup") == text.count(r"\endgroup")
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", text):
        depth += {"{": 1, "}": -1}[brace]
        assert depth >= 0
    assert depth == 0
    found = []
    for name, body in re.findall(r"\\begin\{(tabular|longtable)\}(.*?)\\end\{\1\}", text,
                                 re.DOTALL):  # fmt: skip
        columns, lines = _columns(body)
        rows = []
        for line in lines.split("\n"):
            if line.startswith("\\caption") or not line.endswith(r" \\"):
                continue
            rows.append([cell.strip(" ") for cell in re.split(r" (?<!\\)& ", line[:-3])])
        found.append(LatexTable(name, columns, rows))
    return found


def _columns(body):
    """Count the columns of a preamble, and give what follows it."""
    depth = 0
    for k, character in enumerate(body):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            preamble = re.sub(r">\{[^{}]*\}|p\{[^{}]*\}", "p", body[1:k]).replace("pp", "p")
            return len(preamble), body[k + 1 :]
    raise AssertionError("no preamble")
