"""A small copy of Lee 2019 (OpenBMI, doi 10.1093/gigascience/giz002): imagery, a negative control.

As in the original: names of files, variables and fields, 1 kHz, continuous EEG and EMG beside each
other, onsets as numbers of samples from 1, codes (1 right, 2 left), four seconds of imagery after
three of fixation, about six of pause, and recordings of rest without EMG. Nothing links brain and
muscles, and the muscles are at rest throughout. Not seen in the original: types of the numbers
(here single precision, in steps of a tenth of a microvolt) and orientation of the lists.
"""

import numpy as np
from scipy.io import savemat

from making.public.generated import (
    ACTIVITY,
    REST,
    Generated,
    GeneratedRecording,
    Stretch,
    simulate_person,
    stretches_of,
)

EEG = (
    *("Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "FC5", "FC1", "FC2", "FC6", "T7", "C3", "Cz"),
    *("C4", "T8", "TP9", "CP5", "CP1", "CP2", "CP6", "TP10", "P7", "P3", "Pz", "P4", "P8", "PO9"),
    *("O1", "Oz", "O2", "PO10", "FC3", "FC4", "C5", "C1", "C2", "C6", "CP3", "CPz", "CP4", "P1"),
    *("P2", "POz", "FT9", "FTT9h", "TTP7h", "TP7", "TPP9h", "FT10", "FTT10h", "TPP8h", "TP8"),
    *("TPP10h", "F9", "F10", "AF7", "AF3", "AF4", "AF8", "PO3", "PO4"),
)
EMG = ("EMG1", "EMG2", "EMG3", "EMG4")
RATE_HZ = 1000.0
WORDS = {1: "right", 2: "left"}
FIXATION_S, IMAGERY_S, PAUSE_S = 3.0, 4.0, 6.0
REST_UV = 8.0


def write(folder, *, subjects=3, seed=1, trials=8, block_trials=4, session=1):
    """Write the copy: per person a file with two recordings, of half as many trials the second.

    Parameters
    ----------
    folder : Path
        Holds ``session1/s1/sess01_subj01_EEG_MI.mat``.
    subjects, seed : int
        Number of people; the one seed.
    trials, block_trials : int
        Trials of the first recording; after so many the states change.
    session : int
        Of the files' names.

    Returns
    -------
    Generated
    """
    recordings = []
    for person in range(subjects):
        name = f"sess{session:02d}_subj{person + 1:02d}_EEG_MI.mat"
        path = folder / f"session{session}" / f"s{person + 1}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {}
        for run, (part, count) in enumerate((("train", trials), ("test", max(1, trials // 2)))):
            found, content[f"EEG_MI_{part}"] = _recording(
                path.relative_to(folder).as_posix(), part, person, subjects, run, seed=seed,
                trials=count, block_trials=block_trials,
            )  # fmt: skip
            recordings.append(found)
        savemat(path, content, do_compression=True)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.mat"))
    traps = dict.fromkeys(files, "the recordings of rest have no EMG")
    return Generated(folder, tuple(files), tuple(recordings), 0.0, traps)


def _recording(file, part, person, people, run, **options):
    rng = np.random.default_rng([options["seed"], person, run])
    plan, onsets, codes, now_s = [], [], [], 0.0
    for trial in range(options["trials"]):
        block, pause_s = trial // options["block_trials"], PAUSE_S + rng.uniform(-1.5, 1.5)
        plan += [Stretch(FIXATION_S, REST, block), Stretch(IMAGERY_S, ACTIVITY, block)]
        plan += [Stretch(pause_s, REST, block)]
        onsets.append(round((now_s + FIXATION_S) * RATE_HZ))
        codes.append(int(rng.integers(1, 3)))
        now_s += FIXATION_S + IMAGERY_S + pause_s
    eeg_v, emg_v, z, w = simulate_person(
        plan, person=person, people=people, run=run, seed=options["seed"], coupling=0.0,
        sites=EEG, muscles=EMG, emg_hz=RATE_HZ, eeg_hz=RATE_HZ, activity_uv=REST_UV,
    )  # fmt: skip
    eeg_uv, emg_uv = (np.round(1e6 * x, 1).astype(np.float32) for x in (eeg_v, emg_v))
    rest = np.round(5.0 * rng.standard_normal((2000, len(EEG))), 1).astype(np.float32)
    words = [WORDS[code] for code in codes]
    classes = np.array([[code, word] for code, word in WORDS.items()], dtype=object)
    variable = {
        "x": eeg_uv.T, "t": np.array([onsets], dtype=float) + 1, "fs": RATE_HZ,
        "y_dec": np.array([codes], dtype=float),
        "y_logic": np.array([[code == own for code in codes] for own in WORDS]),
        "y_class": _cells(words), "class": classes, "chan": _cells(EEG),
        "EMG": emg_uv.T, "EMG_index": _cells(EMG), "pre_rest": rest, "post_rest": rest,
    }  # fmt: skip
    spans, blocks = stretches_of(plan)
    found = GeneratedRecording(
        file=file, subject=f"s{person + 1}", task=part, eeg=EEG, emg=EMG, other=(),
        units={"eeg": "µV", "emg": "µV"}, rates_hz={"eeg": RATE_HZ, "emg": RATE_HZ},
        duration_s=eeg_uv.shape[1] / RATE_HZ,
        events=tuple(
            (onset / RATE_HZ, IMAGERY_S, word) for onset, word in zip(onsets, words, strict=True)
        ),
        stretches=spans, blocks=blocks, states=z, muscle_states=w,
        eeg_v=1e-6 * eeg_uv.astype(float), emg_v=1e-6 * emg_uv.astype(float),
    )  # fmt: skip
    return found, variable


def _cells(texts):
    cells = np.empty((1, len(texts)), dtype=object)
    cells[0] = texts
    return cells
