"""LaTeX of tables: every text prints as it is, and the structure holds whatever the cells are."""

from __future__ import annotations

import re

import pytest
from eeg2emg.files.latex import latex_table, latex_text
from hypothesis import given, settings
from hypothesis import strategies as st
from making.latex import read_back, tables_of

TEXTS = st.text(max_size=40)


def table(headings, rows, **more):
    return latex_table(headings, rows, caption="A caption.", label="a label", **more)


class TestText:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("50 % & $5_a", r"50 \% \& \$5\_a"),
            (r"a\b", r"a\textbackslash{}b"),
            ("{x}~^#", r"\{x\}\textasciitilde{}\textasciicircum{}\#"),
            ("−0.34 – R² ≥ 0", r"$-$0.34 -- R\textsuperscript{2} $\geq$ 0"),
            ("Kamiński, Müller, Łódź", "Kamiński, Müller, Łódź"),
            ("TRIO → BSH", r"TRIO $\rightarrow$ BSH"),
            ("a\nb\tc\x00d", "a b c d"),
            ("--''", r"-{}-'{}'"),
            ("“so”", "``so''"),
            ("[1]", "{[}1{]}"),
        ],
    )
    def test_characters_of_latex_are_written_so_that_they_print(self, text, written):
        assert latex_text(text) == written

    @given(TEXTS)
    def test_what_is_written_is_read_back(self, text):
        assert read_back(latex_text(text)) == re.sub(
            r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text
        ).translate({0x3BC: "µ", 0xA0: " ", 0x202F: " "})

    @given(TEXTS)
    def test_nothing_is_left_that_latex_would_take_for_a_command(self, text):
        bare = re.sub(r"\\([a-zA-Z]+(\{\d?\})?|[#$%&_{},])|\$[-\\a-zA-Z]+\$|\{[]*[]?\}", "",
                      latex_text(text))  # fmt: skip
        assert not set(bare) & set("#$%&_\\^~{}") - {"~"}


class TestTable:
    @settings(deadline=None, max_examples=60)
    @given(st.data())
    def test_every_row_has_as_many_cells_as_there_are_columns(self, data):
        width = data.draw(st.integers(1, 6))
        cells = st.lists(TEXTS, min_size=width, max_size=width)
        headings = data.draw(cells)
        rows = data.draw(st.lists(cells, max_size=50))
        numeric = data.draw(st.sets(st.integers(0, width - 1)))
        marked = data.draw(st.sets(st.integers(0, 49)))
        note = data.draw(TEXTS)
        text = table(headings, rows, numeric=numeric, marked=marked, note=note)
        (found,) = tables_of(text)
        assert found.columns == width
        assert all(len(row) == width for row in found.rows)
        heads = 2 if found.environment == "longtable" else 1
        assert len(found.rows) == len(rows) + heads
        assert [[read_back(cell).strip() for cell in row] for row in found.rows[heads:]] == [
            [read_back(latex_text(cell)).strip() for cell in row] for row in rows
        ]

    def test_a_table_longer_than_a_page_may_break(self):
        rows = [[str(k), "x"] for k in range(60)]
        (found,) = tables_of(table(["a", "b"], rows))
        assert found.environment == "longtable"
        assert len(found.rows) == 62

    def test_long_texts_are_broken_and_stay_within_the_line(self):
        rows = [["word " * 30, "word " * 10, "short", "0.1"]]
        text = table(["a", "b", "c", "d"], rows, numeric={3})
        widths = [float(width) for width in re.findall(r"p\{([\d.]+)\\linewidth\}", text)]
        assert len(widths) == 2
        assert sum(widths) < 0.95
        assert widths[0] > widths[1]

    def test_caption_label_and_note_stand_in_it(self):
        text = table(["a"], [["b"]], note="Simulated & small.")
        assert r"\caption{A caption.}\label{tab:a-label}" in text
        assert r"Simulated \& small." in text
        assert text.index(r"\end{tabular}") < text.index("Simulated")

    def test_marked_rows_are_bold(self):
        text = table(["a", "b"], [["x", ""], ["y", "z"]], marked={0})
        assert r"\textbf{x} & " in text
        assert r"\textbf{y}" not in text
