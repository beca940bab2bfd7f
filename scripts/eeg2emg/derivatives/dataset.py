"""What the files of a derivative dataset share: description, people, what is not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eeg2emg.files.atomic import write_text
from eeg2emg.files.tables import write_json
from eeg2emg.names.project import NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

BIDS_VERSION = "1.10.0"
SOURCE = "source"
"""Name, in addresses such as ``bids:source:sub-01/...``, of what the dataset is derived from."""

IGNORED = """\
# What the validator does not know yet: matrices and their nodes follow the draft of BEP017.
*_relmat.tsv
*_relmat.json
*_nodeindices.tsv
"""


def address_of_source(path: str) -> str:
    """Give the BIDS address of a file of the dataset that this one is derived from."""
    return f"bids:{SOURCE}:{path}"


def write_dataset(
    root: Path,
    *,
    name: str,
    simulated: bool,
    source: str,
    people: Iterable[str],
    left_out: Sequence[tuple[str, str]],
) -> None:
    """Write what the files of a derivative dataset share.

    Parameters
    ----------
    root : Path
        Folder of the dataset.
    name : str
        Name of the run.
    simulated : bool
        Whether no person was recorded.
    source : str
        Path of the dataset that this one is derived from, seen from `root`.
    people : iterable of str
        Those of whom there is something, such as ``sub-01``.
    left_out : sequence of (str, str)
        Recordings of which there is nothing, and why.
    """
    write_json(
        root / "dataset_description.json",
        {
            "Name": f"{'SIMULATED ' * simulated}Brain and muscle networks of {name}",
            "BIDSVersion": BIDS_VERSION,
            "DatasetType": "derivative",
            "GeneratedBy": [{"Name": NAME, "Version": VERSION}],
            "SourceDatasets": [{"URL": source}],
            "DatasetLinks": {SOURCE: source},
        },
    )
    write_text(root / ".bidsignore", IGNORED)
    rows = ["participant_id", *sorted(people)]
    write_text(root / "participants.tsv", "".join(f"{row}\n" for row in rows))
    write_text(root / "README", _readme(left_out, simulated=simulated))


def _readme(left_out: Sequence[tuple[str, str]], *, simulated: bool) -> str:
    said = "SIMULATED DATA: no person was recorded.\n\n" if simulated else ""
    said += (
        f"Connectivity of every recording, made by {NAME} {VERSION}.\n\n"
        "*_desc-<measure>_relmat.tsv holds the matrices of all segments of a recording, one below\n"
        "the other; *_desc-<measure><Phase>_relmat.tsv is the mean over the segments of a phase.\n"
        "Measures of the EMG begin with emg. Rows are sinks, columns are sources: row i, column j\n"
        "is the influence of channel j on channel i. The .json beside each says what it is.\n\n"
        "These tables follow the draft of BEP017, which the BIDS validator does not know:\n"
        ".bidsignore names them, and all other files are checked.\n"
    )
    if left_out:
        said += "\nNothing is here of recordings that were left out:\n"
        said += "".join(f"- {recording}: {reason}\n" for recording, reason in left_out)
    return said
