"""What a stored model is: its files, its card, and who it is for."""

import hashlib
import json
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from eeg2emg.errors import OwnFileError
from eeg2emg.names import project
from eeg2emg.names.stored_models import KNOWN, NEW
from eeg2emg.stored.archives import read_keras, write_keras
from eeg2emg.stored.card import HeldOutSkill, read_card
from eeg2emg.stored.means import read_means
from eeg2emg.stored.storing import SCHEME_OF, store_model
from eeg2emg.stored.words import NO_EVIDENCE, card_for_people, first_line

ROOT = Path(__file__).parents[3]


def test_the_folder_holds_two_models_their_means_and_two_cards(run):
    assert sorted(path.name for path in run.folder.iterdir()) == [
        *("card.json", "card.md", "known-people.keras", "means.npz", "new-people.keras"),
    ]


def test_equal_runs_give_equal_bytes(run, configuration, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda own=time.time: own() + 1e6)
    card = store_model(tmp_path, run.dataset, run.judged, configuration)
    assert card == run.card
    for path in run.folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_card_is_read_as_it_was_written(run):
    assert read_card(run.folder) == run.card


def test_the_card_says_what_the_model_learned_from(run):
    card, dataset = run.card, run.dataset
    assert (card.version, card.run, card.simulated) == (project.VERSION, "first", True)
    assert tuple(card.eeg_channels) == dataset.eeg_channels
    assert tuple(card.emg_channels) == dataset.emg_channels
    assert card.count == len(dataset.segments)
    assert card.people == sorted(dataset.segments["subject"].unique())
    assert card.phases == ["activity", "rest"]
    assert card.skill_of(KNOWN) == HeldOutSkill("blocked", 0.2, 0.1, 0.3, "cell mean", 4, 40)
    for name, digest in card.files.items():
        assert hashlib.sha256((run.folder / name).read_bytes()).hexdigest() == digest


def test_the_version_is_that_of_the_project():
    assert f'version = "{project.VERSION}"' in (ROOT / "pyproject.toml").read_text()
    assert f"version: {project.VERSION}\n" in (ROOT / "CITATION.cff").read_text()


def test_means_start_from_the_segments_of_the_run(run):
    means, dataset = read_means(run.folder / "means.npz"), run.dataset
    active = (dataset.segments["phase"] == "activity").to_numpy()
    np.testing.assert_allclose(means.phase_targets[0], dataset.targets[active].mean(axis=0))
    first = (dataset.segments["subject"] == run.card.people[0]).to_numpy() & active
    np.testing.assert_allclose(means.targets[0], dataset.targets[first].mean(axis=0))


@pytest.mark.parametrize("name", ["known-people.keras", "new-people.keras"])
def test_a_model_is_made_of_keras_own_layers(run, name):
    classes = {
        type(layer).__module__.split(".")[0] for layer in read_keras(run.folder / name).layers
    }
    assert classes == {"keras"}


def test_code_of_others_is_not_run(tmp_path):
    from eeg2emg.learning.network import import_tensorflow

    keras = import_tensorflow().keras

    def build():
        inputs = keras.Input((2,))
        return keras.Model(inputs, keras.layers.Lambda(lambda x: x + 1)(inputs))

    write_keras(tmp_path / "foreign.keras", build)
    with pytest.raises(OwnFileError, match="Lambda"):
        read_keras(tmp_path / "foreign.keras")


def damage_by(name):
    def cut(folder):
        path = folder / name
        path.write_bytes(path.read_bytes()[:-100])

    return cut


def exchange(folder):
    """Put one model in the place of the other."""
    (folder / "known-people.keras").replace(folder / "new-people.keras")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda folder: (folder / "card.json").unlink(), "holds no stored model"),
        (damage_by("card.json"), "damaged"),
        (damage_by("means.npz"), "means.npz is not the one"),
        (damage_by("known-people.keras"), "known-people.keras is not the one"),
        (lambda folder: (folder / "new-people.keras").unlink(), "new-people.keras is missing"),
        (exchange, "people.keras is"),
    ],
)
def test_a_folder_that_is_not_as_its_card_says_is_refused(run, tmp_path, damage, named):
    for path in run.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damage(tmp_path)
    with pytest.raises(OwnFileError, match=named):
        read_card(tmp_path)


def test_nothing_is_pickled(run):
    for path in run.folder.iterdir():
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
                assert all(name.endswith((".npy", ".json", ".h5")) for name in names)
    with np.load(run.folder / "means.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_one_person_has_no_model_for_others(make_run):
    skills = {SCHEME_OF[KNOWN]: (0.2, None, None), SCHEME_OF[NEW]: "there are too few subjects"}
    run = make_run(subjects=1, skills=skills)
    assert "too few subjects" in run.card.models[NEW].reason
    assert not (run.folder / "new-people.keras").exists()
    assert (run.folder / "known-people.keras").exists()
    assert "too few subjects" in (run.folder / "card.md").read_text(encoding="utf-8")


def test_what_was_not_evaluated_is_not_stored(make_run):
    run = make_run(skills={SCHEME_OF[NEW]: (0.2, 0.1, 0.3)})
    assert "evaluation.schemes" in run.card.models[KNOWN].reason
    assert sorted(run.card.files) == ["means.npz", "new-people.keras"]


@pytest.mark.parametrize(
    ("skill", "said"),
    [
        ((0.2, 0.1, 0.3), "a skill above 0 was shown (0.200)"),
        ((0.2, -0.1, 0.3), "NO skill above 0 was shown"),
        ((-0.2, -0.3, 0.1), "NO skill above 0 was shown"),
        ((0.2, np.nan, np.nan), "too few people for an interval"),
    ],
)
def test_the_first_line_says_whether_there_is_a_skill(make_run, skill, said):
    run = make_run(skills=dict.fromkeys(SCHEME_OF.values(), skill))
    first = (run.folder / "card.md").read_text(encoding="utf-8").splitlines()[0]
    assert said in first
    assert "simulated" in first


def test_a_model_of_real_recordings_is_not_called_simulated(make_run):
    card = make_run(simulated=False).card
    assert "simulated" not in first_line(card)
    assert NO_EVIDENCE not in card_for_people(card)
    assert NO_EVIDENCE in card_for_people(make_run().card)


def test_the_card_is_json_that_anybody_reads(run):
    content = json.loads((run.folder / "card.json").read_text(encoding="utf-8"))
    assert content["format"] == 1
    assert content["conditions"]["connectivity.eeg_rate_hz"] == 250
