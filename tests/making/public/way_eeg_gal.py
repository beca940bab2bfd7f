"""A small copy of WAY-EEG-GAL (Luciw 2014, doi 10.1038/sdata.2014.47): structures in ``.mat``.

As in the original: names of files and fields, the 43 columns of ``P.AllLifts``, 500 Hz and 4 kHz in
one file, EEG in tenths of a microvolt, and a series of EEG alone for each person (``..._ST.mat``).
Not seen in the original: the types of the numbers, the spelling of the muscles and of the columns
of ``kin``, and the unit of the EMG, which is millivolts here.
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
    *("O1", "Oz", "O2", "PO10"),
)
EMG = (
    *("anterior deltoid", "brachioradialis", "flexor digitorum"),
    *("common extensor digitorum", "first dorsal interosseus"),
)
EEG_HZ, EMG_HZ = 500.0, 4000.0
EEG_UV_PER_COUNT = 0.1
COLUMNS = (
    *("Part", "Run", "Lift", "CurW", "CurS", "PrevW", "PrevS", "StartTime", "LEDOn", "LEDOff"),
    *("BlockType", "tIndTouch", "tThumbTouch", "tFirstDigitTouch", "tBothDigitTouch"),
    *("tIndStartLoadPhase", "tThuStartLoadPhase", "tBothStartLoadPhase", "tLiftOff", "tReplace"),
    *("tIndRelease", "tThuRelease", "tBothReleased", "GF_Max", "LF_Max", "dGF_Max", "dLF_Max"),
    *("tGF_Max", "tLF_Max", "tdGF_Max", "tdLF_Max", "GF_hold", "LF_hold", "tHandStart"),
    *("tHandStop", "tPeakVelHandReach", "tPeakVelHandRetract", "GripAparture_Max"),
    *("tGripAparture_Max", "Dur_Reach", "Dur_Preload", "Dur_LoadPhase", "Dur_Release"),
)
NAMES = {
    "LEDOn": "LEDOn", "tHandStart": "HandStart", "tFirstDigitTouch": "FirstDigitTouch",
    "tLiftOff": "LiftOff", "LEDOff": "LEDOff", "tReplace": "Replace",
    "tBothReleased": "BothReleased", "tHandStop": "HandStop",
}  # fmt: skip
"""Name of the events of each column of times that is read."""

LED_ON_S, MOVES_S, STILL_S = 2.0, 6.0, 3.0


def write(folder, *, subjects=3, seed=1, lifts=12, block_lifts=4, series=1, coupling=0.9):
    """Write the copy.

    Parameters
    ----------
    folder : Path
        Holds a folder per person, ``P1``.
    subjects, seed : int
        Number of people; the one seed.
    lifts, block_lifts : int
        Lifts of a series; after so many the couplings change.
    series : int
        Series per person.
    coupling : float
        How much of the muscles' couplings comes from the brain's.

    Returns
    -------
    Generated
    """
    recordings, traps = [], {}
    for person in range(subjects):
        own = folder / f"P{person + 1}"
        own.mkdir(parents=True, exist_ok=True)
        tables = []
        for run in range(series):
            found, table = _write_series(
                own, person, subjects, run, seed=seed, lifts=lifts, block_lifts=block_lifts,
                coupling=coupling,
            )  # fmt: skip
            recordings.append(found)
            tables.append(table)
        savemat(
            own / f"P{person + 1}_AllLifts.mat",
            {"P": {"AllLifts": np.concatenate(tables), "ColNames": _cells(COLUMNS)}},
        )
        trap = f"P{person + 1}/HS_P{person + 1}_ST.mat"
        counts = np.zeros((1000, len(EEG)), dtype=np.int16)
        eeg = {"names": _cells(EEG), "sig": counts, "samplingrate": EEG_HZ}
        savemat(folder / trap, {"hs": {"participant": person + 1.0, "series": "ST", "eeg": eeg}})
        traps[trap] = "has EEG alone"
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.mat"))
    return Generated(folder, tuple(files), tuple(recordings), coupling, traps)


def _write_series(own, person, people, run, **options):
    rng = np.random.default_rng([options["seed"], person, run])
    plan, table, now_s = [], [], 0.0
    for lift in range(options["lifts"]):
        block = lift // options["block_lifts"]
        reach_s, hold_s = rng.uniform(0.3, 0.5), rng.uniform(2.2, 2.8)
        lift_off_s = LED_ON_S + reach_s + 1.2
        led_off_s = lift_off_s + hold_s
        times = {
            "LEDOn": LED_ON_S, "tHandStart": LED_ON_S + reach_s,
            "tFirstDigitTouch": LED_ON_S + reach_s + 0.7, "tLiftOff": lift_off_s,
            "LEDOff": led_off_s, "tReplace": led_off_s + 0.6, "tBothReleased": led_off_s + 0.8,
            "tHandStop": LED_ON_S + reach_s + MOVES_S,
        }  # fmt: skip
        told = {
            "Part": person + 1, "Run": run + 1, "Lift": lift + 1, "CurW": 2, "CurS": 1,
            "BlockType": 1, "StartTime": now_s,
        }  # fmt: skip
        table.append([(told | times).get(name, 0.0) for name in COLUMNS])
        plan += [
            Stretch(LED_ON_S + reach_s, REST, block),
            Stretch(MOVES_S, ACTIVITY, block),
            Stretch(STILL_S, REST, block),
        ]
        now_s += LED_ON_S + reach_s + MOVES_S + STILL_S
    eeg_v, emg_v, z, w = simulate_person(
        plan, person=person, people=people, run=run, seed=options["seed"],
        coupling=options["coupling"], sites=EEG, muscles=EMG, emg_hz=EMG_HZ, eeg_hz=EEG_HZ,
        line_hz=50.0,
    )  # fmt: skip
    counts = np.rint(1e6 * eeg_v / EEG_UV_PER_COUNT).astype(np.int16)
    emg_mv = (1e3 * emg_v).astype(np.float32)
    name = f"P{person + 1}_S{run + 1}"
    length = counts.shape[1]
    still = np.zeros((length, 36), dtype=np.float32)
    hs = {
        "name": "XX", "participant": person + 1.0, "series": run + 1.0,
        "emg": {"names": _cells(EMG), "sig": emg_mv.T, "samplingrate": EMG_HZ},
        "eeg": {"names": _cells(EEG), "sig": counts.T, "samplingrate": EEG_HZ},
        "kin": {
            "names": _cells([f"kin{k + 1}" for k in range(36)]), "sig": still,
            "samplingrate": EEG_HZ,
        },
        "env": {
            "names": _cells(["surface", "weight"]), "sig": still[:, :2], "samplingrate": EEG_HZ
        },
    }  # fmt: skip
    savemat(own / f"HS_{name}.mat", {"hs": hs}, do_compression=True)
    rows = np.array(table)
    if person == 0 and run == 0:
        _write_windows(own / f"WS_{name}.mat", rows, counts, emg_mv)
    events = sorted(
        (row[COLUMNS.index("StartTime")] + row[COLUMNS.index(column)], 0.0, event)
        for row in rows.tolist()
        for column, event in NAMES.items()
    )
    spans, blocks = stretches_of(plan)
    found = GeneratedRecording(
        file=f"P{person + 1}/HS_{name}.mat", subject=f"P{person + 1}", task=f"S{run + 1}",
        eeg=EEG, emg=EMG, other=(), units={"eeg": "µV", "emg": "mV"},
        rates_hz={"eeg": EEG_HZ, "emg": EMG_HZ}, duration_s=length / EEG_HZ, events=tuple(events),
        stretches=spans, blocks=blocks, states=z, muscle_states=w,
        eeg_v=1e-6 * EEG_UV_PER_COUNT * counts.astype(float), emg_v=1e-3 * emg_mv.astype(float),
    )  # fmt: skip
    return found, rows


def _write_windows(path, rows, counts, emg_mv):
    """Write the same, cut into a window per lift."""
    windows = []
    for row in rows:
        start_s = row[COLUMNS.index("StartTime")]
        length_s = row[COLUMNS.index("tHandStop")]
        first, count = round(start_s * EEG_HZ), round(length_s * EEG_HZ)
        ratio = round(EMG_HZ / EEG_HZ)
        emg = emg_mv[:, ratio * first : ratio * (first + count)]
        windows.append(
            (
                counts[:, first : first + count].T, emg.T,
                np.arange(count) / EEG_HZ, np.arange(emg.shape[1]) / EMG_HZ, start_s,
                row[COLUMNS.index("LEDOn")], row[COLUMNS.index("LEDOff")], 2.0, 1.0,
            )
        )  # fmt: skip
    fields = (
        "eeg",
        "emg",
        "eeg_t",
        "emg_t",
        "trial_start_time",
        "LEDon",
        "LEDoff",
        "weight",
        "surf",
    )
    win = np.empty(len(windows), dtype=[(field, object) for field in fields])
    for place, values in enumerate(windows):
        win[place] = values
    names = {"eeg": _cells(EEG), "emg": _cells(EMG)}
    savemat(path, {"ws": {"name": "XX", "names": names, "win": win}}, do_compression=True)


def _cells(texts):
    return np.array(list(texts), dtype=object)
