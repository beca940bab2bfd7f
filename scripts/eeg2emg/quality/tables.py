"""Tables of quality: one row per recording, one per channel, one per statement of a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from eeg2emg.recordings.order import ordered_by_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eeg2emg.quality.recording_quality import RecordingQuality
    from eeg2emg.recordings.common_time import CommonTime

CHANNEL_COLUMNS = (
    *("recording", "subject", "kind", "channel"),
    *("not_finite_share", "flat_share", "clipped_share", "amplitude_v", "line_share"),
    *("noise_ratio", "correlation", "snr_db", "reason"),
)
"""Columns of the table of channels that are always there; checks on request follow them."""

STATEMENT_COLUMNS = (
    *("recording", "subject", "fact", "about", "verdict"),
    *("place", "file", "channels", "said", "used", "consequence"),
)
"""Columns of the table of statements."""


def quality_table(
    qualities: Sequence[RecordingQuality], left_out: Mapping[str, str]
) -> pd.DataFrame:
    """Tabulate what is known of each recording, and whether the analysis uses it.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        One per recording.
    left_out : dict of str to str
        By its name, the reason of each recording that is left out, whatever step left it out.

    Returns
    -------
    DataFrame
        One row per recording. Columns recording, subject, used (1 or 0), reason, rate_hz,
        duration_s, segments, eeg_rank, dropped_share; emg_events_shared, emg_start_offset_ms,
        emg_drift_ms_per_min and emg_time of an EMG in a file of its own; bridged_pairs,
        renamed_channels, bad_eeg_channels, bad_channel_reasons, disagreements (facts of which two
        places say different things, as in `statement_table`), notes. Cells without a value are
        empty.
    """
    used = [quality for quality in qualities if quality.recording not in left_out]
    acquired = {quality.recording: quality.acquired for quality in used}
    by_words = {name: (said,) for name, said in ordered_by_words(acquired).items()}
    rows = [
        {
            "recording": quality.recording,
            "subject": quality.subject,
            "used": int(quality.recording not in left_out),
            "reason": left_out.get(quality.recording, ""),
            "rate_hz": quality.rate_hz,
            "duration_s": quality.duration_s,
            "segments": len(quality.segments),
            "eeg_rank": quality.eeg_rank,
            "dropped_share": quality.dropped_share,
            **_own_clock(quality.common_time),
            "bridged_pairs": " ".join("=".join(pair) for pair in quality.bridged_pairs),
            "renamed_channels": _renamed(quality),
            "bad_eeg_channels": " ".join(quality.bad_eeg_channels),
            "bad_channel_reasons": "; ".join(
                f"{channel}: {', '.join(why)}" for channel, why in quality.channel_reasons.items()
            ),
            "disagreements": "; ".join(
                f"{found.fact} ({found.about})" for found in quality.findings if found.differs
            ),
            "notes": "; ".join([*quality.notes, *by_words.get(quality.recording, ())]),
        }
        for quality in qualities
    ]
    return pd.DataFrame(rows, dtype=object)


def _renamed(quality: RecordingQuality) -> str:
    """List channels that are named otherwise in the file; found by position, with the distance."""
    far = {name: f" ({mm:.1f} mm)" for name, mm in quality.distances_mm.items()}
    return (", " if far else " ").join(
        f"{wanted}={found}{far.get(wanted, '')}"
        for wanted, found in quality.matched.items()
        if wanted != found
    )


def statement_table(qualities: Sequence[RecordingQuality]) -> pd.DataFrame:
    """Tabulate what each place says of each fact of each recording, and what was used.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        One per recording.

    Returns
    -------
    DataFrame
        One row per recording, fact and place that says something; columns `STATEMENT_COLUMNS`.
        Those of one fact stand together, the place that is used first where one decides.
    """
    rows = [
        {
            "recording": quality.recording,
            "subject": quality.subject,
            "fact": found.fact,
            "about": found.about,
            "verdict": found.verdict,
            "place": statement.place,
            "file": statement.file,
            "channels": statement.channels,
            "said": found.words(statement),
            "used": found.used,
            "consequence": found.consequence,
        }
        for quality in qualities
        for found in quality.findings
        for statement in found.statements
    ]
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS), dtype=object)


def channel_table(qualities: Sequence[RecordingQuality]) -> pd.DataFrame:
    """Tabulate the values of the checks by channel.

    Parameters
    ----------
    qualities : sequence of RecordingQuality
        One per recording; those that could not be read have no channels.

    Returns
    -------
    DataFrame
        One row per recording, kind (EEG, EMG) and channel; columns `CHANNEL_COLUMNS`, then those
        of the checks that were done on request. Cells without a value are empty.
    """
    rows = [
        {
            "recording": quality.recording,
            "subject": quality.subject,
            "kind": kind,
            "channel": channel,
            **values,
            "reason": "; ".join(quality.channel_reasons.get(channel, [])),
        }
        for quality in qualities
        for kind, channels in (("EEG", quality.eeg), ("EMG", quality.emg))
        for channel, values in channels.items()
    ]
    on_request = sorted({name for row in rows for name in row} - set(CHANNEL_COLUMNS))
    return pd.DataFrame(rows, columns=[*CHANNEL_COLUMNS, *on_request], dtype=object)


def _own_clock(found: CommonTime | None) -> dict[str, Any]:
    """Give what is known of the clock of an EMG in a file of its own."""
    if found is None:
        names = ("emg_events_shared", "emg_start_offset_ms", "emg_drift_ms_per_min", "emg_time")
        return dict.fromkeys(names, "")
    offset_ms = found.start_offset_ms
    return {
        "emg_events_shared": found.shared_events,
        "emg_start_offset_ms": "" if offset_ms is None else round(offset_ms, 4),
        "emg_drift_ms_per_min": round(found.drift_ms_per_min, 4),
        "emg_time": found.describe(),
    }
