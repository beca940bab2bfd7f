"""Fetching a public set from a server on this machine."""

import json
import re
import zipfile
from dataclasses import replace

import pytest
from eeg2emg.datasets import source as transfer
from eeg2emg.datasets.catalogue import SETS
from eeg2emg.datasets.description import RemoteFile
from eeg2emg.datasets.fetching import Fetching, checksums_in
from eeg2emg.datasets.record import why_not_fetched
from eeg2emg.errors import ConfigurationError, MachineError, RecordingError
from eeg2emg.files.digests import sha256_of
from making.local_server import serving

BALANCE = SETS["ds003739"]
CHECKSUMS = "/openneuro.org/ds003739/SHA256SUMS"
SIGNALS = "sub-001/ses-01/eeg/sub-001_ses-01_task-pullstand_eeg.fdt"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(transfer, "_PAUSE_S", 0.0)


@pytest.fixture
def web(tmp_path):
    """A store with three people of ds003739, whose files are numbers in the place of signals."""
    root = tmp_path / "web"
    for label in BALANCE.labels[:3]:
        for file in BALANCE.files_of(label):
            if file.needed:
                path = root / "openneuro.org" / "ds003739" / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(f"{file.path}\n".encode() * 4000)
    (root / "openneuro.org" / "ds003739" / "dataset_description.json").write_text("{}")
    with serving(root) as server:
        server.base = f"{server.url}/openneuro.org/ds003739"
        yield server


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def fetch(web, folder, *people, chosen=BALANCE):
    said = []
    record = Fetching(chosen, folder, source=web.base, say=said.append).fetch(people)
    return record, said


def published(web, path):
    return web.root / "openneuro.org" / "ds003739" / path


def test_what_arrives_is_what_is_published_of_the_chosen_people_only(web, folder):
    record, _ = fetch(web, folder, "001", "003")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "fetched.json",
        "dataset_description.json",
        *(file.path for label in ("001", "003") for file in BALANCE.files_of(label) if file.needed),
    }
    for path, one in record.files.items():
        assert sha256_of(folder / path) == sha256_of(published(web, path)) == one.sha256
    assert not any("sub-002" in path for _, path in web.asked)


def test_the_size_is_said_before_anything_is_fetched(web, folder):
    sizes = sum(published(web, f.path).stat().st_size for f in BALANCE.files_of("001") if f.needed)
    when = []
    say = lambda line: when.append((line, len(web.fetched())))  # noqa: E731
    Fetching(BALANCE, folder, source=web.base, say=say).fetch(["001"])
    line, fetched_before = when[0]
    assert f"1 person, 9 files, {(sizes + 2) / 1e6:.1f} MB to fetch from {web.base}" in line
    assert fetched_before == 0


@pytest.mark.parametrize("lists", [True, False])
def test_a_server_that_does_not_list_its_files_is_asked_for_each_by_name(web, folder, lists):
    web.lists = lists
    record, _ = fetch(web, folder, "001")
    assert sum(one.of == "001" for one in record.files.values()) == 8


def test_a_server_that_tells_no_size_alone_is_asked_for_the_file_and_left(web, folder):
    web.lists = web.heads = False
    said = fetch(web, folder, "001")[1]
    assert re.search(r"9 files, 1\.\d MB to fetch", said[0])


def test_fetching_again_asks_the_network_for_nothing(web, folder):
    fetch(web, folder, "001")
    web.asked.clear()
    _, said = fetch(web, folder, "001")
    assert web.asked == []
    assert "nothing is fetched" in said[0]


def test_a_further_person_does_not_fetch_the_first_again(web, folder):
    fetch(web, folder, "001")
    web.asked.clear()
    record, _ = fetch(web, folder, "001", "002")
    assert record.whole == ["001", "002"]
    assert not any("sub-001" in path for path in web.fetched())


def test_a_transfer_that_is_cut_off_goes_on_where_it_stopped(web, folder):
    path = f"/openneuro.org/ds003739/{SIGNALS}"
    web.cut[path] = [100_000, 50_000]
    fetch(web, folder, "001")
    assert (folder / SIGNALS).read_bytes() == published(web, SIGNALS).read_bytes()
    assert web.fetched().count(path) == 3
    assert not list(folder.rglob("*.part*"))


def test_what_never_arrives_whole_is_kept_aside_and_taken_up_by_the_next_call(web, folder):
    path = f"/openneuro.org/ds003739/{SIGNALS}"
    web.cut[path] = [66_000, 66_000, 66_000, 10]
    with pytest.raises(MachineError, match=r"cut off after 196,608 of .* bytes.*it goes on"):
        fetch(web, folder, "001")
    assert not (folder / SIGNALS).exists()
    assert "none of the 1 people" in why_not_fetched("ds003739", folder, ["001"])
    part = folder / f"{SIGNALS}.part"
    assert part.stat().st_size == 3 * 65_536
    fetch(web, folder, "001")
    assert (folder / SIGNALS).read_bytes() == published(web, SIGNALS).read_bytes()


def test_a_file_that_changed_on_the_server_is_not_joined_to_its_older_beginning(web, folder):
    path = f"/openneuro.org/ds003739/{SIGNALS}"
    web.cut[path] = [66_000, 10, 10, 10]
    with pytest.raises(MachineError):
        fetch(web, folder, "001")
    published(web, SIGNALS).write_bytes(b"a new version\n" * 20_000)
    fetch(web, folder, "001")
    assert (folder / SIGNALS).read_bytes() == published(web, SIGNALS).read_bytes()


@pytest.mark.parametrize("change", [lambda old: old[:-5], lambda old: b"x" + old[1:]])
def test_a_file_that_is_no_longer_what_was_fetched_is_refused_by_name(web, folder, change):
    fetch(web, folder, "001")
    kept = (folder / SIGNALS).read_bytes()
    (folder / SIGNALS).write_bytes(change(kept))
    with pytest.raises(RecordingError, match=rf"{SIGNALS} is damaged.*[Dd]elete this file"):
        fetch(web, folder, "001")
    (folder / SIGNALS).unlink()
    web.asked.clear()
    fetch(web, folder, "001")
    assert (folder / SIGNALS).read_bytes() == kept
    assert web.fetched() == [CHECKSUMS, f"/openneuro.org/ds003739/{SIGNALS}"]


def test_a_file_of_another_origin_is_taken_if_it_has_the_size_of_the_source(web, folder):
    (folder / SIGNALS).parent.mkdir(parents=True)
    (folder / SIGNALS).write_bytes(published(web, SIGNALS).read_bytes())
    fetch(web, folder, "001")
    assert f"/openneuro.org/ds003739/{SIGNALS}" not in web.fetched()


def test_a_file_of_another_origin_that_is_cut_is_refused_by_name(web, folder):
    (folder / SIGNALS).parent.mkdir(parents=True)
    (folder / SIGNALS).write_bytes(b"a beginning")
    with pytest.raises(RecordingError, match=rf"{SIGNALS} is damaged: it has 11 bytes"):
        fetch(web, folder, "001")


def test_a_file_that_the_source_lacks_is_named(web, folder):
    web.lists = False
    published(web, SIGNALS).unlink()
    with pytest.raises(RecordingError, match=rf"has not {SIGNALS}.*leave the person out"):
        fetch(web, folder, "001")


def test_a_person_of_whom_the_store_has_nothing_is_named(web, folder):
    with pytest.raises(RecordingError, match=r"has not any file of 004"):
        fetch(web, folder, "004")


def test_no_network_is_named_with_what_to_do(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    with serving(tmp_path / "empty") as web:
        gone = web.url
    said = []
    with pytest.raises(MachineError, match=r"no connection to 127\.0\.0\.1.*HTTPS_PROXY"):
        Fetching(BALANCE, folder, source=gone, say=said.append).fetch(["001"])
    assert not folder.exists()


def test_checksums_of_the_source_are_asked(web, folder):
    lines = [f"{sha256_of(path)}  {path.relative_to(published(web, '')).as_posix()}"
             for path in published(web, "").rglob("*.fdt")]  # fmt: skip
    published(web, "SHA256SUMS").write_text("\n".join(lines))
    fetch(web, folder, "001")
    wrong = re.sub(r"^[0-9a-f]{8}", "00000000", "\n".join(lines), flags=re.MULTILINE)
    published(web, "SHA256SUMS").write_text(wrong)
    with pytest.raises(MachineError, match=r"sub-002.*\.fdt: what arrived has not the checksum"):
        fetch(web, folder, "002")
    assert not list((folder / "sub-002").rglob("*.fdt"))


def test_lists_of_checksums_as_their_tools_write_them():
    md5, sha = "d" * 32, "E" * 64
    text = f"# a list\n{md5} ./session1/s1/a.mat\n{sha} *b c.mat\n{md5[:-1]} no.mat\n"
    assert checksums_in(text) == {
        "session1/s1/a.mat": f"md5:{md5}",
        "b c.mat": f"sha256:{'e' * 64}",
    }


def test_another_set_in_the_folder_is_refused(web, folder):
    fetch(web, folder, "001")
    with pytest.raises(ConfigurationError, match=r"holds the set ds003739, not openbmi"):
        fetch(web, folder, "01", chosen=SETS["openbmi"])


def test_a_full_disk_is_told_before(web, folder, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(MachineError, match=r"1\.0 kB of disk are free"):
        fetch(web, folder, "001")
    assert web.fetched() == []


PACKED = replace(
    BALANCE,
    listing="",
    files=(RemoteFile("P{n}.zip", members=r"HS_P\d+_S\d+\.mat"),),
    shared=(),
)


@pytest.fixture
def packed(web):
    """An archive with two files that are wanted, one in a folder, and one that is not."""
    with zipfile.ZipFile(published(web, "P1.zip"), "w") as archive:
        archive.writestr("P1/HS_P1_S1.mat", b"one" * 9999)
        archive.writestr("HS_P1_S2.mat", b"two" * 9999)
        archive.writestr("P1/WS_P1_S1.mat", b"windows")
        archive.writestr("../HS_P1_S3.mat", b"astray")
    return web


def test_of_an_archive_the_wanted_files_are_left(packed, folder):
    record, _ = fetch(packed, folder, "001", chosen=PACKED)
    names = ["fetched.json", "P1/HS_P1_S1.mat", "P1/HS_P1_S2.mat", "P1/HS_P1_S3.mat"]
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert sorted(found) == sorted(names)
    assert record.whole == ["001"]
    packed.asked.clear()
    fetch(packed, folder, "001", chosen=PACKED)
    assert packed.asked == []


def test_a_file_of_an_archive_that_is_gone_is_fetched_again(packed, folder):
    fetch(packed, folder, "001", chosen=PACKED)
    (folder / "P1" / "HS_P1_S2.mat").unlink()
    fetch(packed, folder, "001", chosen=PACKED)
    assert (folder / "P1" / "HS_P1_S2.mat").read_bytes() == b"two" * 9999


def test_a_damaged_archive_leaves_nothing_that_could_be_taken_for_whole(packed, folder):
    archive = published(packed, "P1.zip")
    archive.write_bytes(archive.read_bytes().replace(b"twotwotwo", b"owtowtowt", 1))
    with pytest.raises(MachineError, match=r"P1\.zip: the archive is damaged"):
        fetch(packed, folder, "001", chosen=PACKED)
    assert not (folder / "P1.zip").exists()
    assert not (folder / "P1" / "HS_P1_S2.mat").exists()
    assert why_not_fetched("ds003739", folder, ["001"])


def test_a_killed_fetch_leaves_a_record_of_what_is_whole(web, folder, monkeypatch):
    def dies(line):
        if line.startswith("[4/"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Fetching(BALANCE, folder, source=web.base, say=dies).fetch(["001"])
    record = json.loads((folder / "fetched.json").read_text())
    assert len(record["files"]) == 3
    assert record["whole"] == []
    web.asked.clear()
    fetch(web, folder, "001")
    assert web.fetched().count(CHECKSUMS) == 1
    assert len(web.fetched()) == 6 + 1
