"""Join the connectivity of all recordings, and list what was left out."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from eeg2emg.atomic import write_text
from eeg2emg.connectivity_file import read_connectivity, write_connectivity
from eeg2emg.duplicates import duplicate_recordings
from eeg2emg.errors import NotEstimableError
from eeg2emg.job import run_job


def main(snakemake):
    """Write the cohort's file, sorted by recording, and the table of exclusions."""
    files = [read_connectivity(path) for path in sorted(snakemake.input.connectivity)]
    exclusions = [("level", "name", "reason")]
    for path in sorted(snakemake.input.subjects):
        verdict = _json(path)
        if verdict["left_out"]:
            exclusions.append(("subject", verdict["subject"], verdict["left_out"]))
    for file in files:
        if file.attributes["left_out"]:
            exclusions.append(
                ("recording", file.attributes["recording"], file.attributes["left_out"])
            )
        refused = json.loads(file.attributes["refused_segments"])
        exclusions += [("segment", name, reason) for name, reason in sorted(refused.items())]
    with_segments = {
        file.attributes["recording"]: file for file in files if file.segments["segment"]
    }
    # A recording that was left out does not make its copy superfluous.
    qualities = [_json(path) for path in snakemake.input.quality]
    twice = duplicate_recordings([q for q in qualities if q["recording"] in with_segments])
    exclusions += [("recording", name, reason) for name, reason in twice.items()]
    used, others = _of_one_emg_rate(
        [file for name, file in with_segments.items() if name not in twice]
    )
    exclusions += others
    lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in exclusions]
    write_text(snakemake.output.exclusions, "\n".join(lines) + "\n")

    if not used:
        raise NotEstimableError(
            "No recording is left",
            "the commonest reasons are: " + "; ".join(_commonest(exclusions[1:])),
            "mend the recordings, or change the options that the reasons name",
        )
    first = used[0]
    write_connectivity(
        snakemake.output.dataset,
        segments={
            column: [value for file in used for value in file.segments[column]]
            for column in first.segments
        },
        groups={
            name: (
                group.measures,
                group.channels,
                np.concatenate([file.groups[name].values for file in used]),
            )
            for name, group in first.groups.items()
        },
        attributes={
            "name": snakemake.params.name,
            **{
                key: first.attributes[key]
                for key in (
                    *("eeg_rate_hz", "eeg_order", "emg_rate_hz", "emg_order"),
                    *("halves_lengthening", "simulated"),
                )
            },
        },
    )


def _commonest(exclusions):
    reasons = Counter(reason for _, _, reason in exclusions)
    return [f"{reason} ({count} times)" for reason, count in reasons.most_common(3)]


def _json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def _of_one_emg_rate(files):
    """Keep the recordings of the commonest EMG rate: Granger causality depends on the rate."""
    rates = [float(file.attributes["emg_rate_hz"]) for file in files]
    common = max(sorted(set(rates)), key=rates.count, default=None)
    reason = (
        "its EMG is analysed at {:g} Hz, that of most recordings at {:g} Hz, and Granger causality "
        "depends on the rate. Set connectivity.emg_rate_hz to a rate that all recordings have"
    )
    others = [
        ("recording", file.attributes["recording"], reason.format(rate, common))
        for file, rate in zip(files, rates, strict=True)
        if rate != common
    ]
    return [file for file, rate in zip(files, rates, strict=True) if rate == common], others


run_job(main, snakemake)
