"""Loading of a configuration: valid options, or one message per mistake."""

from __future__ import annotations

import difflib
import reprlib
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from eeg2emg.configuration.model import Configuration
from eeg2emg.configuration.sources import COMMAND_LINE, Source
from eeg2emg.errors import ConfigurationError
from eeg2emg.limits import BeyondLimitsError
from eeg2emg.names.questions import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class _Shortened(reprlib.Repr):
    """Writes what was given, shortened where it would fill the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 60

    def repr_int(self, x: int, level: int) -> str:
        """Write a whole number; Python itself refuses to write one of thousands of digits."""
        return super().repr_int(x, level) if abs(x) < 10**100 else "a huge number"


def load_configuration(options: Mapping[str, Any], sources: Sequence[Source] = ()) -> Configuration:
    """Validate the merged options of a run.

    Parameters
    ----------
    options : mapping
        All options, merged as Snakemake merges them.
    sources : sequence of Source
        The configuration files and the command line in the order in which they were merged; they
        are only used to say where a mistake stands.

    Returns
    -------
    Configuration
        With all defaults filled in.

    Raises
    ------
    ConfigurationError
        One message with a line for each mistake: where it was set, the option, what was given and
        what is allowed.
    """
    _refuse_questions(options, sources)
    try:
        return Configuration.model_validate(dict(options))
    except ValidationError as error:
        lines = [_explain(problem, sources) for problem in error.errors(include_url=False)]
        raise ConfigurationError(
            "The configuration cannot be used:\n"
            + "\n".join(f"  - {line}" for line in dict.fromkeys(lines))
            + "\n",
            remedy="Every option is described in config/README.md",
        ) from None


def _refuse_questions(options: Mapping[str, Any], sources: Sequence[Source]) -> None:
    asked = list(open_questions(options))
    if asked:
        where = [f"{_origin([path], sources)}: {'.'.join(map(str, path))}" for path in asked]
        raise ConfigurationError(
            "The configuration asks questions that are not answered yet:\n"
            + "\n".join(f"  - {line}" for line in where)
            + "\n",
            remedy=f'Write the answer in the place of each "{QUESTION}"; the comment above it in '
            "the file says what there is to choose from",
        )


def open_questions(options: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of every `QUESTION` among options."""
    if options == QUESTION:
        yield path
    if isinstance(options, dict):
        inner = list(options.items())
    else:
        inner = list(enumerate(options)) if isinstance(options, list) else []
    for key, value in inner:
        yield from open_questions(value, (*path, key))


def _explain(problem: Any, sources: Sequence[Source]) -> str:
    path = tuple(part for part in problem["loc"] if not _is_no_option(part))
    option = ".".join(map(str, path)) or "(whole file)"
    where = _origin([path[:-1] if problem["type"] == "missing" else path], sources)
    if problem["type"] == "extra_forbidden":
        known = _options_beside(path)
        nearest = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean `{nearest[0]}`? " if nearest else ""
        return f"{where}: unknown option `{option}`; {hint}allowed here: {', '.join(known)}"
    if problem["type"] == "missing":
        return f"{where}: option `{option}` is missing"
    if problem["type"] == "mistake":
        return _explain_together(path, problem, sources)
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    if problem["type"] == "value_error" and not isinstance(
        problem["ctx"]["error"], BeyondLimitsError
    ):
        return f"{where}: {option}: {message}"
    given = _Shortened().repr(problem["input"])
    hint = ""
    if problem["type"] == "literal_error" and isinstance(problem["input"], str):
        allowed = [
            part.strip(" '") for part in problem["ctx"]["expected"].replace(" or ", ",").split(",")
        ]
        nearest = difflib.get_close_matches(problem["input"], allowed, n=1, cutoff=0.5)
        hint = f"; did you mean `{nearest[0]}`?" if nearest else ""
    if problem["type"] == "string_type" and isinstance(problem["input"], int | float | date):
        hint = "; write it in quotes, so that it is text"
        if where.startswith(COMMAND_LINE):
            hint += f""" ({COMMAND_LINE} "{option}='...'")"""
    return f"{where}: option `{option}` was given {given}, but {message}{hint}"


def _explain_together(path: tuple[Any, ...], problem: Any, sources: Sequence[Source]) -> str:
    """Explain options that do not fit each other: the one that was set last is to be named."""
    own, *beside = (tuple(name.split(".")) for name in problem["ctx"]["options"])
    section = path[: -len(own)]
    paths = [path, *(section + other for other in beside)]
    text = problem["ctx"]["text"]
    option = ".".join(map(str, path))
    named = "" if text.startswith((f"{option} ", f"`{option}", f"{option}:")) else f"{option}: "
    return f"{_origin(paths, sources)}: {named}{text}"


def _is_no_option(part: object) -> bool:
    """Tell whether pydantic put a word of its own, which is no option, into the path."""
    return isinstance(part, str) and (
        part.startswith(("constrained-", "function-")) or part in ("int", "[key]")
    )


def _origin(paths: Sequence[tuple[Any, ...]], sources: Sequence[Source]) -> str:
    """Name the place that set the options, of several the last; `sources` rise in rank."""
    for source in reversed(sources):
        for path in paths:
            if path and source.sets(path):
                return source.names(path)
    files = [source.name for source in sources if source.name != COMMAND_LINE]
    return " + ".join(files) or "configuration"


def _options_beside(path: tuple[Any, ...]) -> list[str]:
    """List the options of the section that the last part of `path` was looked for in."""
    model: Any = Configuration
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        model = _section_of(model.model_fields[part].annotation)
    return list(model.model_fields)


def _section_of(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(section for inner in get_args(annotation) if (section := _section_of(inner)))
