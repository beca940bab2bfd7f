"""Write the run as a BIDS derivative dataset."""

import shutil
from pathlib import Path

from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.derivatives.dataset import address_of_source, write_dataset
from eeg2emg.derivatives.matrices import write_matrices
from eeg2emg.jobs.job import log, run_job


def main(snakemake):
    """Write the matrices of every recording, and put its cleaned signals beside them."""
    root, params = Path(snakemake.output[0]), snakemake.params
    people, left_out = set(), []
    for path, source in zip(snakemake.input.connectivity, params.sources, strict=True):
        contents = read_connectivity(path)
        recording = str(contents.attributes["recording"])
        if write_matrices(
            root, contents, source=address_of_source(source), settings=params.settings
        ):
            people.add(recording.partition("_")[0])
        else:
            reason = contents.attributes["left_out"] or "no segment of it has a matrix"
            left_out.append((recording, str(reason)))
    for folder in map(Path, snakemake.input.recordings):
        people |= {path.name for path in folder.glob("sub-*")}
        shutil.copytree(folder, root, dirs_exist_ok=True)
    write_dataset(root, people=people, left_out=left_out, **params.dataset)
    log.info("%d people, %d recordings left out", len(people), len(left_out))


if __name__ == "__main__":
    run_job(main, snakemake)
