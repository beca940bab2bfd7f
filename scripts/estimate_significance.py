"""Test the connectivity matrices of each segment of one cleaned recording against surrogates."""

import json

import numpy as np
from eeg2emg.cleaning.cleaned_recording import read_cleaned, require_eeg_rate
from eeg2emg.connectivity.eeg import estimate_eeg, estimate_emg
from eeg2emg.connectivity.settings import EegSettings, EmgSettings
from eeg2emg.connectivity.significance_file import (
    P_VALUES,
    SignificanceContents,
    SignificanceGroup,
    write_significance,
)
from eeg2emg.connectivity.surrogates import least_shift_of, significance
from eeg2emg.errors import EstimationError
from eeg2emg.jobs.job import log, run_job
from eeg2emg.seeds import derive_seed


def main(snakemake):
    """Write the p-values of all segments, and the reasons where there are none."""
    recording = read_cleaned(snakemake.input.cleaned)
    options = snakemake.params.significance
    eeg_settings = EegSettings(**snakemake.params.eeg)
    if recording.emg_channels:
        emg_settings = EmgSettings(**snakemake.params.emg | {"rate_hz": recording.emg_rate_hz})

    def tested(name, kind, x_v, settings, estimate):
        return significance(
            x_v,
            lambda surrogate: estimate(surrogate, settings, diagnostics=False).planes,
            n_surrogates=options["surrogates"],
            seed=derive_seed(snakemake.params.seed, "significance", name, kind),
            kind=options["kind"],
            least_shift=least_shift_of(*x_v.shape, settings.rate_hz),
        )

    names, phases, eeg_tests, emg_tests, refused = [], [], [], [], {}
    for segment in recording.segments:
        name = f"{recording.name}_seg-{segment.index:03d}"
        eeg_v, emg_v = recording.segment_arrays(segment)
        try:
            require_eeg_rate(recording, eeg_settings.rate_hz)
            eeg = tested(name, "eeg", eeg_v, eeg_settings, estimate_eeg)
            if recording.emg_channels:
                emg_tests.append(tested(name, "emg", emg_v, emg_settings, estimate_emg))
        except EstimationError as error:
            refused[name] = str(error)
            log.warning("%s is left out: %s", name, error)
            continue
        names.append(name)
        phases.append(segment.phase)
        eeg_tests.append(eeg)
        log.info("%s: done", name)
    groups = {"eeg": _group(eeg_tests, recording.eeg_channels)}
    if recording.emg_channels:
        groups["emg"] = _group(emg_tests, recording.emg_channels)
    write_significance(
        snakemake.output[0],
        SignificanceContents(
            tuple(names),
            tuple(phases),
            groups,
            {
                "recording": recording.name,
                "subject": recording.subject,
                "left_out": recording.left_out,
                "refused_segments": json.dumps(refused, sort_keys=True),
                "seed": snakemake.params.seed,
                **options,
            },
        ),
    )


def _group(tests, channels):
    measures = tuple(tests[0]) if tests else ()
    p_values = [
        [[getattr(test[measure], kind) for measure in measures] for kind in P_VALUES]
        for test in tests
    ]
    shape = (len(tests), len(P_VALUES), len(measures), len(channels), len(channels))
    return SignificanceGroup(measures, channels, np.reshape(p_values, shape))


run_job(main, snakemake)
