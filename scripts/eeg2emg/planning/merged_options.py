"""Options of a run, merged as Snakemake merges them, without starting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eeg2emg.configuration.arguments import check_arguments
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.sources import COMMAND_LINE, Source, read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eeg2emg.configuration.model import Configuration


def merged_configuration(files: Sequence[str], given: Sequence[str], *, own: Path) -> Configuration:
    """Merge the workflow's own file, further ones and arguments to the options of a run.

    Parameters
    ----------
    files : sequence of str
        Configuration files, those that win last.
    given : sequence of str
        ``option=value`` of the command line, which wins over all files.
    own : Path
        The workflow's own file.

    Returns
    -------
    Configuration

    Raises
    ------
    ConfigurationError
        A file or an argument cannot be used, or the options do not fit each other.
    """
    from snakemake.cli import parse_config
    from snakemake.utils import update_config

    check_arguments(
        ["--configfile", *files, COMMAND_LINE, *given] if given else ["--configfile", *files]
    )
    sources = [read_source(path) for path in (str(own), *files)]
    if given:
        sources.append(Source(COMMAND_LINE, parse_config(list(given))))
    merged: dict[str, Any] = {}
    for source in sources:
        update_config(merged, dict(source.content))
    return load_configuration(merged, sources)
