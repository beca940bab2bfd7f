"""Muscles by the names of channels: those of public recordings, of the paper, and what is none."""

import csv

import pytest
from eeg2emg.names.muscles import MUSCLES, muscle_of, muscle_title, muscles_in_words
from eeg2emg.planning.recording_outline import kind_by_name
from eeg2emg.recordings.channel_names import TEN_TWENTY

NAMED = {
    "L_leg_emg_tibialis_anterior": "left tibialis anterior",
    "R_leg_emg_soleus": "right soleus",
    "L_leg_emg_medial_gastrocnemius": "left medial gastrocnemius",
    "R_leg_emg_peroneus_longus": "right peroneus longus",
    "L_neck_emg": "left neck muscles",
    "R_neck_emg": "right neck muscles",
    "anterior deltoid": "anterior deltoid",
    "Deltoideus lateralis": "middle deltoid",
    "deltoid_r": "right deltoid",
    "brachioradialis": "brachioradialis",
    "flexor digitorum": "flexor digitorum",
    "common extensor digitorum": "common extensor digitorum",
    "first dorsal interosseus": "first dorsal interosseus",
    "FirstDorsalInterosseous": "first dorsal interosseus",
    "EMG_AnteriorDeltoid": "anterior deltoid",
    "Biceps Femoris R": "right biceps femoris",
    "EMG biceps": "biceps brachii",
    "gastrocnemius lateralis (left)": "left lateral gastrocnemius",
    "EMG_TA_L": "left tibialis anterior",
    "EMG-FDI": "first dorsal interosseus",
    "emg.Extensor_Carpi_Ulnaris": "extensor carpi ulnaris",
}
UNNAMED = (
    "EMG_1", "EMG1", "EMG_ref", "muscle 3", "bic", "status", "L_load_cell", "R_horizontal_eog",
    "Mocap_head_anteriorposterior", "EEG A1", "D32", "", "  ", "L", "SOLAR", "bottleneck", "data",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_a_muscle_is_read_from_the_name_of_its_channel(name):
    assert muscle_of(name).title == NAMED[name]
    assert muscle_title(name) == f"{NAMED[name]} ({name})"


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("form", [str.upper, str.lower, lambda name: f" {name} "])
def test_case_and_blanks_do_not_matter(name, form):
    if "_" in name or " " in name or "." in name:  # humps are lost without case
        assert (
            muscle_of(form(name.replace("AnteriorDeltoid", "Anterior_Deltoid"))).title
            == (NAMED[name])
        )


@pytest.mark.parametrize("name", NAMED)
def test_a_channel_named_after_a_muscle_is_emg(name):
    assert kind_by_name(name) == "emg"


@pytest.mark.parametrize("name", UNNAMED)
def test_other_names_tell_no_muscle(name):
    assert muscle_of(name) is None
    assert muscle_title(name) == name


@pytest.mark.parametrize("name", TEN_TWENTY)
def test_no_site_of_the_eeg_is_a_muscle(name):
    assert muscle_of(name) is None
    assert kind_by_name(name) == "eeg"


def test_the_papers_channels_keep_their_words():
    assert {name: muscle_of(name).title for name in MUSCLES} == MUSCLES
    assert muscle_title("BSH") == "biceps brachii, short head (BSH)"


def test_only_abbreviations_are_written_out_beside_a_figure():
    channels = ["BSH", "L_leg_emg_soleus", "FDI", "EMG_1"]
    assert muscles_in_words(channels) == (
        "BSH biceps brachii, short head; FDI first dorsal interosseus"
    )


def test_the_channels_of_a_published_recording_are_told_apart(real_data):
    folder = real_data / "emg_Multimodal" / "sub-01" / "emg"
    with (folder / "sub-01_task-pullstand_channels.tsv").open() as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 10
    for row in rows:
        muscle = row["target_muscle"].partition(" (")[0].lower()
        assert muscle in muscle_of(row["name"]).title
        assert kind_by_name(row["name"]) == "emg"
