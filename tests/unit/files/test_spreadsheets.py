"""Text in tables: no spreadsheet runs it, and it is read as it was written."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from eeg2emg.cohort.exclusions import Exclusion, read_exclusions, write_exclusions
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.errors import ConfigurationError
from eeg2emg.figures.saving import save_figure
from eeg2emg.figures.style import new_figure
from eeg2emg.files.spreadsheets import begins_a_formula, escaped, unescaped
from eeg2emg.files.tables import read_table, table_text, write_table
from eeg2emg.importing.events import chosen_events
from eeg2emg.splitting.split import Split
from hypothesis import example, given
from hypothesis import strategies as st

FORMULAS = (
    '=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1",
    "＝1+1", "＠x", "-EMG", "'=1", "''@x", "-", "=",
)  # fmt: skip
PLAIN = ("", "BSH", "01", "-0.5", "+3", "-1e-05", "-inf", "a=b", "'tis", "NA", "null", "O'Neil -x")


def run_by_a_spreadsheet(cell):
    """What begins a formula, by the rule of those who warn of it, written down once more."""
    try:
        float(cell)
    except ValueError:
        return cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    return False


TEXTS = st.text(alphabet="=+-@'\t\r\n＝;,\"a1.e ", max_size=8)


@given(TEXTS)
@example("a;=1")
@example("'-5")
@example("a\n\r'=b")
def test_escaped_text_runs_nowhere_and_comes_back(text):
    written = escaped(text)
    assert unescaped(written) == text
    for divider in (";", "\t", "\n", "\r"):  # as a spreadsheet set to another divider sees it
        if written != text or divider in text:
            assert not any(map(begins_a_formula, written.split(divider)[1:] or [""]))
    assert not run_by_a_spreadsheet(written)


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_and_numbers_stay_as_they_are(text):
    assert escaped(text) == text
    assert not begins_a_formula(text)


@given(st.lists(st.tuples(TEXTS, st.floats(width=32)), min_size=1, max_size=5))
def test_no_cell_of_a_table_runs_and_the_table_is_read_as_it_was(tmp_path_factory, rows):
    table = pd.DataFrame({"subject": [a or None for a, _ in rows], "x": [b for _, b in rows]})
    path = tmp_path_factory.mktemp("table") / "table.csv"
    write_table(path, table)
    with path.open(newline="", encoding="utf-8") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not any(map(run_by_a_spreadsheet, cells))
    back = read_table(path)
    assert back["subject"].fillna("").tolist() == [a for a, _ in rows]
    np.testing.assert_array_equal(back["x"].to_numpy(float), table["x"].to_numpy())


@pytest.mark.parametrize("name", [*FORMULAS, "NA", "nan", "1", "007", "1e3", "True"])
@pytest.mark.parametrize("column", ["subject", "fold", "phase", "channel", "sink", "source"])
def test_a_name_is_read_as_it_was_written(column, name, tmp_path):
    write_table(tmp_path / "table.csv", pd.DataFrame({column: [name], "value": [-1.5]}))
    back = read_table(tmp_path / "table.csv")
    assert back[column].tolist() == [name]
    assert back["value"].tolist() == [-1.5]


@pytest.mark.parametrize("text", FORMULAS)
def test_headers_figures_splits_and_exclusions_are_escaped_as_well(text, tmp_path):
    def safe(written, divider):
        rows = csv.reader(io.StringIO(written, newline=""), delimiter=divider)
        return not any(run_by_a_spreadsheet(cell) for row in rows for cell in row)

    table = pd.DataFrame({text: [1.0], "note": [text]})
    assert safe(table_text(table), ",")
    save_figure(new_figure(2, 2), table, [tmp_path / "drawn.csv"])
    assert safe((tmp_path / "drawn.csv").read_bytes().decode(), ",")
    pd.testing.assert_frame_equal(read_table(tmp_path / "drawn.csv"), table)

    write_exclusions(tmp_path / "exclusions.tsv", [Exclusion("file", text, text)])
    assert safe((tmp_path / "exclusions.tsv").read_text("utf-8"), "\t")
    squeezed = " ".join(text.split())
    assert read_exclusions(tmp_path / "exclusions.tsv") == [Exclusion("file", squeezed, squeezed)]

    split = Split(pd.DataFrame({"fold": ["+1+1"], "segment": ["@a"], "part": ["test"]}))
    assert safe(split.text(), "\t")


@pytest.mark.parametrize("name", [name for name in FORMULAS if name.isprintable()])
@pytest.mark.parametrize("kind", ["eeg", "emg"])
def test_channels_are_not_named_like_formulas(kind, name):
    if not begins_a_formula(name):
        name = f"={name}"
    # Of some letters the figures' font has no sign, which is said first.
    with pytest.raises(ConfigurationError, match=r"spreadsheets would run it|figures"):
        load_configuration({"channels": {kind: [name, "X1", "X2"]}})


@pytest.mark.parametrize("name", ["=1+1", "@rest", "-rest", "+rest", "＝x"])
def test_events_of_an_import_that_would_run_lose_their_names_and_are_told(name):
    events, notes = chosen_events([(0.0, 1.0, name), (1.0, 1.0, "rest"), (2.0, 0.0, "-1")], 9, None)
    assert [event[2] for event in events] == ["unnamed", "rest", "-1"]
    assert len(notes) == 1
    assert repr(name) in notes[0]
