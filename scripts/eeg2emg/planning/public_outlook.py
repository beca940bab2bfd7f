"""Outlook of a public set: what its publication lets expect, before anything is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eeg2emg.datasets.catalogue import SETS
from eeg2emg.datasets.record import chosen_people, folder_of_set, why_not_fetched
from eeg2emg.planning.outlook import outlook_of_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eeg2emg.configuration.model import Configuration
    from eeg2emg.datasets.description import ExpectedRecording, PublicSet
    from eeg2emg.quality.recording_quality import RecordingQuality

YES = {
    (6, 50): (0, 0, 2),
    (6, 100): (0, 2, 8),
    (10, 50): (0, 2, 10),
    (10, 100): (0, 4, 10),
    (16, 50): (0, 7, 10),
    (16, 100): (1, 7, 10),
}
"""Verdicts that are yes, of ten simulated cohorts each, by people and segments of each person, for
the couplings of `COUPLINGS`: the table of docs/evaluation.md, "How much can be found"."""

COUPLINGS = (0.3, 0.5, 0.8)

_FEWEST = min(segments for _, segments in YES)


class PublicOutlook(NamedTuple):
    """What is known of a public set that a run asks for.

    Attributes
    ----------
    about : PublicSet
        The set.
    people : tuple of str
        Labels of those that are asked for.
    folder : Path
        Where it is put.
    lacking : str
        What was not fetched yet; empty where all is there.
    """

    about: PublicSet
    people: tuple[str, ...]
    folder: Path
    lacking: str


def outlook_of_public(options: Configuration) -> PublicOutlook | None:
    """Say what is known of the public set that a run asks for; None where it asks for none.

    Parameters
    ----------
    options : Configuration
        The options of the run.

    Returns
    -------
    PublicOutlook or None
    """
    if options.public.name is None:
        return None
    about = SETS[options.public.name]
    dataset = options.dataset if options.input == "bids" else None
    table = options.import_table if options.input == "import" else None
    folder = folder_of_set(dataset, table)
    return PublicOutlook(
        about,
        chosen_people(about, options.subjects),
        folder,
        why_not_fetched(about.name, folder, options.subjects, table=table),
    )


def expected_recordings(options: Configuration, public: PublicOutlook) -> list[RecordingQuality]:
    """Tell what the recordings of a set will be like, as far as its publication says it.

    Parameters
    ----------
    options : Configuration
        The options of the run.
    public : PublicOutlook
        The set.

    Returns
    -------
    list of RecordingQuality
    """
    settings = options.inspection_settings()
    about = public.about
    # EEG and EMG that are imported get one rate, the higher.
    rates = (about.rate_hz, about.emg_rate_hz)
    rate_hz = max(rates) if about.input == "import" else about.rate_hz
    return [
        outlook_of_events(
            settings,
            one.events,
            recording=_name(label, one),
            subject=label,
            task=one.task,
            rate_hz=rate_hz,
            emg_rate_hz=max(rates) if about.input == "import" else about.emg_rate_hz,
            duration_s=one.duration_s,
        )
        for label in public.people
        for one in _asked(options, about)
    ]


def _asked(options: Configuration, about: PublicSet) -> Iterator[ExpectedRecording]:
    tasks = options.tasks if options.input == "bids" else None
    for one in about.recordings:
        if tasks is None or one.task in [task.removeprefix("task-") for task in tasks]:
            yield one


def _name(label: str, one: ExpectedRecording) -> str:
    parts = (("ses", one.session), ("task", one.task), ("run", one.run))
    return "_".join([f"sub-{label}", *(f"{key}-{value}" for key, value in parts if value)])


def power_words(people: int, segments: int) -> str:
    """Say how often a coupling of given strength is found in cohorts of about this size.

    Parameters
    ----------
    people, segments : int
        Of the cohort: how many are tested, and the least number of segments of one of them.

    Returns
    -------
    str
        Of the largest simulated cohorts that are no larger than this one.
    """
    # With fewer segments of each than was simulated, the smallest that was stands for them.
    fitting = [size for size in YES if size[0] <= people and size[1] <= max(segments, _FEWEST)]
    fewer = f" (here {segments}: fewer would be found)" if segments < _FEWEST else ""
    if not fitting:
        return (
            "Fewer people than in all simulated cohorts whose power is known (6 with 50 segments "
            "each): there a strong coupling (k = 0.8) was found in 2 of 10, so hardly anything is "
            "to be expected here"
        )
    size = max(fitting)
    found = ", ".join(
        f"{count} of 10 at k = {coupling:g}"
        for coupling, count in zip(COUPLINGS, YES[size], strict=True)
    )
    return (
        f"Of simulated cohorts with {size[0]} people and {size[1]} segments each{fewer}, the "
        f"verdict was yes in {found}. How strong the coupling of real brains and muscles is, in "
        "these terms, nobody knows"
    )
