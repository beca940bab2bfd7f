"""What a file in a published layout has to hold, and what is said of one that does not."""

import copy
import re
import string
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.errors import ConfigurationError, RecordingError
from eeg2emg.importing.conversion import convert_recording
from eeg2emg.importing.foreign import ForeignChannel, unit_of_table
from eeg2emg.importing.layouts import LAYOUTS, CodedEvents, groups_of_name
from eeg2emg.importing.readers import read_foreign
from eeg2emg.importing.table import read_import_table
from making.public import openbmi, way_eeg_gal
from scipy.io import loadmat, savemat

PLACES = {
    "way_eeg_gal": ["hs.eeg", "hs.emg"],
    "openbmi_train": ["EEG_MI_train"],
    "openbmi_test": ["EEG_MI_test"],
}


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """What a file of each layout holds, and the path at which it lies beside its others."""
    root = tmp_path_factory.mktemp("sets")
    way = way_eeg_gal.write(root / "way", subjects=1, lifts=1, block_lifts=1)
    bmi = openbmi.write(root / "bmi", subjects=1, trials=2, block_trials=1)
    files = dict.fromkeys(PLACES, root / "bmi" / bmi.files[0])
    files["way_eeg_gal"] = root / "way" / "P1" / "HS_P1_S1.mat"
    assert set(files) == set(LAYOUTS)
    assert way.files
    return {name: (path, loadmat(path, simplify_cells=True)) for name, path in files.items()}


@pytest.fixture
def changed(contents, tmp_path):
    """Write a file of a layout, with one field changed or left out, among what lay beside it."""

    def write(name, address=None, value=None, *, file=None):
        path, content = contents[name]
        content = copy.deepcopy({k: v for k, v in content.items() if not k.startswith("__")})
        if address is not None:
            *parents, last = address.split(".")
            place = content
            for parent in parents:
                place = place[parent]
            if value is None:
                del place[last]
            else:
                place[last] = value(place[last]) if callable(value) else value
        for other in path.parent.glob("*.mat"):
            (tmp_path / other.name).write_bytes(other.read_bytes())
        out = tmp_path / (file or path.name)
        savemat(out, content)
        return out

    return write


def addresses(layout):
    """All fields that a layout needs of the file itself."""
    found = [
        address
        for group in layout.signals
        for address in (group.samples, group.names, group.rate_hz)
    ]
    for place in layout.events:
        if isinstance(place, CodedEvents):
            found += [place.onsets, place.codes]
    return list(dict.fromkeys(found))


NEEDED = [(name, address) for name, layout in LAYOUTS.items() for address in addresses(layout)]


@pytest.mark.parametrize(("name", "address"), NEEDED)
def test_a_field_that_is_missing_or_empty_is_named_with_what_there_is(changed, name, address):
    path = changed(name, address)
    with pytest.raises(RecordingError) as caught:
        read_foreign(path, layout=name)
    assert f"no field {address!r}" in str(caught.value)
    assert name in str(caught.value)
    assert path.name in str(caught.value)
    siblings = caught.value.why.partition(" has it; ")[2]
    assert repr(address) not in siblings
    assert siblings.startswith(address.rpartition(".")[0])
    with pytest.raises(RecordingError, match=f"the field '{re.escape(address)}' is empty"):
        read_foreign(changed(name, address, np.zeros((0, 0))), layout=name)


GROUPS = [
    (name, number) for name, layout in LAYOUTS.items() for number in range(len(layout.signals))
]


@pytest.mark.parametrize(("name", "number"), GROUPS)
@pytest.mark.parametrize("case", ["turned", "a name too many", "a name too few", "a name is empty"])
def test_names_and_channels_that_do_not_match_are_refused(changed, name, number, case):
    group = LAYOUTS[name].signals[number]
    address, value = {
        "turned": (group.samples, lambda x: x.T),
        "a name too many": (group.names, lambda x: np.array([*x, "X"], dtype=object)),
        "a name too few": (group.names, lambda x: np.array(x[:-1], dtype=object)),
        "a name is empty": (group.names, lambda x: np.array(["", *x[1:]], dtype=object)),
    }[case]
    with pytest.raises(RecordingError, match=rf"'{re.escape(group.samples)}' is an array of \d+ x"):
        read_foreign(changed(name, address, value), layout=name)


@pytest.mark.parametrize(("name", "number"), GROUPS)
@pytest.mark.parametrize(
    ("value", "message"),
    [
        (lambda x: np.stack([x, x], axis=2), "is an array of"),
        (lambda x: 1j * x, "holds complex numbers"),
        ("EEG.dat", "holds no numbers"),
    ],
)
def test_signals_that_are_no_samples_by_channels_are_refused(changed, name, number, value, message):
    address = LAYOUTS[name].signals[number].samples
    with pytest.raises(RecordingError, match=f"'{re.escape(address)}' {message}"):
        read_foreign(changed(name, address, value), layout=name)


@pytest.mark.parametrize(("name", "number"), GROUPS)
@pytest.mark.parametrize("rate_hz", [0.0, -500.0, np.inf, np.nan, [500.0, 1000.0], "fast"])
def test_a_rate_that_is_none_is_refused(changed, name, number, rate_hz):
    address = LAYOUTS[name].signals[number].rate_hz
    with pytest.raises(RecordingError, match=f"'{re.escape(address)}' is"):
        read_foreign(changed(name, address, rate_hz), layout=name)


CODED = ["openbmi_train", "openbmi_test"]


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("t", lambda t: 0.0 * t, "'{}.t' has 0; it counts samples, of which the first is 1"),
        ("t", lambda t: t + 0.5, "'{}.t' has"),
        ("t", lambda t: np.append(t, 1.0), "'{}.t' has . and|'{}.t' has ., '{}.y_dec' has ."),
        ("y_dec", lambda y: 0.0 * y + 3, r"'{}.y_dec' has 3; codes are 1 \(right\), 2 \(left\)"),
        ("y_dec", lambda y: 3 - y, "'{}.y_dec' and '{}.y_class' name other events"),
    ],
)
def test_events_that_cannot_be_right_are_refused(changed, name, field, value, message):
    variable = PLACES[name][0]
    with pytest.raises(RecordingError, match=message.replace("{}", variable)):
        read_foreign(changed(name, f"{variable}.{field}", value), layout=name)


def lifts_of(path):
    return loadmat(path.with_name("P1_AllLifts.mat"), simplify_cells=True)["P"]


TABLES = {
    "a column too few": (lambda p: p["AllLifts"][:, :-1], None, "is an array of 2 x 42, but"),
    "no such column": (None, lambda names: ["x" if n == "LEDOff" else n for n in names],
                       "'P.ColNames' has no 'LEDOff'"),
    "another person": (lambda p: p["AllLifts"] + 1.0, None, "no line of Part 1, Run 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_a_table_of_lifts_that_does_not_fit_is_refused(changed, case):
    path = changed("way_eeg_gal")
    lifts = lifts_of(path)
    lifts["AllLifts"] = np.vstack([lifts["AllLifts"]] * 2)
    numbers, names, message = TABLES[case]
    if numbers:
        lifts["AllLifts"] = numbers(lifts)
    if names:
        lifts["ColNames"] = names(list(lifts["ColNames"]))
    lifts["ColNames"] = np.array(list(lifts["ColNames"]), dtype=object)
    savemat(path.with_name("P1_AllLifts.mat"), {"P": lifts})
    with pytest.raises(RecordingError, match=f"P1_AllLifts.mat: .*{message}"):
        read_foreign(path, layout="way_eeg_gal")


def test_a_lift_without_a_time_is_told_and_has_no_event(changed):
    path = changed("way_eeg_gal")
    lifts = lifts_of(path)
    names = list(lifts["ColNames"])
    table = np.vstack([lifts["AllLifts"]] * 2)
    table[1, names.index("tReplace")] = np.nan
    savemat(
        path.with_name("P1_AllLifts.mat"),
        {"P": {"AllLifts": table, "ColNames": np.array(names, dtype=object)}},
    )
    read = read_foreign(path, layout="way_eeg_gal")
    assert [name for _, _, name in read.events].count("Replace") == 1
    assert "1 of 2 events 'Replace' have no time" in read.notes


def test_a_file_whose_name_tells_no_series_is_refused(changed):
    path = changed("way_eeg_gal", file="monday.mat")
    with pytest.raises(RecordingError, match=r"monday.mat: its name does not tell .*HS_P1_S1.mat"):
        read_foreign(path, layout="way_eeg_gal")


def test_a_file_of_another_layout_is_refused_by_the_field_it_lacks(changed):
    with pytest.raises(RecordingError, match=r"no field 'hs.eeg.names'.* has 'EEG_MI_test'"):
        read_foreign(changed("openbmi_train"), layout="way_eeg_gal")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_that_is_given_no_layout_is_told_which_it_has(changed, name):
    with pytest.raises(RecordingError, match=f"write .*{name}.* into the column layout"):
        read_foreign(changed(name))


def test_files_of_version_7_3_are_refused_with_the_remedy(tmp_path):
    path = tmp_path / "HS_P1_S1.mat"
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(16))
    with pytest.raises(RecordingError, match=r"version 7.3.*save\(name, '-v7'\)"):
        read_foreign(path, layout="way_eeg_gal")


def convert(path, name, **options):
    groups = LAYOUTS[name]
    assert groups
    emg = openbmi.EMG if name.startswith("openbmi") else way_eeg_gal.EMG
    return convert_recording(
        str(path), name="sub-01_task-arm_run-01", folder=str(path.parent / "out"), task="arm",
        eeg_channels=("Cz",), emg_channels=emg[:2], line_hz=50.0, layout=name, **options,
    )  # fmt: skip


@pytest.mark.parametrize("unit", ["V", "mV"])
def test_the_tables_unit_may_not_contradict_a_layout_that_states_all(changed, unit):
    path = changed("openbmi_train")
    with pytest.raises(RecordingError, match=f"is in µV, but the import table says {unit}"):
        convert(path, "openbmi_train", unit=unit)
    assert convert(path, "openbmi_train", unit="uV").units["EMG1"] == "µV"


def test_the_tables_unit_is_that_of_the_channels_that_the_layout_leaves_open(changed):
    path = changed("way_eeg_gal")
    with pytest.raises(RecordingError, match="the unit of channel 'anterior deltoid' is unknown"):
        convert(path, "way_eeg_gal")
    outcome = convert(path, "way_eeg_gal", unit="mV")
    assert outcome.units["Cz"] == "µV"
    assert outcome.units["anterior deltoid"] == "mV"


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("other", [None, "µV"])
def test_whom_the_tables_unit_concerns(settled, other):
    one = ForeignChannel("Cz", "µV", 500.0, np.zeros(1), unit_settled=settled)
    two = ForeignChannel("EMG", other, 500.0, np.zeros(1))
    assert unit_of_table(one, [one, two], "mV") == (None if settled and other is None else "mV")
    assert unit_of_table(two, [one, two], "mV") == "mV"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_fits_its_example_and_names_fields_that_can_be(name):
    layout = LAYOUTS[name]
    groups = groups_of_name(layout, Path(layout.example))
    assert groups is not None
    assert not any(text.startswith("0") for text in groups.values())
    assert groups_of_name(layout, Path("recording.mat")) is None
    for place in layout.events:
        fields = [field for _, field, _, _ in string.Formatter().parse(getattr(place, "file", ""))]
        assert {field for field in fields if field} <= set(groups)


def table_of(folder, file, layout):
    (folder / file).write_bytes(b"")
    table = folder / "recordings.tsv"
    table.write_text(f"file\tsubject\tlayout\n{file}\t01\t{layout}\n")
    return table


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_import_table_names_the_layout(tmp_path, name):
    (row,) = read_import_table(table_of(tmp_path, "a.mat", name)).values()
    assert row.layout == name
    (row,) = read_import_table(table_of(tmp_path, "a.mat", "")).values()
    assert row.layout is None


@pytest.mark.parametrize(
    ("file", "layout", "message"),
    [
        ("a.mat", "way_eeg", "line 2: the layout 'way_eeg' is unknown. did you mean 'way_eeg_gal'"),
        ("a.mat", "x", "line 2: the layout 'x' is unknown. The layouts are way_eeg_gal, openbmi"),
        ("a.csv", "way_eeg_gal", "line 2: the file 'a.csv' is given the layout 'way_eeg_gal'"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_by_its_line(tmp_path, file, layout, message):
    with pytest.raises(ConfigurationError, match=message):
        read_import_table(table_of(tmp_path, file, layout))
