"""Public sets by name (standard library only).

A further set is an entry here, a file ``config/datasets/<name>.yaml`` and a section of
``docs/datasets.md``.
"""

from __future__ import annotations

from eeg2emg.catalogues import catalogue
from eeg2emg.datasets.description import Event, ExpectedRecording, PublicSet, RemoteFile

_LEG = {
    "tibialis_anterior": "tibialis anterior",
    "soleus": "soleus",
    "medial_gastrocnemius": "medial gastrocnemius",
    "peroneus_longus": "peroneus longus",
}
_BALANCE_TASKS = ("pullstand", "pullwalk", "rotatestand", "rotatewalk")
_JEONG_CODES = {"reaching": range(1, 7), "multigrasp": (1, 2, 6), "twist": (9, 10)}


def _balance_file(session: int, suffix: str, *, needed: bool) -> RemoteFile:
    task = _BALANCE_TASKS[session - 1]
    name = f"sub-{{label}}_ses-{session:02d}_task-{task}_{suffix}"
    return RemoteFile(f"sub-{{label}}/ses-{session:02d}/eeg/{name}", needed=needed)


def _balance_events() -> tuple[Event, ...]:
    return tuple((4.0 * k, 1.0, "stimulus") for k in range(1, 151))


def _reaching_events(task: str) -> tuple[Event, ...]:
    codes = _JEONG_CODES[task]
    events: list[Event] = []
    for k in range(50 * len(codes)):
        start_s, code = 4.0 + 10.0 * k, codes[k % len(codes)]
        events += [
            (start_s, 0.0, f"S{code:3d}"),
            (start_s + 3.0, 0.0, f"S{10 * code + 1:3d}"),
            (start_s + 7.0, 0.0, "S  8"),
        ]
    return tuple(events)


def _lift_events(lifts: int) -> tuple[Event, ...]:
    times_s = {
        "LEDOn": 2.0,
        "HandStart": 2.5,
        "FirstDigitTouch": 3.2,
        "LiftOff": 3.6,
        "LEDOff": 5.7,
        "Replace": 6.6,
        "BothReleased": 6.9,
        "HandStop": 7.8,
    }
    return tuple(
        (11.0 * k + time_s, 0.0, name) for k in range(lifts) for name, time_s in times_s.items()
    )


def _imagery_events() -> tuple[Event, ...]:
    return tuple((3.0 + 13.0 * k, 4.0, ("right", "left")[k % 2]) for k in range(100))


SETS = catalogue(
    PublicSet(
        name="ds003739",
        title="Visual and physical perturbations to walking and standing balance",
        citation="Peterson SM, Ferris DP (2018). Differentiation in theta and beta electrocortical "
        "activity between visual and physical perturbations to walking and standing balance. "
        "eNeuro 5(4): ENEURO.0207-18.2018; data: doi 10.18112/openneuro.ds003739.v1.0.2",
        doi="10.1523/ENEURO.0207-18.2018",
        licence="CC0",
        source="https://s3.amazonaws.com/openneuro.org/ds003739",
        people=30,
        label="{n:03d}",
        size_bytes=10.9e9,
        person_bytes=10.9e9 / 30,
        input="bids",
        files=tuple(
            _balance_file(session, suffix, needed=needed)
            for session in range(1, 5)
            for suffix, needed in (
                ("eeg.set", True),
                ("eeg.fdt", True),
                ("eeg.json", False),
                ("channels.tsv", False),
                ("events.tsv", False),
                ("electrodes.tsv", False),
                ("coordsystem.json", False),
            )
        ),
        listing="sub-{label}/",
        shared=(
            RemoteFile("dataset_description.json"),
            RemoteFile("participants.tsv", needed=False),
            RemoteFile("participants.json", needed=False),
            RemoteFile("README", needed=False),
            *(
                RemoteFile(f"task-{task}_{suffix}", needed=False)
                for task in _BALANCE_TASKS
                for suffix in ("eeg.json", "channels.tsv", "events.json")
            ),
        ),
        rate_hz=256.0,
        emg_rate_hz=256.0,
        channels="128 EEG (BioSemi A1 to D32), 3 EOG, 10 EMG, load cells and motion capture, in "
        "one file",
        muscles={
            **{f"L_leg_emg_{name}": f"left {title}" for name, title in _LEG.items()},
            **{f"R_leg_emg_{name}": f"right {title}" for name, title in _LEG.items()},
            "L_neck_emg": "left neck",
            "R_neck_emg": "right neck",
        },
        phases={
            "standing": "standing on a balance beam",
            "walking": "walking on a balance beam on a treadmill",
            "balanced": "the two seconds before a perturbation",
            "perturbed": "the two seconds from its begin",
        },
        traps=(
            (
                "Task and session are confounded: each task has a session of its own, so that "
                "standing against walking cannot be told from one session against another "
                "(electrodes that shift, gel that dries). A skill within a phase is not touched by "
                "that, a difference between the phases is."
            ),
            (
                "EMG is sampled at 256 Hz: nothing of it above 128 Hz is in the files, and the "
                "order of the EMG models is 5 samples for 20 ms."
            ),
            (
                "In a walking person movement of cables and electrodes reaches EEG and EMG alike. "
                "The verdict has checks against that; the neck muscles are the likeliest path."
            ),
            "The unit is written microV.",
            (
                "The recordings were passed through a high-pass of 1 Hz and had the mains (60 Hz "
                "and its multiples) taken out before they were published."
            ),
            "Channels that are noisy were not removed by the authors.",
        ),
        not_seen=(
            (
                "which of the four tasks is in which session in every person (ses-02 is pullwalk "
                "in two people; the store is asked for its list of files, so that nothing rests on "
                "it)"
            ),
            "which sidecars each recording has of its own, and which it inherits",
            "the length of every recording (one spans 614 s, another 620 s)",
            "whether the labels of the 30 people are 001 to 030",
        ),
        recordings=tuple(
            ExpectedRecording(task, "", 614.0, _balance_events(), session=f"{k + 1:02d}")
            for k, task in enumerate(_BALANCE_TASKS)
        ),
    ),
    PublicSet(
        name="jeong2020",
        title="Eleven intuitive movement tasks of one arm in three sessions",
        citation="Jeong JH, Cho JH, Shim KH, et al. (2020). Multimodal signal dataset for 11 "
        "intuitive movement tasks from single upper extremity during multiple recording sessions. "
        "GigaScience 9(10): giaa098; data: doi 10.5524/100788",
        doi="10.1093/gigascience/giaa098",
        licence="CC0",
        source="https://zenodo.org/records",
        people=25,
        label="{n:02d}",
        size_bytes=25e9,
        person_bytes=1e9,
        disk_factor=2.0,
        input="import",
        files=(
            RemoteFile(
                "sub{n}.zip",
                at="{at}/files/sub{n}.zip",
                members=r".*_realMove\.(vhdr|eeg|vmrk)",
            ),
        ),
        at=tuple(
            record
            for record in ("19021436", "19021439", "19021438", "19021435", "19021437")
            for _ in range(5)
        ),
        rate_hz=1000.0,
        emg_rate_hz=1000.0,
        channels="60 EEG of the 10-05 system, 4 EOG, 7 EMG, in one BrainVision file (2500 Hz in "
        "the original at GigaDB, 1000 Hz in the copy at Zenodo, which is fetched)",
        muscles={f"EMG_{n}": f"muscle {n} of the right arm" for n in range(1, 7)},
        phases={
            "rest": "two seconds of rest, from 0.5 s after the end of a movement",
            "activity": "two seconds of reaching, grasping or twisting, from 0.5 s after the go "
            "signal",
        },
        traps=(
            (
                "21 headers name data files and markers of another recording. The files that bear "
                "the name of the header are read, and the repair is noted."
            ),
            (
                "The conditions are interleaved: rest and activity are windows beside events, and "
                "segments are pooled from twenty trials."
            ),
            "The seventh EMG channel lies on the elbow as a reference, and is no muscle.",
            "Files named MI hold imagery; only the real movements (realMove) are unpacked.",
        ),
        not_seen=(
            "the files at Zenodo, and the size of each archive (about 1 GB)",
            (
                "which muscle each EMG channel is over (the paper tells it), and how they are "
                "spelled in the headers (EMG_1 to EMG_6 and EMG_ref is taken)"
            ),
            (
                "how many trials the real movements have (50 of each kind, as the imagery, is "
                "taken), and how long the rest between two trials is (3 s is taken)"
            ),
            "which filters the copy at 1000 Hz went through",
        ),
        recordings=tuple(
            ExpectedRecording(
                task,
                str(session),
                4.0 + 10.0 * 50 * len(_JEONG_CODES[task]),
                _reaching_events(task),
                file=f"sub{{n}}/session{session}_sub{{n}}_{task}_realMove.vhdr",
            )
            for session in range(1, 4)
            for task in _JEONG_CODES
        ),
    ),
    PublicSet(
        name="way_eeg_gal",
        title="WAY-EEG-GAL: 3,936 grasps and lifts",
        citation="Luciw MD, Jarocka E, Edin BB (2014). Multi-channel EEG recordings during 3,936 "
        "grasp and lift trials with varying weight and friction. Scientific Data 1: 140047; data: "
        "figshare collection 988376",
        doi="10.1038/sdata.2014.47",
        licence="not seen; look at the collection before you publish",
        source="https://ndownloader.figshare.com/files",
        people=12,
        label="{n:02d}",
        size_bytes=15e9,
        person_bytes=15e9 / 12,
        disk_factor=2.0,
        input="import",
        files=(
            RemoteFile(
                "P{n}.zip",
                at="{at}",
                members=r"(HS_P\d+_S\d+|P\d+_AllLifts)\.mat",
            ),
        ),
        at=(
            *("3229301", "3229304", "3229307", "3229310", "3229313", "3209486"),
            *("3209501", "3209504", "3209495", "3209492", "3209498", "3209489"),
        ),
        rate_hz=500.0,
        emg_rate_hz=4000.0,
        channels="32 EEG of the 10-20 system at 500 Hz, 5 EMG at 4 kHz, forces and positions",
        muscles={
            "anterior deltoid": "anterior deltoid",
            "brachioradialis": "brachioradialis",
            "flexor digitorum": "flexor digitorum",
            "common extensor digitorum": "common extensor digitorum",
            "first dorsal interosseus": "first dorsal interosseus",
        },
        phases={
            "rest": "the two seconds before the LED asks for a lift",
            "activity": "the two seconds from the first touch: grip, load and hold",
        },
        traps=(
            (
                "EEG is a tenth of a microvolt per count: EEG in uV = 0.1 sig, as in the authors' "
                "script. The layout of the import does that."
            ),
            (
                "One series of weights per person has no EMG and no events (it was kept for a "
                "competition): it is left out with the reason."
            ),
            "The file HS_P1_ST.mat has EEG alone and is not unpacked.",
            (
                "Trials are stereotyped: a predictor without EEG that knows the time in the trial "
                "does well, and published figures without such a rival say little."
            ),
        ),
        not_seen=(
            "the licence",
            "the spelling of the EMG channels' names in hs.emg.names",
            "the unit of the EMG (mV is taken; matrices do not depend on it, limits of quality do)",
            "whether the archives hold a folder P1/ or the files alone (both are unpacked)",
            "the size of each archive (15 GB are published for all)",
        ),
        recordings=tuple(
            ExpectedRecording(
                "lift",
                str(series),
                11.0 * 34,
                _lift_events(34),
                file=f"P{{n}}/HS_P{{n}}_S{series}.mat",
                layout="way_eeg_gal",
                unit="mV",
            )
            for series in range(1, 10)
        ),
    ),
    PublicSet(
        name="openbmi",
        title="OpenBMI: imagery of movements of the left and the right hand",
        citation="Lee MH, Kwon OY, Kim YJ, et al. (2019). EEG dataset and OpenBMI toolbox for "
        "three BCI paradigms: an investigation into BCI illiteracy. GigaScience 8(5): giz002; "
        "data: doi 10.5524/100542",
        doi="10.1093/gigascience/giz002",
        licence="CC0",
        source="https://s3.ap-northeast-1.wasabisys.com/gigadb-datasets/live/pub/10.5524/"
        "100001_101000/100542",
        people=54,
        label="{n:02d}",
        size_bytes=54 * 2 * 0.7e9,
        person_bytes=2 * 0.7e9,
        input="import",
        files=tuple(
            RemoteFile(f"session{session}/s{{n}}/sess{session:02d}_subj{{n:02d}}_EEG_MI.mat")
            for session in (1, 2)
        ),
        checksums="100542.md5",
        rate_hz=1000.0,
        emg_rate_hz=1000.0,
        channels="62 EEG of the 10-05 system and 4 EMG",
        muscles={f"EMG{n}": f"EMG electrode {n} of the forearms" for n in range(1, 5)},
        phases={
            "rest": "the seconds before the cue",
            "imagery": "seconds in which a movement of the left or the right hand is imagined",
        },
        traps=(
            (
                "The hands do not move: the EMG was recorded to show that. What is estimated from "
                "it is the noise of resting muscles."
            ),
            (
                "A quiet EMG may be judged as dead; then there is nothing to estimate, which is an "
                "answer too."
            ),
        ),
        not_seen=(
            "the size of a file (0.7 GB is taken)",
            "how the EMG channels are spelled (EMG1 to EMG4 is taken)",
            "the unit of the EMG (microvolts are taken, as for the EEG)",
            "the length of the pause between two trials (6 s is taken)",
        ),
        expectation="NEGATIVE CONTROL: movements are imagined, the muscles rest. No skill is "
        "expected. A verdict of yes would say that something other than a movement's control joins "
        "EEG and EMG here, or that the checks let a wrong skill pass.",
        recordings=tuple(
            ExpectedRecording(
                "imagery",
                str(2 * session - 1 + (part == "test")),
                3.0 + 13.0 * 100,
                _imagery_events(),
                file=f"session{session}/s{{n}}/sess{session:02d}_subj{{n:02d}}_EEG_MI.mat",
                layout=f"openbmi_{part}",
            )
            for session in (1, 2)
            for part in ("train", "test")
        ),
    ),
)
"""By name."""
