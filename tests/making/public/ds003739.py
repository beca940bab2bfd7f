"""A small copy of OpenNeuro ds003739 (Peterson and Ferris 2018): BIDS with EEGLAB files.

As in the original: the names of files, channels and events, 256 Hz, samples in ``.fdt`` beside
``.set``, the unit ``microV``, one task per session, and what ``eeg.json`` says (the task is
``mixed`` there). Not seen in the original: the names of the last two of the eight channels of
motion, and which recordings have no channels.tsv of their own; here one has none.
"""

import json

import mne
import numpy as np
from scipy.io import savemat
from scipy.optimize import linear_sum_assignment

from making.public.generated import (
    ACTIVITY,
    REST,
    Generated,
    GeneratedRecording,
    Stretch,
    simulate_person,
    stretches_of,
)

RATE_HZ = 256.0
EEG = tuple(f"{block}{number}" for block in "ABCD" for number in range(1, 33))
EOG = ("R_horizontal_eog", "L_horizontal_eog", "L_vertical_eog")
_LEG = ("tibialis_anterior", "soleus", "medial_gastrocnemius", "peroneus_longus")
EMG = (
    *("L_neck_emg", "R_neck_emg"),
    *(f"{side}_leg_emg_{muscle}" for side in "LR" for muscle in _LEG),
)
MOTION = (
    *(f"Mocap_sacrum_{axis}" for axis in ("mediolateral", "superiorinferior", "anteriorposterior")),
    *(f"Mocap_head_{axis}" for axis in ("mediolateral", "superiorinferior", "anteriorposterior")),
    *("Misc_7", "Misc_8"),
)
TASKS = {
    "pullstand": ("01", REST),
    "pullwalk": ("02", ACTIVITY),
    "rotatestand": ("03", REST),
    "rotatewalk": ("04", ACTIVITY),
}
"""Session and phase of each task: standing is rest, walking activity."""


def write(folder, *, subjects=3, seed=1, segments=3, segment_s=8.0, coupling=0.9):
    """Write the copy.

    Parameters
    ----------
    folder : Path
        Root of the dataset.
    subjects, seed : int
        Number of people; the one seed.
    segments, segment_s : int and float
        How often the couplings change within a recording, and after how long.
    coupling : float
        How much of the muscles' couplings comes from the brain's.

    Returns
    -------
    Generated
    """
    folder.mkdir(parents=True, exist_ok=True)
    sites = sites_of_cap()
    recordings, traps = [], {}
    for person in range(subjects):
        name = f"sub-{person + 1:03d}"
        # Two tasks share a phase: each takes blocks of its own.
        plan = [
            Stretch(segment_s, phase, block + (task.startswith("rotate")) * segments)
            for task, (_, phase) in TASKS.items()
            for block in range(segments)
        ]
        eeg_v, emg_v, z, w = simulate_person(
            plan, person=person, people=subjects, seed=seed, coupling=coupling, sites=sites,
            muscles=EMG, emg_hz=RATE_HZ, eeg_hz=RATE_HZ,
        )  # fmt: skip
        count = round(segments * segment_s * RATE_HZ)
        for number, (task, (session, _)) in enumerate(TASKS.items()):
            own = slice(number * count, (number + 1) * count)
            spans, blocks = stretches_of(plan[number * segments : (number + 1) * segments])
            stem = f"{name}/ses-{session}/eeg/{name}_ses-{session}_task-{task}"
            recordings.append(
                _write_recording(
                    folder, stem, task, (eeg_v[:, own], emg_v[:, own]), seed + person,
                    spans=spans, blocks=blocks, states=(z, w),
                )
            )  # fmt: skip
    trap = "sub-001/ses-02/eeg/sub-001_ses-02_task-pullwalk_channels.tsv"
    (folder / trap).unlink()
    traps[trap] = "missing: the recording has no list of channels, and inherits none"
    described = {
        "Name": "Perturbed beam-walking task",
        "ReferencesAndLinks": ["https://doi.org/10.1523/ENEURO.0207-18.2018"],
        "BIDSVersion": "v1.6.0", "License": "CC0", "Authors": ["Steven Peterson", "Daniel Ferris"],
    }  # fmt: skip
    (folder / "dataset_description.json").write_text(json.dumps(described))
    people = [f"sub-{person + 1:03d}" for person in range(subjects)]
    (folder / "participants.tsv").write_text("\n".join(["participant_id", *people]) + "\n")
    files = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    return Generated(folder, tuple(files), tuple(recordings), coupling, traps)


def _write_recording(folder, stem, task, signals_v, seed, **known):
    eeg_v, emg_v = signals_v
    rng = np.random.default_rng(seed)
    count = eeg_v.shape[1]
    eog_v = 2.0 * eeg_v[[EEG.index("C7"), EEG.index("C30"), EEG.index("C17")]]
    motion = 1e-6 * rng.standard_normal((len(MOTION), count)).cumsum(axis=1)  # mm are written as 1
    data = 1e6 * np.concatenate([eeg_v, eog_v, emg_v, motion])
    names = [*EEG, *EOG, *EMG, *MOTION]
    duration_s = count / RATE_HZ
    kind = "pull" if task.startswith("pull") else "rotate"
    words = ("pull_left", "pull_right") if kind == "pull" else ("rotate_cw", "rotate_ccw")
    onsets_s = np.arange(2.0, duration_s - 1.5, 4.0) + rng.uniform(-0.4, 0.4)
    values = [words[k] for k in rng.integers(2, size=onsets_s.size)]
    path = folder / f"{stem}_eeg.set"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = data.astype("<f4")
    written.T.tofile(path.with_suffix(".fdt"))
    _write_set(path, names, count, list(zip(values, onsets_s * RATE_HZ + 1, strict=True)))
    sidecar = {
        "PowerLineFrequency": 60, "ManufacturersModelName": "Biosemi Active II",
        "SamplingFrequency": 256, "EEGChannelCount": 128, "EOGChannelCount": 3,
        "EMGChannelCount": 10, "EEGReference": "common median", "ECGChannelCount": 0,
        "MiscChannelCount": 8,
        "SoftwareFilters": {
            "HighPassFilter": {"cutoff": "1 (Hz)"},
            "Cleanline": {"linefreqs": "60, 120, 180, 240 (Hz)"},
        },
        "TaskName": "mixed", "RecordingType": "continuous", "RecordingDuration": duration_s,
    }  # fmt: skip
    (folder / f"{stem}_eeg.json").write_text(json.dumps(sidecar, indent=2))
    kinds = ["EEG"] * 128 + ["EOG"] * 3 + ["EMG"] * 10 + ["MISC"] * 8
    units = ["microV"] * 141 + ["mm"] * 6 + ["n/a"] * 2
    lines = ["name\ttype\tunits"]
    lines += ["\t".join(cells) for cells in zip(names, kinds, units, strict=True)]
    (folder / f"{stem}_channels.tsv").write_text("\n".join(lines) + "\n")
    lines = ["onset\tduration\tsample\ttrial_type\tresponse_time\tstim_file\tvalue"]
    lines += [
        f"{onset_s:.10f}\t1.0000000000\t{onset_s * RATE_HZ:.3f}\tstimulus\tn/a\tn/a\t{value}"
        for onset_s, value in zip(onsets_s, values, strict=True)
    ]
    (folder / f"{stem}_events.tsv").write_text("\n".join(lines) + "\n")
    return GeneratedRecording(
        file=path.relative_to(folder).as_posix(), subject=stem.split("/")[0], task=task, eeg=EEG,
        emg=EMG, other=(*EOG, *MOTION), units={"eeg": "microV", "emg": "microV", "other": "mm"},
        rates_hz={"eeg": RATE_HZ, "emg": RATE_HZ}, duration_s=duration_s,
        events=tuple((onset_s, 1.0, "stimulus") for onset_s in onsets_s.tolist()),
        stretches=known["spans"], blocks=known["blocks"], states=known["states"][0],
        muscle_states=known["states"][1], eeg_v=1e-6 * written[:128].astype(float),
        emg_v=1e-6 * written[131:141].astype(float),
    )  # fmt: skip


def _write_set(path, names, count, events):
    places = np.array(
        [(name, [], [], []) for name in names],
        dtype=[("labels", object), ("X", object), ("Y", object), ("Z", object)],
    )
    marked = np.array(events, dtype=[("type", object), ("latency", object)])
    eeg = {
        "setname": path.stem, "filename": path.name, "filepath": "", "nbchan": float(len(names)),
        "trials": 1.0, "pnts": float(count), "srate": RATE_HZ, "xmin": 0.0,
        "xmax": (count - 1) / RATE_HZ, "data": path.with_suffix(".fdt").name,
        "datfile": path.with_suffix(".fdt").name, "chanlocs": places, "event": marked,
        "times": [], "icawinv": [], "icasphere": [], "icaweights": [], "icaact": [], "epoch": [],
        "ref": "common", "history": "",
    }  # fmt: skip
    savemat(path, {"EEG": eeg}, appendmat=False)


def sites_of_cap():
    """Give each electrode of the cap a site of its own near it, of which the simulator knows."""
    cap = mne.channels.make_standard_montage("biosemi128").get_positions()["ch_pos"]
    sites = mne.channels.make_standard_montage("colin27_1005").get_positions()["ch_pos"]
    names = [name for name in sites if name not in ("A1", "A2", "M1", "M2")]

    def directions(positions):
        x = np.array(list(positions))
        x = x - (x.max(axis=0) + x.min(axis=0)) / 2 * [1, 1, 0]
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    one, other = directions(cap[name] for name in EEG), directions(sites[name] for name in names)
    _, found = linear_sum_assignment(-one @ other.T)
    return tuple(names[k] for k in found)
