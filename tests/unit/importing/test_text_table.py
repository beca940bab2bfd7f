"""Tables of text as spreadsheets and recording software write them."""

import tracemalloc

import numpy as np
import pytest
from eeg2emg.errors import RecordingError
from eeg2emg.importing import text_table
from eeg2emg.importing.readers import read_foreign

HEADER = "time,Fp1 (µV),BSH (mV)"
N = 60


def rows(n=N):
    return [f"{k / 200:.3f},{k % 7 - 3}.25,{-k % 5}.5" for k in range(n)]


def make_text(header=HEADER, body=None, end="\n"):
    return "\n".join([header, *(rows() if body is None else body)]) + end


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return read_foreign(path)


def check(recording):
    fp1, bsh = recording.channels
    assert [(fp1.name, fp1.unit, fp1.rate_hz), (bsh.name, bsh.unit, bsh.rate_hz)] == [
        ("Fp1", "µV", 200.0), ("BSH", "mV", 200.0),
    ]  # fmt: skip
    assert fp1.samples.tolist() == [float(f"{k % 7 - 3}.25") for k in range(N)]
    assert bsh.samples.tolist() == [float(f"{-k % 5}.5") for k in range(N)]


def with_semicolons(text):
    return text.replace(",", ";").replace(".", ",")


FORMS = {
    "as it is": make_text(),
    "no line end": make_text(end=""),
    "an empty line at the end": make_text(end="\n\n"),
    "blanks at the end": make_text(end="\n \t\n\n   "),
    "cells without content at the end": make_text(end="\n,,\n,,\n"),
    "an empty line at the beginning": "\n" + make_text(),
    "a line that names the divider": "sep=,\n" + make_text(),
    "the same of a spreadsheet with semicolons": "sep=;\n" + with_semicolons(make_text()),
    "the same in quotation marks": '"sep=;"\n' + with_semicolons(make_text()),
    "decimal commas": with_semicolons(make_text()),
    "tabs": make_text().replace(",", "\t"),
    "line ends of Windows": make_text().replace("\n", "\r\n"),
    "line ends of old Macs": make_text().replace("\n", "\r"),
    "a divider at the end of each line": make_text(body=[row + "," for row in rows()]),
    "blanks after the dividers": make_text().replace(",", ", "),
    "decimal commas between tabs": with_semicolons(make_text()).replace(";", "\t"),
    "decimal commas and points": with_semicolons(make_text()).replace(",25", ".25"),
    "remarks above": "# a logger\n# {3}\n" + make_text(),
    "names in a remark": "% recorded on Monday\n# " + make_text(),
    "units in a line of their own": make_text("time,Fp1,BSH", ["s,µV,mV", *rows()]),
    "units in brackets below": make_text("time,Fp1,BSH", ["[s],[µV],[mV]", *rows()]),
    "quotation marks": make_text(body=['"' + row.replace(",", '","') + '"' for row in rows()]),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_samples_are_read_in_every_form(tmp_path, form):
    recording = read(tmp_path, FORMS[form])
    check(recording)
    assert recording.notes == ()


ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("form", ["as it is", "a line that names the divider", "tabs"])
def test_the_same_samples_are_read_in_every_encoding(tmp_path, encoding, form):
    recording = read(tmp_path, FORMS[form], encoding)
    check(recording)
    told = ("the text is not in UTF-8; it was read as Windows-1252",)
    assert recording.notes == (told if encoding in ("cp1252", "latin-1") else ())


def changed(number, row):
    body = rows()
    body[number - 2] = row
    return body


REFUSED = {
    "an empty line between": (make_text(body=changed(31, "")), "line 31: the line is empty"),
    "cells without content": (make_text(body=changed(31, ",,")), "line 31: the line is empty"),
    "too few cells": (make_text(body=changed(9, "0.035,1")), "line 9: 2 cells where the header"),
    "too many": (make_text(body=changed(9, "0.035,1,2,3")), "line 9: 4 cells where the header"),
    "too many at the end": (make_text(end="\n0.3,1,2,3\n"), "line 62: 4 cells where the header"),
    "a word": (make_text(body=changed(9, "0.035,over,2")), "line 9: 'over' in column 'Fp1 "),
    "a truth value": (make_text(body=changed(9, "0.035,True,2")), "line 9: 'True' in column"),
    "a decimal comma": (make_text(body=changed(9, '0.035,"1,5",2')), "line 9: '1,5' in column"),
    "no time": (make_text(body=changed(9, ",1,2")), "line 9: the time is missing"),
    "lost samples": (make_text(body=rows()[:30] + rows()[32:]), "line 32: the time goes from"),
    "after a line that names the divider": (
        "sep=,\n" + make_text(body=changed(9, "0.035,x,2")), "line 10: 'x' in column",
    ),
    "no header": ("\n".join(rows()), "the first line holds numbers, not the names"),
    "nothing": ("", "the file is empty"),
    "a header alone": (HEADER + "\n", "no samples below the header"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("at_once", [7, 20_000])
def test_what_is_wrong_is_named_with_its_line(tmp_path, monkeypatch, case, at_once):
    monkeypatch.setattr(text_table, "_LINES_AT_ONCE", at_once)
    text, message = REFUSED[case]
    with pytest.raises(RecordingError, match=rf"a\.csv(: |, ){message}"):
        read(tmp_path, text)


def test_a_last_line_that_was_cut_off_is_left_out_and_told(tmp_path):
    recording = read(tmp_path, make_text(end="\n0.300,1"))
    check(recording)
    assert recording.notes == ("line 62, the last one, is incomplete; it was left out",)


@pytest.mark.parametrize("cell", ["", "NaN", "nan", "n/a", "N/A", " nan ", "nAn"])
def test_a_sample_that_is_missing_is_nan(tmp_path, cell):
    samples = read(tmp_path, make_text(body=changed(9, f"0.035,{cell},2"))).channels[0].samples
    assert np.flatnonzero(np.isnan(samples)).tolist() == [7]


@pytest.mark.parametrize("at_once", [1, 7, N, N + 1])
def test_the_pieces_in_which_it_is_read_do_not_show(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(text_table, "_LINES_AT_ONCE", at_once)
    check(read(tmp_path, make_text()))


def test_memory_does_not_grow_with_the_text(tmp_path):
    n = 100_000
    header = "time," + ",".join(f"E{k}" for k in range(8))
    row = ",".join(["-123.456789012345"] * 8)
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *(f"{k / 1000:.3f},{row}" for k in range(n))]))
    read_foreign(path)  # whatever is imported then
    tracemalloc.start()
    recording = read_foreign(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert recording.channels[0].samples.size == n
    assert peak < 2 * (9 * n * 8) + 20e6  # the samples twice, and a piece of the text


@pytest.mark.parametrize("end", ["\r\r\n", "\n\n", "\n\r\n"])
def test_doubled_line_ends_are_no_missing_samples(tmp_path, end):
    recording = read(tmp_path, make_text().replace("\n", end))
    check(recording)
    assert recording.notes == ("every second line is empty; those lines were passed over",)


def blank_rows(divider):
    return [row.replace(",", divider) for row in rows()]


@pytest.mark.parametrize("divider", [" ", "   ", " \t "])
@pytest.mark.parametrize("margin", ["", "  "])
def test_blanks_divide_where_nothing_else_does(tmp_path, divider, margin):
    lines = [f"{margin}{line}{margin}" for line in ["time Fp1 BSH", *blank_rows(divider)]]
    recording = read(tmp_path, "\n".join(lines))
    assert [channel.name for channel in recording.channels] == ["Fp1", "BSH"]
    assert recording.channels[0].samples.tolist() == [float(f"{k % 7 - 3}.25") for k in range(N)]


@pytest.mark.parametrize(
    ("name", "per_s"),
    [
        ("time (ms)", 1e3), ("Time [msec]", 1e3), ("time_ms", 1e3), ("t (us)", 1e6),
        ("time (µs)", 1e6), ("Time_s", 1), ("timestamp", 1), ("Time (seconds)", 1),
    ],
)  # fmt: skip
def test_the_title_tells_the_unit_of_the_times(tmp_path, name, per_s):
    body = [f"{per_s * k / 200:g},{row.partition(',')[2]}" for k, row in enumerate(rows())]
    check(read(tmp_path, make_text(f"{name},Fp1 (µV),BSH (mV)", body)))


def test_a_line_of_units_tells_that_of_the_times(tmp_path):
    body = [f"{5 * k},{row.partition(',')[2]}" for k, row in enumerate(rows())]
    check(read(tmp_path, make_text("time,Fp1,BSH", ["ms,µV,mV", *body])))


def test_times_that_can_be_no_seconds_are_refused(tmp_path):
    body = [f"{5 * k},{row.partition(',')[2]}" for k, row in enumerate(rows())]
    with pytest.raises(RecordingError, match=r"5 s apart.*name the column: time \(ms\)"):
        read(tmp_path, make_text(body=body))


@pytest.mark.parametrize("name", ["T7", "TA", "t1", "times two", "seconds hand"])
def test_a_channel_is_not_taken_for_the_time(tmp_path, name):
    with pytest.raises(RecordingError, match="the sampling rate is unknown"):
        read(tmp_path, make_text(f"{name},Fp1 (µV),BSH (mV)"))


@pytest.mark.parametrize("cell", ["NA", "<NA>", "null", "None", "#N/A", "-nan", "1.#QNAN", " NA "])
def test_what_is_missing_is_missing_however_it_is_written(tmp_path, cell):
    body = rows()
    body[3] = f"0.015,{cell},1.5"
    (fp1, bsh) = read(tmp_path, make_text(body=body)).channels
    assert np.flatnonzero(np.isnan(fp1.samples)).tolist() == [3]
    assert np.isfinite(bsh.samples).all()


@pytest.mark.parametrize("divider", [";", "\t"])
def test_a_comma_that_may_mark_thousands_is_refused(tmp_path, divider):
    body = [divider.join([str(k), f"1,{k:03}", "987"]) for k in range(100, 160)]
    with pytest.raises(RecordingError, match=r"from line 2: '1,100' may be 1\.100 or 1100"):
        read(tmp_path, make_text(divider.join(["n", "Fp1 (uV)", "BSH (uV)"]), body))


@pytest.mark.parametrize("divider", [";", "\t"])
@pytest.mark.parametrize("last", ["0,125", "12,5", "-0,250"])
def test_a_single_cell_tells_that_commas_mark_decimals(tmp_path, divider, last):
    body = [divider.join([str(k), f"1,{k:03}", "987"]) for k in range(100, 160)]
    body.append(divider.join(["160", last, "987"]))
    path = tmp_path / "a.csv"
    path.write_text(make_text(divider.join(["n", "Fp1 (uV)", "BSH (uV)"]), body), encoding="utf-8")
    _, fp1, bsh = read_foreign(path, rate_hz=200.0).channels
    assert fp1.samples[:2].tolist() == [1.1, 1.101]
    assert fp1.samples[-1] == float(last.replace(",", "."))
    assert set(bsh.samples.tolist()) == {987.0}


def test_a_name_may_hold_the_divider_in_quotation_marks(tmp_path):
    recording = read(tmp_path, make_text('time,"Fp1, left (µV)",BSH (mV)'))
    assert [channel.name for channel in recording.channels] == ["Fp1, left", "BSH"]
