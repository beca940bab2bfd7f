"""Where each number comes from: rule, library, digest and inputs of every file of the page."""

import hashlib
import re
from dataclasses import replace

import pytest
from eeg2emg.jobs.records import JobRecord, write_record
from eeg2emg.provenance.places import Places
from eeg2emg.report.catalogue import SECTIONS
from eeg2emg.report.page import build_report
from eeg2emg.report.provenance import FileProvenance, anchor_of, provenance_of, provenance_table
from making.report_context import MADE_BY, full_context, image_in

EVALUATE = FileProvenance("evaluate", "0123456789ab", "f" * 64, ("dataset.nc",))


def cells(provenance, file):
    table = provenance_table(provenance)
    return dict(zip(table.headings, next(row for row in table.rows if file in row[0]), strict=True))


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "results" / "one"
    (folder / "tables").mkdir(parents=True)
    for name in ("metrics", "own"):
        (folder / "tables" / f"{name}.csv").write_text(name)
    made = (folder / "tables" / "metrics.csv").as_posix()
    read = (str(folder / "dataset.nc"), str(tmp_path / "data" / "sub-01.edf"))
    record = JobRecord("evaluate", {}, "0123456789ab", read, (made,))
    write_record(folder / "logs" / "evaluate.log", record)
    return folder


def test_files_have_the_rule_that_their_job_recorded_and_their_own_digest(run, tmp_path):
    places = Places(run, tmp_path / "code", tmp_path / "data")
    found = provenance_of(run.glob("tables/*.csv"), places)
    assert list(found) == ["tables/metrics.csv", "tables/own.csv"]
    digest = hashlib.sha256(b"metrics").hexdigest()
    read = ("dataset.nc", "data:sub-01.edf")
    assert found["tables/metrics.csv"] == FileProvenance("evaluate", "0123456789ab", digest, read)
    assert found["tables/own.csv"].rule == ""
    assert cells(found, "own.csv")["rule"].startswith("not known")


def test_many_files_of_a_kind_are_counted_and_single_ones_named_and_linked():
    many = tuple(f"connectivity/sub-0{k}.nc" for k in range(5))
    pair = ("splits/a.tsv", "splits/b.tsv")
    tables = tuple(f"tables/{name}.csv" for name in "abc")
    provenance = dict.fromkeys(tables, EVALUATE)
    provenance["tables/z.csv"] = EVALUATE._replace(inputs=(*many, *pair, *tables))
    listed = cells(provenance, "tables/z.csv")["inputs"]
    assert re.sub(r"<[^>]*>", "", listed) == (
        "connectivity/*.nc (5), splits/a.tsv, splits/b.tsv, "
        "tables/a.csv, tables/b.csv, tables/c.csv"
    )
    assert re.findall('href="#([^"]+)"', listed) == [anchor_of(name) for name in tables]


def test_names_of_files_are_text_and_no_markup():
    odd = "tables/<b>.csv"
    listed = cells({odd: EVALUATE._replace(inputs=("data:<i>/a.edf",))}, "b")
    assert "<b>" not in listed["file"]
    assert "<i>" not in listed["inputs"]


def test_without_records_there_is_no_table():
    assert provenance_table({}) is None


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return build_report(full_context(image_in(tmp_path_factory.mktemp("figures"))))


def test_every_link_to_an_origin_leads_to_one_place(page):
    places = re.findall(r'id="(from-[^"]+)"', page)
    assert len(set(places)) == len(places) == len(MADE_BY)
    assert set(re.findall(r'href="#(from-[^"]+)"', page)) <= set(places)


def test_sections_and_figures_say_what_they_are_made_from(page):
    evidence = page.partition('id="evidence"')[2].partition("</section>")[0]
    line = evidence.partition('class="from"')[2].partition("</p>")[0]
    assert "tables/metrics.csv" in line
    assert "tables/verdict.csv" not in line
    assert "metrics" in SECTIONS["evidence"].tables
    figure = page.partition('id="figure-skill_summary"')[2].partition("</figure>")[0]
    assert f'href="#{anchor_of("figures/skill_summary.png")}"' in figure


def test_the_first_screen_leads_to_the_origins_where_there_are_any(page, tmp_path):
    header = page.partition("<header>")[2].partition("</header>")[0]
    assert 'href="#provenance"' in header
    bare = build_report(replace(full_context(image_in(tmp_path)), provenance={}))
    assert 'href="#provenance"' not in bare.partition("<header>")[2].partition("</header>")[0]
    assert "left no records" in bare
    assert "from-" not in re.sub(
        r"<style>.*?</style>|<script>.*?</script>", "", bare, flags=re.DOTALL
    )
