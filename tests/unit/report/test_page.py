"""The page: self-contained, honest about what it is, and made from the numbers alone."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import html5lib
import numpy as np
import pandas as pd
import pytest
from eeg2emg.connectivity.catalogue import TARGETS, measure_title
from eeg2emg.report import tables
from eeg2emg.report.context import ReportFigure
from eeg2emg.report.figure_parts import caption_html, caption_of, figure_parts
from eeg2emg.report.page import build_report
from eeg2emg.report.templating import coded_html
from making.report_context import CAPTIONS, FIGURES


class Document(HTMLParser):
    """Collects what matters here; complains about tags that do not match."""

    VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})

    def __init__(self, page):
        super().__init__()
        self.ids, self.links, self.sources, self.words = [], [], [], []
        self.tags, self._open, self._quiet = [], [], 0
        self.feed(page)
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.sources += [given["src"]] if "src" in given else []
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self._open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def with_connectivity(context, **options):
    """Change options of the section about connectivity."""
    sections = context.configuration
    return {**sections, "connectivity": {**sections["connectivity"], **options}}


class TestSelfContained:
    def test_loads_nothing_from_anywhere(self, full_page):
        document = Document(full_page)
        assert document.sources
        assert all(source.startswith("data:") for source in document.sources)
        beside = [link for link in document.links if not link.startswith(("#", "data:"))]
        assert all(
            link.startswith("https://doi.org/10.") for link in set(beside) - {"resources.html"}
        )
        assert not {"link", "iframe", "object", "base"} & set(document.tags)
        # What a reader may follow, and nothing that the page itself asks for.
        followed = re.sub(r'<a href="https://doi\.org/[^"]*">', "", full_page)
        assert not re.search(r"https?:|<script [^>]*src", followed)
        assert "url(" not in full_page
        assert "@import" not in full_page

    @pytest.mark.parametrize("page", ["full_page", "bare_page"])
    def test_is_valid_html(self, page, request):
        html5lib.HTMLParser(strict=True).parse(request.getfixturevalue(page))

    def test_every_figure_and_table_has_a_number_of_its_own(self, full_page):
        for kind, tag in (("Figure", "figcaption"), ("Table", "caption")):
            shown = re.findall(rf"<{tag}[^>]*>(?:<span>)?<b>{kind} (\d+)\.</b>", full_page)
            assert shown == [str(number) for number in range(1, len(shown) + 1)]
            assert len(shown) == full_page.count(f"<{tag}")

    def test_every_entry_of_the_contents_has_its_section(self, full_page, bare_page):
        for page in (full_page, bare_page):
            document = Document(page)
            anchors = [link[1:] for link in document.links if link.startswith("#")]
            assert len(anchors) >= 10
            assert set(anchors) <= set(document.ids)
            assert len(set(document.ids)) == len(document.ids)

    def test_holds_every_figure_and_its_data(self, full, full_page):
        document = Document(full_page)
        assert {f"figure-{name}" for name in full.figures} <= set(document.ids)
        assert len(document.sources) == len(full.figures)
        data = base64.b64encode(b"a,b\n1,2\n").decode()
        assert full_page.count(f"data:text/csv;base64,{data}") == len(full.figures)

    def test_large_data_are_named_and_not_carried(self, full):
        big = replace(full.figures["skill"], data_csv="x" * 400_000)
        page = build_report(replace(full, figures={"skill": big}))
        assert "figures/skill.csv" in page
        assert len(page) < 400_000

    def test_equal_runs_give_equal_pages(self, full, full_page):
        assert build_report(full) == full_page


class TestHonesty:
    def test_says_simulated_exactly_when_it_is(self, full_page, bare_page):
        assert "SIMULATED DATA" in Document(full_page).text
        assert "SIMULATED" not in Document(bare_page).text
        assert "Recovery of the known truth" in Document(full_page).text
        assert "Recovery of the known truth" not in Document(bare_page).text

    def test_what_is_not_estimable_is_listed_with_its_reason(self, full_page, bare_page):
        text = Document(full_page).text
        assert "There are 2 subjects & it needs <3>" in text
        text = Document(bare_page).text
        assert text.count("Subject 01 has one recording; blocked needs three") >= 3
        assert "shown to tell about the muscles? That stays open." in text
        assert "Importance is not estimable. There is no network." in text
        assert "Table 3 is not estimable in this run" in text

    def test_a_run_without_gaps_says_so(self, full):
        metrics = full.tables["metrics"]
        estimated = metrics[metrics["status"] == "estimated"]
        changed = replace(full, tables={**full.tables, "metrics": estimated})
        text = Document(build_report(changed)).text
        assert "This cohort carries every scheme and model that was asked for." in text

    def test_the_answer_stands_first(self, full_page):
        document = Document(full_page)
        text = document.text
        answer = text.index("Yes, in these simulated data: ")
        assert answer < text.index("simulated subjects") < text.index("The paper asks whether")
        assert text.index("Does the paper's Table 3 hold?") < text.index("Ten terms")
        assert "random: the model chosen" in text
        assert "this scheme is never evidence" in text

    def test_the_verdict_has_its_checks_and_its_power(self, full_page, bare_page):
        text = Document(full_page).text
        assert "Is it better than with the muscles of other people?" in text
        assert "0.10 to 0.40" in text
        assert "skill that 8 people would show in 80% of studies is" in text
        bare = Document(bare_page).text
        assert "That stays open." in bare
        assert "No check could be made." in bare

    def test_the_network_is_no_primary_analysis(self, full_page):
        text = Document(full_page).text
        assert "the replication: tuned network, optimizer by validation" in text
        assert "tuned network, optimizer by validation (primary analysis)" not in text

    def test_true_changes_per_estimated_one_are_shown_where_they_are_known(self, full):
        metrics = full.tables["metrics"]
        known = tables.evidence_table(metrics, "blocked", confidence=0.95)
        column = list(known.headings).index("true per estimated change")
        assert known.rows[0][column] == "0.80 (0.50 to 1.10)"
        assert {len(row) for row in known.rows} == {len(known.headings)}
        never = tables.evidence_table(metrics, "random", confidence=0.95)
        assert "true per estimated change" not in never.headings

    def test_published_values_stand_beside(self, full_page):
        text = Document(full_page).text
        assert "0.9100 (0.9270)" in text
        assert "undefined (0.9489)" in text

    def test_names_the_orientation_and_the_limits(self, full_page, bare_page):
        for page in (full_page, bare_page):
            text = Document(page).text
            assert "Matrices have sinks in rows and sources in columns" in text
            assert "The paper's recordings are private" in text
            assert "reliance on simulation data" in text
            assert "10.1103/PhysRevE.91.040101" in text

    def test_shows_who_was_left_out_options_and_digests(self, full_page):
        text = Document(full_page).text
        assert "sub-03_run-01" in text
        assert "training.paper.batch_size" in text
        assert "abc123" in text
        assert "too few subjects" in text


class TestCorticomuscular:
    def test_it_says_who_is_coherent_where_phases_differ_and_which_leads(self, full_page):
        words = " ".join(" ".join(Document(full_page).words).split())
        assert "Of 2 people, an electrode and a muscle are coherent" in words
        assert "in 1 person in activity at 15–30 Hz, and in no other phase and band." in words
        assert "coherence in activity differs from rest (p = 0.010 of a cluster" in words
        assert "most at C3 with BSH, by 0.080 (0.078 to 0.082)" in words
        assert "phase slope index: the brain leads in 3, the muscle in 0" in words
        assert "Granger: the brain leads in 3, the muscle in 0" in words
        assert "199 surrogates that put the EMG of one segment beside the EEG of another" in words

    def test_flags_and_refusals_stand_with_their_reason(self, full_page):
        words = " ".join(" ".join(Document(full_page).words).split())
        assert "No delay: 1 of 1 above their threshold" in words
        assert "Common line: 0 of all pairs" in words
        assert "EEG and EMG come from two devices" in words

    def test_a_run_without_it_has_no_such_section(self, full_page, bare_page):
        assert 'id="corticomuscular"' in full_page
        assert 'id="corticomuscular"' not in bare_page
        assert "corticomuscular_maps" not in bare_page

    def test_few_people_are_told_to_be_too_few(self, full):
        group = full.tables["corticomuscular_group"].assign(
            p_cluster=np.nan, reason="no interval with 3 subjects (6 are needed)", people=3
        )
        changed = replace(full, tables={**full.tables, "corticomuscular_group": group})
        words = " ".join(" ".join(Document(build_report(changed)).words).split())
        assert "Over 3 people clusters were not tested: no interval with 3 subjects" in words
        assert "the brain leads" not in words

    def test_where_everybody_was_refused_the_reasons_are_shown(self, full):
        empty = {
            name: full.tables[name].iloc[:0]
            for name in ("corticomuscular", "corticomuscular_group")
        }
        changed = replace(full, tables={**full.tables, **empty})
        words = " ".join(" ".join(Document(build_report(changed)).words).split())
        assert "No person could be estimated." in words
        assert "EEG and EMG come from two devices" in words


class TestConnectivity:
    def test_significance_is_shown_when_it_was_tested_and_only_then(self, full_page, bare_page):
        words = " ".join(Document(full_page).words)
        assert "199 surrogates of its segment, each channel with random Fourier phases" in words
        assert "the figures show the maximum statistic" in words
        assert "at least 10 % of all links" in words
        assert "50.0% 12.5% 25.0%" in " ".join(words.split())
        for page, shown in ((full_page, True), (bare_page, False)):
            assert ("<h3>Significance</h3>" in page) is shown
            assert ("figure-eeg_significance" in page) is shown

    def test_phases_stand_in_their_order_beneath_each_other(self, full):
        rows = tables.significance_table(full.tables["significance"], full.phases).rows
        assert [row[2] for row in rows] == ["rest", "activity"] * 2
        assert rows[0][1] == rows[1][1] == "Directed transfer function"

    def test_says_how_far_the_independent_library_agrees(self, full_page, bare_page):
        sentence = "Phase lag index: correlation of the entries 0.990 to 0.990, largest difference"
        assert sentence in full_page
        assert "spectral-connectivity" not in bare_page

    def test_defines_the_measures_of_the_run_and_no_others(self, full, full_page):
        assert "<dt>Correlation</dt>" in full_page
        assert "<dt>Weighted PLI</dt>" not in full_page
        assert "Pairwise: ln" in full_page
        changed = replace(
            full,
            eeg_measures=("wpli 8-13 Hz", "wpli 13-30 Hz"),
            configuration=with_connectivity(full, conditional=True),
        )
        page = build_report(changed)
        assert page.count("<dt>Weighted PLI</dt>") == 1
        assert "<dt>Correlation</dt>" not in page
        assert "Conditional: ln" in page


class TestSafety:
    def test_what_comes_from_outside_is_escaped(self, full_page):
        assert "<b>dead</b>" not in full_page
        assert "&lt;b&gt;dead&lt;/b&gt; &amp; gone" in full_page
        assert "run &lt;one&gt;" in full_page

    def test_captions_keep_their_marks_and_nothing_else(self):
        made = str(caption_html("Scheme ``random`` is *no* evidence: <script>x</script>\n\nMore"))
        assert "<code>random</code>" in made
        assert "<em>no</em>" in made
        assert "<script>" not in made
        assert made.endswith("<br>More")

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='alert(1)",
            "</style><script>x</script>",
            "<!-- ",
            "&lt;b&gt;",
            "{{ 7 * 7 }}",
            "H_<b>",
            "x_(<i>)",
            "]]>",
        ],
    )
    def test_no_name_or_text_of_a_run_becomes_a_mark_of_the_page(self, full, full_page, text):
        """Whatever a channel, a phase, a subject, a file or a reason is called."""

        def hostile(table, columns):
            own = {name: f"{text}{name}" for name in columns if name in table}
            return table.assign(**own)

        names = ("reason", "chosen", "recording", "subject", "name", "unit", "explanation", "phase")
        names += ("bad_eeg_channels", "bridged_pairs", "renamed_channels", "notes", "channel")
        changed = replace(
            full,
            name=text,
            phases=(text, "activity"),
            segments=hostile(full.segments, ("subject", "recording")).replace("rest", text),
            eeg_channels=(text, "Cz"),
            emg_channels=(text, *full.emg_channels[1:]),
            exclusions=hostile(full.exclusions, ("name", "reason")),
            tables={name: hostile(table, names) for name, table in full.tables.items()},
            cross_checks={text: full.cross_checks["a"]},
            splits={"blocked": {"status": "not estimable", "reason": text}},
            recipes={"paper": [dict.fromkeys(("option", "value", "source", "meaning"), text)]},
            configuration={**full.configuration, "dataset": text},
            versions={text: text},
        )
        page = build_report(changed)
        made, plain = Document(page), Document(full_page)
        assert set(made.tags) == set(plain.tags)
        assert made.tags.count("img") == plain.tags.count("img")
        assert text in " ".join(made.words) or " ".join(text.split()) in " ".join(made.words)


class TestTarget:
    """What the models estimate is called by its own name, whichever it is."""

    @pytest.fixture(scope="class")
    def sentences(self, full):
        measures = (*full.emg_measures, "granger_envelope", "granger_raw_before_ica")
        diagnostics = {
            f"emg_{kind}_{key}": value
            for kind, value in (("raw", 0.91), ("envelope", 0.83))
            for key in ("spectral_radius", "condition", "whiteness_p")
        }
        connectivity = {"emg_envelope_rate_hz": 200.0, "emg_envelope_order": 7}

        def of(target):
            changed = replace(
                full,
                target=target,
                emg_measures=measures,
                emg_values=np.random.default_rng(0).random((8, len(measures), 3, 3)),
                segments=full.segments.assign(**diagnostics),
                configuration=with_connectivity(full, **connectivity),
            )
            text = re.sub(r"(?<=[a-z)])\. (?=[A-Z])", ".\n", Document(build_report(changed)).text)
            return text.splitlines()

        return {target: of(target) for target in TARGETS}

    @pytest.mark.parametrize("target", TARGETS)
    def test_the_target_is_named_by_its_title_and_no_other_is(self, sentences, target):
        title = measure_title(target)
        others = [measure_title(name) for name in TARGETS if name != target]
        about = [
            one for one in sentences[target] if re.search(r"[Tt]arget of the models|Target:", one)
        ]
        assert about
        for sentence in about:
            assert title in sentence
            assert not [other for other in others if other in sentence]
        (learnt,) = [one for one in sentences[target] if "models learnt to estimate" in one]
        assert title in learnt

    def test_what_is_known_of_the_papers_target_alone_is_said_to_be_so(self, sentences):
        other = " ".join(sentences["granger_envelope"])
        assert "at 200 Hz with order 7" in other
        assert "EMG, envelope: the largest spectral radius is 0.83" in other
        assert other.count("not about the target of this run (Granger causality, envelope)") == 2
        papers = " ".join(sentences["granger_raw"])
        assert "EMG: the largest spectral radius is 0.91" in papers
        assert "not about the target" not in papers
        for text in (other, papers):
            assert "the estimated matrices of Granger causality, raw EMG have r" in text
            assert "more Granger causality of the raw EMG forward" in text


class TestFigures:
    @pytest.mark.parametrize("dpi", [100, 200])
    def test_a_picture_is_shown_at_its_size_on_paper_whatever_its_resolution(self, dpi):
        from io import BytesIO

        from matplotlib.figure import Figure

        stream = BytesIO()
        Figure(figsize=(4, 1)).savefig(stream, format="png", dpi=dpi)
        parts = figure_parts("a", ReportFigure(image=stream.getvalue(), caption="", data_csv=""))
        assert parts["width"] == pytest.approx(4 * 96 * 1.15, abs=1)

    def test_small_marks_keep_their_colours_where_a_picture_shrinks(self):
        from io import BytesIO

        from matplotlib.figure import Figure
        from PIL import Image

        figure = Figure(figsize=(3, 2))
        ax = figure.subplots()
        ax.imshow(np.random.default_rng(0).random((40, 40)), cmap="viridis")
        colours = ["#CC79A7", "#56B4E9", "#999933"]
        for k, colour in enumerate(colours):
            ax.plot(8 + 10 * k, 8, "o", ms=7, color=colour)
        stream = BytesIO()
        figure.savefig(stream, format="png", dpi=600)
        address = figure_parts("a", ReportFigure(image=stream.getvalue(), caption=""))["address"]
        with Image.open(BytesIO(base64.b64decode(address.partition(",")[2]))) as shown:
            assert shown.width == pytest.approx(600, abs=1)
            pixels = np.asarray(shown.convert("RGB")).astype(int).reshape(-1, 3)
        for colour in colours:
            wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
            assert np.abs(pixels - wanted).max(axis=1).min() < 20


class TestCaptions:
    @pytest.mark.parametrize(
        ("figure", "file"),
        [
            *FIGURES.items(),
            *(("pipeline", "evaluation"), ("skill_summary", "evaluation")),
            *(("training_tuned", "training"), ("components_sub-01", "recordings")),
            *(("eeg_connectivity_2", "connectivity"), ("eeg_significance_2", "significance")),
        ],
    )
    def test_every_figure_has_a_caption_of_its_own(self, figure, file):
        text = caption_of((CAPTIONS / f"{file}.rst").read_text("utf-8"), figure)
        assert len(text.split()) > 10
        assert "**" not in text

    def test_a_named_paragraph_belongs_to_its_figure(self):
        text = "For all.\n\n**skill** About skill,\ntwo lines.\n\n**other** Not this."
        assert caption_of(text, "skill") == "For all.\n\nAbout skill,\ntwo lines."
        assert caption_of(text, "third") == "For all."
        text = "**parts_*** Of each part.\n\n**parts** Of all."
        assert caption_of(text, "parts_sub-01") == "Of each part."
        assert caption_of(text, "parts") == "Of all."

    def test_captions_contain_no_results(self):
        for path in sorted(CAPTIONS.glob("*.rst")):
            text = path.read_text("utf-8")
            assert not re.search(r"\d\.\d", text), path.name
            assert "{{" not in text


def test_the_known_truth_is_told_in_figures_tables_and_numbers(full_page):
    for name in ("recovery", "recovery_length", "recovery_eeg", "artefact_reduction"):
        assert f'id="figure-{name}"' in full_page
    assert "goes from 0.71 to 0.98 in rest" in full_page
    assert "20.0 dB at all channels" in full_page
    assert "0.612" in full_page
    assert "snakemake coupling_sweep" in full_page


def test_recordings_of_people_who_were_left_out_stand_apart():
    rows = [
        ("subject", "sub-02", "0 of 2 recordings are usable"),
        ("recording", "sub-01_run-2", "F3 is flat"),
        ("recording", "sub-02_run-1", "no louder in activity"),
        ("recording", "sub-02_run-2", "no louder in activity"),
        ("segment", "sub-01_run-1_seg-3", "unstable"),
    ]
    exclusions = pd.DataFrame(rows, columns=["level", "name", "reason"])
    main, apart = tables.exclusions_tables(exclusions)
    assert [row[1] for row in main.rows] == ["sub-02", "sub-01_run-2", "sub-01_run-1_seg-3"]
    assert main.rows[0][2].endswith("usable. The first, sub-02_run-1: no louder in activity")
    assert [row[1] for row in apart.rows] == ["sub-02_run-1", "sub-02_run-2"]
    assert tables.exclusions_tables(exclusions.iloc[:0]) == (None, None)
    assert tables.exclusions_tables(exclusions.iloc[[1]])[1] is None


def test_what_the_files_said_is_shown_and_what_differs_comes_first(full):
    columns = ("recording", "subject", "fact", "about", "verdict", "place", "file", "channels")
    rows = [
        (
            "sub-01_r",
            "01",
            "rate",
            "EEG file",
            "differ",
            "header",
            "a",
            "",
            "1 Hz",
            "1 Hz",
            "noted",
        ),
        ("sub-01_r", "01", "rate", "EEG file", "differ", "<b>", "a", "Cz", "2 Hz", "1 Hz", "noted"),
        ("sub-01_r", "01", "unit", "EEG file", "one place only", "header", "a", "", "V", "V", ""),
    ]
    said = pd.DataFrame(rows, columns=[*columns, "said", "used", "consequence"])
    text = build_report(replace(full, tables={**full.tables, "statements": said}))
    section = text[text.index('id="statements"') : text.index('id="cleaning"')]
    assert "In 1 of 1 recording places disagree: rate (EEG file) in 1." in section
    assert "header: 1 Hz; &lt;b&gt;: 2 Hz (Cz)" in section
    assert section.index("Where they disagree") < section.index("What else was said")
    assert "sub-01_r: 1 disagreement<" in section
    assert "Nothing is known of what the files said." in build_report(full)


def test_options_in_a_definition_are_code_and_the_rest_is_safe():
    assert coded_html("each band of `pli_bands_hz`, p < 1") == (
        "each band of <code>pli_bands_hz</code>, p &lt; 1"
    )
