"""Context of the report: the tables and files that it is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd

    from eeg2emg.report.provenance import FileProvenance


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the report.

    Attributes
    ----------
    image : bytes
        The content of its PNG or SVG file.
    caption : str
        What it shows, as the reStructuredText of ``workflow/report/``.
    data_csv : str
        What is drawn, for a download; empty for none.
    alternative : str
        What can be seen in it, for those who cannot see it.
    """

    image: bytes
    caption: str
    data_csv: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class ReportContext:
    """All numbers, tables and figures of a run.

    What a cohort cannot carry is None or empty, and the report says so.

    Attributes
    ----------
    name : str
        Name of the run.
    simulated : bool
        Whether the recordings were simulated.
    phases : sequence of str
        The configured phases; the first is rest.
    segment_s : float
        Length of a segment, in seconds.
    segments : DataFrame
        One row per segment that was analysed: subject, recording, phase, and the diagnostics
        ``eeg_...`` and ``emg_...`` of its estimates.
    eeg_channels, emg_channels : sequence of str
        Channel names.
    eeg_measures, emg_measures : sequence of str
        Names of the planes, of the brain and of the muscles.
    target : str
        Which of `emg_measures` the models estimate.
    emg_values : ndarray, shape (segments, emg_measures, m, m)
        Connectivity of the muscles, [sink, source].
    attributes : mapping
        eeg_rate_hz, eeg_order, emg_rate_hz, emg_order.
    exclusions : DataFrame
        Columns level (subject, recording, segment), name, reason.
    tables : mapping of str to DataFrame
        The tables of the run, by name (``tables/<name>.csv``); a table that the run does not make
        is absent. Names of subjects and folds are text, and so are all cells of Table 3.
    cross_checks : mapping of str to mapping
        By recording, what an independent library gives: by measure, correlation, max_difference,
        mean_difference.
    splits : mapping of str to mapping
        By scheme: status, reason, digest, folds, left_out.
    training : DataFrame or None
        One row per network and fold: recipe, optimizer, scheme, fold, training_segments,
        batch_size, iterations, best_iteration, stopped, note.
    confidence : float
        Level of the intervals.
    recipes : mapping of str to sequence of mapping
        By recipe, its options: option, value, source, meaning.
    configuration : mapping
        All options of the run, nested.
    versions : mapping of str to str
        Versions of Python and of the libraries that were used.
    pins : mapping of str to str
        Those that the project pins.
    figures : mapping of str to ReportFigure
        By name, the stem of its file.
    command : str
        What starts such a run.
    commit : str
        That of the code; empty where it is not known.
    date : str
        That of the data; empty where it is not known.
    files : mapping of str to mapping
        What can be saved from the page as archives: by kind (tables, figures), contents by name.
    rules : sequence of tuple
        Of each rule of the workflow: its name, what it does, and after which rules it runs.
    provenance : mapping of str to FileProvenance
        Where each file that the page shows comes from, by its name within the run.
    """

    name: str
    simulated: bool
    phases: Sequence[str]
    segment_s: float
    segments: pd.DataFrame
    eeg_channels: Sequence[str]
    emg_channels: Sequence[str]
    eeg_measures: Sequence[str]
    emg_measures: Sequence[str]
    target: str
    emg_values: np.ndarray
    attributes: Mapping[str, Any]
    exclusions: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    cross_checks: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    splits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    training: pd.DataFrame | None = None
    confidence: float = 0.95
    recipes: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, ReportFigure] = field(default_factory=dict)
    command: str = ""
    commit: str = ""
    date: str = ""
    files: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    rules: Sequence[tuple[str, str, Sequence[str]]] = ()
    provenance: Mapping[str, FileProvenance] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame | None:
        """Give a table of the run; None where the run does not make it, or it has no rows."""
        found = self.tables.get(name)
        return None if found is None or found.empty else found

    def joined(self, *names: str) -> pd.DataFrame | None:
        """Give several tables of one layout as one; None where there is none of them."""
        import pandas as pd

        found = [table for name in names if (table := self.table(name)) is not None]
        return pd.concat(found, ignore_index=True) if found else None
