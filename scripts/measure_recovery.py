"""Set the estimated muscle networks of the simulated cohort beside the true ones."""

import netCDF4
import numpy as np
from eeg2emg.connectivity.file import read_connectivity
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job
from eeg2emg.recovery.muscles import recovery_entries

TRUTHS = {
    "value of the configured functional": "emg_target",
    "infinite order, clean EMG": "emg_granger",
}


def main(snakemake):
    """Write true and estimated entries, for both definitions of the truth."""
    contents = read_connectivity(snakemake.input.dataset)
    segments, emg = contents.segments, contents.groups["emg"]
    kind = "conditional" if snakemake.params.conditional else "pairwise"
    places = list(zip(segments["recording"], segments["onset_s"], strict=True))
    true = {name: np.full((len(places), *emg.values.shape[2:]), np.nan) for name in TRUTHS}
    for path in snakemake.input.truth:
        with netCDF4.Dataset(path) as file:
            for row, onset_s in enumerate(file["onset_s"][:]):
                place = (file.recording, float(onset_s))
                if place not in places:
                    continue
                for name, variable in TRUTHS.items():
                    true[name][places.index(place)] = file[f"{variable}_{kind}"][row]
    entries = recovery_entries(
        true,
        emg.values[:, emg.measures.index("granger_raw")],
        segments["phase"],
        emg.channels,
        segments=segments["segment"],
    )
    write_text(snakemake.output[0], entries.to_csv(index=False, lineterminator="\n"))


run_job(main, snakemake)
