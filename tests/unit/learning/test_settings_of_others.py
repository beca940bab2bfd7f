"""Networks are trained alike whatever a person has set for other work."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import hashlib, importlib.util, sys
from dataclasses import replace
spec = importlib.util.spec_from_file_location("shared", sys.argv[1])
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
from eeg2emg.learning.recipes import RECIPES
from eeg2emg.learning.training import train_folds
from eeg2emg.splitting.schemes import make_split
dataset = shared.draw_cohort(subjects=2)
recipe = replace(RECIPES["tuned"].recipe, filters=(2, 2, 2), batch_size=8, max_epochs=2)
split = make_split(dataset.segments, "blocked", seed=1)
trained = train_folds(dataset, split, recipe, "adam", seed=3)
found = b"".join(trained.predictions[name].tobytes() for name in sorted(trained.predictions))
print(hashlib.sha256(found).hexdigest())
"""
THEIRS = {"image_data_format": "channels_first", "floatx": "float64", "backend": "jax",
          "epsilon": 0.1, "dtype_policy": "mixed_float16"}  # fmt: skip


def digest(home, **environment):
    shared = Path(__file__).parents[1] / "conftest.py"
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(shared)],
        env=os.environ | {"PYTHONPATH": paths, "HOME": str(home)} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()[-1]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return digest(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("named", [False, True], ids=["in their home", "by variables"])
def test_a_network_is_the_same_whatever_a_person_has_set_for_keras(tmp_path, plain, named):
    folder = tmp_path / "theirs" / ".keras"
    folder.mkdir(parents=True)
    (folder / "keras.json").write_text(json.dumps(THEIRS), encoding="utf-8")
    variables = {"KERAS_BACKEND": "jax", "KERAS_HOME": str(folder)} if named else {}
    variables |= (
        {"TF_USE_LEGACY_KERAS": "1", "TF_XLA_FLAGS": "--tf_xla_auto_jit=2"} if named else {}
    )
    assert digest(tmp_path / "theirs", **variables) == plain
