"""Arguments of the command line about the configuration, looked at before Snakemake meets them.

Snakemake answers a configuration file that cannot be read, or a ``--config`` that it does not
understand, with a traceback, before it reads a line of this workflow. So `run.sh` asks here first.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from eeg2emg.configuration.sources import COMMAND_LINE, read_source
from eeg2emg.errors import ConfigurationError

OWN_FILE = Path("config", "config.yaml")
_KEY = re.compile(r"[a-zA-Z_][\w-]*\w")


def check_arguments(arguments: list[str]) -> None:
    """Refuse arguments about the configuration that Snakemake cannot read.

    Parameters
    ----------
    arguments : list of str
        Those of Snakemake; what is not about the configuration is passed over.

    Raises
    ------
    ConfigurationError
        A file cannot be used, or what is given with ``--config`` is no ``option=value``.
    """
    parser = argparse.ArgumentParser(
        add_help=False, allow_abbrev=False, exit_on_error=False, argument_default=[]
    )
    parser.add_argument("--configfile", "--configfiles", nargs="*", action="extend")
    parser.add_argument(COMMAND_LINE, "-C", nargs="*", action="extend")
    given, _ = parser.parse_known_args(arguments)
    for path in given.configfile:
        read_source(path)
    if OWN_FILE.is_file():
        read_source(OWN_FILE)
    for entry in given.config:
        key, equals, value = entry.partition("=")
        if not equals:
            raise ConfigurationError(
                f"{COMMAND_LINE} {entry}: not option=value",
                remedy="Give for instance --config dataset=/data/study; targets stand behind `--`",
            )
        section, dot, option = key.partition(".")
        if dot:
            raise ConfigurationError(
                f"{COMMAND_LINE} {entry}: options of a section are not named with a dot",
                remedy=f'Write --config "{section}={{{option.replace(".", ": {")}: {value}'
                f'{"}" * option.count(".")}}}", or use a file with --configfile',
            )
        if not _KEY.fullmatch(key):
            raise ConfigurationError(
                f"{COMMAND_LINE} {entry}: {key!r} is no name of an option",
                remedy="Every option is described in config/README.md",
            )


def main() -> None:
    """Check the arguments of this process; a mistake ends it with one line."""
    try:
        check_arguments(sys.argv[1:])
    except ConfigurationError as error:
        sys.exit(f"eeg2emg: {error}")


if __name__ == "__main__":
    main()
