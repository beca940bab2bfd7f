"""A small copy of Jeong 2020 (doi 10.1093/gigascience/giaa098): BrainVision, 2.5 kHz, trials.

As in the original: names of files and channels, markers (cue ``S  1`` to ``S  6``, go ``S 11`` to
``S 61`` three seconds later, end ``S  8`` after four more), and headers that name the wrong files:
of the second person one that is not there, of the third those of the first. Not seen in the
original: number format and resolution, the order of the channels, and how long the pause is.
"""

import numpy as np

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
    *("Fp1", "Fp2", "AF7", "AF3", "AFz", "AF4", "AF8", "F7", "F5", "F3", "F1", "Fz", "F2", "F4"),
    *("F6", "F8", "FT7", "FC5", "FC3", "FC1", "FC2", "FC4", "FC6", "FT8", "T7", "C5", "C3", "C1"),
    *("Cz", "C2", "C4", "C6", "T8", "TP7", "CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6", "TP8"),
    *("P7", "P5", "P3", "P1", "Pz", "P2", "P4", "P6", "P8", "PO7", "PO3", "POz", "PO4", "PO8"),
    *("O1", "Oz", "O2", "Iz"),
)
EOG = ("hEOG_L", "hEOG_R", "vEOG_U", "vEOG_D")
EMG = (*(f"EMG_{number}" for number in range(1, 7)), "EMG_ref")
MUSCLES = EMG[:-1]
"""Those that are coupled: the last one lies on the elbow."""

RESOLUTION_UV = 0.1
CUE_S, MOVE_S, PAUSE_S, LEAD_S = 3.0, 4.0, 3.0, 4.0


def write(
    folder,
    *,
    subjects=3,
    seed=1,
    trials=8,
    block_trials=4,
    rate_hz=2500.0,
    session=1,
    movement="reaching",
    coupling=0.9,
):
    """Write the copy, a recording per person.

    Parameters
    ----------
    folder : Path
        Where the files are written.
    subjects, seed : int
        Number of people; the one seed.
    trials, block_trials : int
        Trials of a recording; after so many the couplings change.
    rate_hz : float
        2500, or 1000 as in the copy on Zenodo.
    session, movement
        Of the files' names.
    coupling : float
        How much of the muscles' couplings comes from the brain's.

    Returns
    -------
    Generated
    """
    folder.mkdir(parents=True, exist_ok=True)
    stems = [f"session{session}_sub{person + 1}_{movement}_realMove" for person in range(subjects)]
    recordings, traps = [], {}
    for person, stem in enumerate(stems):
        named = stem
        if person == 1:
            named = "20180208_reaching_realMove"
            traps[f"{stem}.vhdr"] = "names files that are not there"
        elif person == 2:
            named = stems[0]
            traps[f"{stem}.vhdr"] = "names the files of another person"
        recordings.append(
            _write_recording(
                folder, stem, named, person, subjects, seed=seed, trials=trials,
                block_trials=block_trials, rate_hz=rate_hz, coupling=coupling, movement=movement,
            )
        )  # fmt: skip
    files = sorted(path.name for path in folder.iterdir())
    return Generated(folder, tuple(files), tuple(recordings), coupling, traps)


def _write_recording(folder, stem, named, person, people, **options):
    rate_hz, seed = options["rate_hz"], options["seed"]
    rng = np.random.default_rng([seed, person])
    plan = [Stretch(LEAD_S, REST, 0)]
    markers, now_s = [], LEAD_S
    for trial in range(options["trials"]):
        kind, block = int(rng.integers(1, 7)), trial // options["block_trials"]
        # The muscles begin at the go and end with it; the blend lies around both.
        plan += [Stretch(CUE_S, REST, block), Stretch(MOVE_S, ACTIVITY, block)]
        plan += [Stretch(PAUSE_S, REST, block)]
        go_s = now_s + CUE_S
        markers += [(now_s, f"S  {kind}"), (go_s, f"S {kind}1"), (go_s + MOVE_S, "S  8")]
        now_s = go_s + MOVE_S + PAUSE_S
    eeg_v, emg_v, z, w = simulate_person(
        plan, person=person, people=people, seed=seed, coupling=options["coupling"],
        sites=EEG, muscles=MUSCLES, emg_hz=rate_hz, eeg_hz=rate_hz,
    )  # fmt: skip
    count = eeg_v.shape[1]
    eog_v = 2.0 * eeg_v[[EEG.index(name) for name in ("AF7", "AF8", "Fp1", "Fp2")]]
    elbow_v = 2e-6 * rng.standard_normal((1, count))
    x_v = np.concatenate([eeg_v, eog_v, emg_v, elbow_v])
    whole = np.clip(np.rint(1e6 * x_v / RESOLUTION_UV), -32768, 32767).astype("<i2")
    whole.T.tofile(folder / f"{stem}.eeg")
    names = [*EEG, *EOG, *EMG]
    header = [
        "Brain Vision Data Exchange Header File Version 1.0",
        "; Data created by the Vision Recorder",
        "",
        "[Common Infos]",
        "Codepage=UTF-8",
        f"DataFile={named}.eeg",
        f"MarkerFile={named}.vmrk",
        "DataFormat=BINARY",
        "DataOrientation=MULTIPLEXED",
        f"NumberOfChannels={len(names)}",
        f"SamplingInterval={1e6 / rate_hz:g}",
        "",
        "[Binary Infos]",
        "BinaryFormat=INT_16",
        "",
        "[Channel Infos]",
        *(f"Ch{k}={name},,{RESOLUTION_UV:g},µV" for k, name in enumerate(names, start=1)),
    ]
    (folder / f"{stem}.vhdr").write_text("\r\n".join(header) + "\r\n", encoding="utf-8")
    lines = ["Mk1=New Segment,,1,1,0,20200101000000000000"]
    samples = [round(onset_s * rate_hz) for onset_s, _ in markers]
    lines += [
        f"Mk{k}=Stimulus,{text},{sample + 1},1,0"
        for k, (sample, (_, text)) in enumerate(zip(samples, markers, strict=True), start=2)
    ]
    markers_file = [
        "Brain Vision Data Exchange Marker File, Version 1.0",
        "",
        "[Common Infos]",
        "Codepage=UTF-8",
        f"DataFile={named}.eeg",
        "",
        "[Marker Infos]",
        *lines,
    ]
    (folder / f"{stem}.vmrk").write_text("\r\n".join(markers_file) + "\r\n", encoding="utf-8")
    written_v = 1e-6 * RESOLUTION_UV * whole.astype(float)
    spans, blocks = stretches_of(plan)
    return GeneratedRecording(
        file=f"{stem}.vhdr", subject=f"sub{person + 1}", task=options["movement"], eeg=EEG,
        emg=EMG, other=EOG, units={"eeg": "µV", "emg": "µV", "other": "µV"},
        rates_hz={"eeg": rate_hz, "emg": rate_hz}, duration_s=count / rate_hz,
        events=tuple(
            (sample / rate_hz, 1 / rate_hz, text)
            for sample, (_, text) in zip(samples, markers, strict=True)
        ),
        stretches=spans, blocks=blocks, states=z, muscle_states=w,
        eeg_v=written_v[: len(EEG)], emg_v=written_v[-len(EMG) :],
    )  # fmt: skip
