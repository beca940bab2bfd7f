"""Drawing of the rules of a run: one row each, with arcs from what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from eeg2emg.jobs.rule_graph import RuleInWords, without_detours

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW_PX = 18
_ARCS_PX = 150
_NAME_PX = 225
_WIDTH_PX = 920
_LONGEST = 86  # letters of what a rule does, beyond which it is shortened


def rule_drawing(rules: Sequence[tuple[str, str, Sequence[str]]]) -> Markup:
    """Draw the rules in an order of work, each with arcs from the rules right before it.

    Parameters
    ----------
    rules : sequence of tuple
        Name, what it does, and the rules whose files it reads; each behind all that it needs.

    Returns
    -------
    Markup
        An SVG of lines and text. A rule that another one before it has read already has no arc:
        what is reached by a detour is reached.
    """
    named = [RuleInWords(name, does, list(after)) for name, does, after in rules]
    before = without_detours(named)
    row = {rule.name: k for k, rule in enumerate(named)}
    height = _ROW_PX * (len(named) + 1)

    def y_of(name: str) -> float:
        return _ROW_PX * (row[name] + 1)

    arcs = [
        _arc(y_of(other), y_of(name), longest=len(named))
        for name, others in before.items()
        for other in others
    ]
    texts = [
        Markup('<circle cx="{}" cy="{}" r="3.5"/><text x="{}" y="{}">{}</text>').format(
            _ARCS_PX, y_of(rule.name), _ARCS_PX + 12, y_of(rule.name) + 4, rule.name
        )
        + Markup('<text class="does" x="{}" y="{}">{}</text>').format(
            _ARCS_PX + _NAME_PX, y_of(rule.name) + 4, _shortened(rule.does)
        )
        for rule in named
    ]
    said = f"{len(named)} rules in an order of work, and {len(arcs)} arcs from what each reads"
    return Markup('<svg class="rules" role="img" aria-label="{}" viewBox="0 0 {} {}" {}>').format(
        said, _WIDTH_PX, height, Markup('width="{}" height="{}"').format(_WIDTH_PX, height)
    ) + Markup("\n").join([*arcs, *texts, Markup("</svg>")])


def _arc(start: float, end: float, *, longest: int) -> Markup:
    """Draw half an ellipse at the left of the names, the wider, the more rows it spans."""
    span = (end - start) / _ROW_PX
    width = 10 + (_ARCS_PX - 20) * ((span - 1) / max(longest - 2, 1)) ** 0.6
    return Markup('<path d="M {x} {start} A {rx:.1f} {ry} 0 0 0 {x} {end}"/>').format(
        x=_ARCS_PX, start=start, rx=width, ry=(end - start) / 2, end=end
    )


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[: text.rindex(" ", 0, _LONGEST)].rstrip(",;:") + " …"
