"""Units as files and people spell them: what they mean, and which mean two things."""

import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.importing.table import read_import_table
from eeg2emg.importing.units import volts_per_unit, why_ambiguous

SPELLINGS = {
    1.0: ["V", "v", "Volt", "volts", "VOLTS", " V ", "[V]"],
    1e-3: ["mV", "(mV)", "mVolt", "millivolt", "Millivolts", "MILLIVOLTS", "milli volts"],
    1e-6: [
        "uV", "UV", "uv", "Uv", "µV", "μV", "µv", "uVolts", "microvolt", "MicroVolts",
        "micro-volts", "[uV]", "uV.", "\u00c2µV", "\u00ce\u00bcV", "\u0083\u00caV",
    ],
    1e-9: ["nV", "NV", "nv", "nanovolt", "NanoVolts"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "volts"), [(unit, volts) for volts, units in SPELLINGS.items() for unit in units]
)
def test_a_unit_means_its_voltage_however_it_is_spelled(unit, volts):
    assert volts_per_unit(unit) == volts
    assert not why_ambiguous(unit)


@pytest.mark.parametrize("unit", ["MV", "mv", "Mv", "MVolts", "[MV]", "?V", "\ufffdV"])
def test_a_unit_that_may_mean_two_voltages_is_never_guessed(unit):
    assert volts_per_unit(unit) is None
    assert why_ambiguous(unit)


@pytest.mark.parametrize(
    "unit",
    [None, "", "n/a", "Vs", "uVs", "uV/cm", "uV²", "V/s", "mmHg", "microsiemens", "uS", "C", "s",
     "mVrms", "kV", "pV", "dB"],
)  # fmt: skip
def test_what_is_no_voltage_is_none(unit):
    assert volts_per_unit(unit) is None
    assert not why_ambiguous(unit)


@pytest.mark.parametrize(
    ("unit", "reason"), [("mv", "millivolts are written mV"), ("metres", "no unit of voltage")]
)
def test_the_table_states_a_unit_that_is_understood(tmp_path, unit, reason):
    (tmp_path / "a.csv").touch()
    table = tmp_path / "recordings.tsv"
    table.write_text(f"file\tsubject\tunit\na.csv\t01\tuV\na.csv\t02\t{unit}\n")
    with pytest.raises(ConfigurationError, match=rf"line 3: the unit '{unit}'.*{reason}"):
        read_import_table(table)
