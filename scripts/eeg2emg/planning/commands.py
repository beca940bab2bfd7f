"""The commands ``init``, ``fetch`` and ``plan`` of ``run.sh``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eeg2emg.errors import ConfigurationError, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eeg2emg.configuration.model import Configuration

_PROJECT = Path(__file__).resolve().parents[3]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The folder in which the person stands, then the command and what follows it; by default
        those of this process.

    Returns
    -------
    int
        The exit code: 1 for a mistake, or for a cohort that cannot carry the primary analysis.
    """
    here, *given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(given)
    try:
        if options.command == "init":
            return _init(Path(here), options)
        if options.command == "fetch":
            return _fetch(Path(here), options)
        return _plan(Path(here), options)
    except UserError as error:
        print(f"eeg2emg: {error}", file=sys.stderr)  # noqa: T201 - the output of the command
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.sh", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    init = commands.add_parser(
        "init",
        allow_abbrev=False,
        help="draft a configuration from recordings",
        description="Draft a commented configuration from a BIDS dataset, an import table, or a "
        "folder of recordings (which gets a draft of an import table too). Nothing in the folder "
        "is changed, and no file is overwritten.",
    )
    init.add_argument("path", help="a BIDS dataset, an import table or a folder of recordings")
    init.add_argument("--output", help="the file to write (default: <name of the folder>.yaml)")
    plan = commands.add_parser(
        "plan",
        allow_abbrev=False,
        help="say what a run would do, before anything is computed",
        description="Say from headers and events what a run would use, what it could find out and "
        "what it would take. The exit code is 1 if it could not carry the primary analysis.",
    )
    fetch = commands.add_parser(
        "fetch",
        allow_abbrev=False,
        help="fetch the public recordings that a configuration names",
        description="Fetch the chosen people (subjects) of a public set (public.name). The size is "
        "said before. What is there and whole is not fetched again, what was cut off goes on, and "
        "what is damaged is named.",
    )
    for command in (plan, fetch):
        command.add_argument("--configfile", nargs="+", default=[], help="configuration files")
        command.add_argument(
            "--config", "-C", nargs="+", action="extend", default=[], metavar="OPTION=VALUE"
        )
    return parser


def _init(here: Path, options: argparse.Namespace) -> int:
    from eeg2emg.planning.drafting import draft_configuration, name_of_run
    from eeg2emg.planning.survey import survey

    path = (here / Path(options.path).expanduser()).resolve()
    name = name_of_run(path)
    output = here / Path(options.output or f"{name}.yaml").expanduser()
    table = output.with_name(f"{output.stem}-recordings.tsv")
    _refuse_existing(output)
    found = survey(path)
    if found.draft is not None:
        _refuse_existing(table)
    place = str(table.resolve() if found.draft else path)
    drafted = draft_configuration(found, name=name, place=place)
    written = [output]
    if found.draft is not None:
        _write(table, found.draft.text)
        written.append(table)
    _write(output, drafted.text)
    _say(*drafted.summary, "", *(f"written: {_shown(file, here)}" for file in written))
    if drafted.questions:
        _say("", "Questions to answer in it first (search for QUESTION):")
        _say(*(f"  {question}" for question in drafted.questions))
    file = _shown(output, here)
    # Snakemake is started in the folder of the project, wherever the person stands.
    whole = file if here == _PROJECT else str(output.resolve())
    _say("", "Then:", f"  {_script(here)} plan --configfile {_quoted(file)}")
    # Behind --configfile a target would be taken for a further file.
    target = f"{drafted.target} " if drafted.target else ""
    _say(f"  {_script(here)} {target}--cores 2 --configfile {_quoted(whole)}")
    return 0


def _fetch(here: Path, options: argparse.Namespace) -> int:
    from eeg2emg.datasets.catalogue import SETS
    from eeg2emg.datasets.orders import fetch_ordered

    configuration = _configured(here, options)
    public = configuration.public
    if public.name is None:
        raise ConfigurationError(
            "public.name names no set to fetch",
            "",
            "Take a recipe: --configfile config/datasets/<name>.yaml; there are " + ", ".join(SETS),
        )
    fetch_ordered(
        name=public.name,
        source=public.source,
        subjects=configuration.subjects,
        dataset=configuration.dataset if configuration.input == "bids" else None,
        import_table=configuration.import_table if configuration.input == "import" else None,
        say=_say,
    )
    files = " ".join(_quoted(file) for file in options.configfile)
    _say(f"Then: {_script(here)} --cores 2 --configfile {files}")
    return 0


def _configured(here: Path, options: argparse.Namespace) -> Configuration:
    from eeg2emg.planning.merged_options import merged_configuration

    return merged_configuration(
        [_placed(here, file) for file in options.configfile],
        options.config,
        own=_PROJECT / "config" / "config.yaml",
    )


def _plan(here: Path, options: argparse.Namespace) -> int:
    from eeg2emg.planning.plan import plan_run
    from eeg2emg.planning.plan_text import plan_text

    plan = plan_run(_configured(here, options))
    _say(*plan_text(plan))
    return 1 if plan.obstacles else 0


def _placed(here: Path, file: str) -> str:
    """Find a file from where the person stands, else from the project, as Snakemake does."""
    path = Path(file).expanduser()
    if path.is_absolute() or here == _PROJECT or not (here / path).exists():
        return str(path)
    return str(here / path)


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise ConfigurationError(
            f"{path} exists already",
            "nothing is overwritten",
            "Name another file with --output, or move this one away",
        )


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse_existing(path)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written ({error.strerror})",
            "",
            "Name a file in a folder of your own with --output",
        ) from None


def _shown(path: Path, here: Path) -> str:
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _script(here: Path) -> str:
    return "./run.sh" if here == _PROJECT else _quoted(str(_PROJECT / "run.sh"))


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 - the output of the command


if __name__ == "__main__":
    sys.exit(main())
