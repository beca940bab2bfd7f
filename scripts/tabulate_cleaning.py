"""Tabulate the quality of all recordings and the independent components of all subjects."""

import csv
import io
import json
from pathlib import Path

import numpy as np
from eeg2emg.cleaning.ica_solution import read_ica
from eeg2emg.files.atomic import write_text
from eeg2emg.jobs.job import run_job

CHANNEL_COLUMNS = [
    "recording",
    "subject",
    "kind",
    "channel",
    "not_finite_share",
    "flat_share",
    "clipped_share",
    "amplitude_v",
    "line_share",
    "noise_ratio",
    "correlation",
    "snr_db",
    "reason",
]
COMPONENT_COLUMNS = [
    "unit",
    "component",
    "label",
    "highest_score",
    "explained_variance",
    "removed",
    "reason",
]
NO_ARTEFACT_SCORES = ("iclabel_brain", "iclabel_other")


def main(snakemake):
    """Write both tables."""
    subjects = [json.loads(Path(path).read_text("utf-8")) for path in snakemake.input.subjects]
    reasons = {
        name: reason
        for subject in subjects
        for name, reason in subject["left_out_recordings"].items()
    }
    qualities = [json.loads(Path(path).read_text("utf-8")) for path in snakemake.input.quality]
    rows = [_quality_row(quality, reasons) for quality in qualities]
    _write(snakemake.output.quality, rows, list(rows[0]))
    channels = [row for quality in qualities for row in _channel_rows(quality)]
    asked_for = {name for row in channels for name in row} - set(CHANNEL_COLUMNS)
    _write(snakemake.output.channels, channels, [*CHANNEL_COLUMNS, *sorted(asked_for)])
    components = [row for path in snakemake.input.ica for row in _component_rows(path)]
    scores = list(dict.fromkeys(name for row in components for name in row))
    _write(snakemake.output.ica, components, list(dict.fromkeys([*COMPONENT_COLUMNS, *scores])))


def _quality_row(quality, reasons):
    return {
        "recording": quality["recording"],
        "subject": quality["subject"],
        "used": int(quality["recording"] not in reasons),
        "reason": reasons.get(quality["recording"], ""),
        "rate_hz": quality["rate_hz"],
        "duration_s": quality["duration_s"],
        "segments": len(quality["segments"]),
        "eeg_rank": quality["eeg_rank"],
        "dropped_share": quality["dropped_share"],
        **_two_devices(quality["two_devices"] or {}),
        "bridged_pairs": " ".join("=".join(pair) for pair in quality["bridged_pairs"]),
        "renamed_channels": " ".join(
            f"{wanted}={found}" for wanted, found in quality["matched"].items() if wanted != found
        ),
        "bad_eeg_channels": " ".join(quality["bad_eeg_channels"]),
        "bad_channel_reasons": "; ".join(
            f"{channel}: {', '.join(why)}" for channel, why in quality["channel_reasons"].items()
        ),
    }


def _two_devices(found):
    """Give what is known of an EMG in a file of its own; empty where it is in the EEG's."""

    def rounded(name):
        return "" if found.get(name) is None else round(found[name], 4)

    return {
        "emg_events_shared": found.get("shared_events", ""),
        "emg_start_offset_ms": rounded("start_offset_ms"),
        "emg_drift_ms_per_min": rounded("drift_ms_per_min"),
        "emg_time": found.get("words", ""),
    }


def _channel_rows(quality):
    return [
        {
            "recording": quality["recording"],
            "subject": quality["subject"],
            "kind": kind.upper(),
            "channel": channel,
            **checks,
            "reason": "; ".join(quality["channel_reasons"].get(channel, [])),
        }
        for kind in ("eeg", "emg")
        for channel, checks in quality[kind].items()
    ]


def _component_rows(path):
    solution = read_ica(path)
    unit = Path(path).stem
    if solution.left_out:
        return [{"unit": unit, "removed": 0, "reason": solution.left_out}]
    return [
        {
            "unit": unit,
            "component": component,
            "label": label,
            "highest_score": f"{_highest(_scores(solution, component)):.3f}",
            "explained_variance": f"{solution.explained_variance[component]:.4f}",
            "removed": int(component in solution.removed),
            "reason": solution.reasons[component],
            **{
                f"score_{kind}": f"{scores[component]:.3f}"
                if np.isfinite(scores[component])
                else ""
                for kind, scores in solution.scores.items()
            },
        }
        for component, label in enumerate(solution.labels)
    ]


def _scores(solution, component):
    return {kind: float(scores[component]) for kind, scores in solution.scores.items()}


def _highest(scores):
    """Find the highest score as an artefact, of those that were judged."""
    judged = [
        score
        for kind, score in scores.items()
        if kind not in NO_ARTEFACT_SCORES and np.isfinite(score)
    ]
    return max(judged, default=0.0)


def _write(path, rows, columns):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, stream.getvalue())


run_job(main, snakemake)
