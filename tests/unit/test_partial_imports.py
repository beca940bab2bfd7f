import sys

import pytest
from eeg2emg.partial_imports import imported_without


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that imports two of its modules."""
    folder = tmp_path / "whole"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from whole.slow import tool\nfrom whole.quick import two\n"
    )
    (folder / "slow.py").write_text("tool = 1\n")
    (folder / "quick.py").write_text("two = 2\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield "whole"
    for name in [name for name in sys.modules if name.partition(".")[0] == "whole"]:
        del sys.modules[name]


def test_a_package_is_imported_without_its_slow_part(package):
    with imported_without("whole.slow", "tool"):
        import whole
    assert (whole.tool, whole.two) == (None, 2)
    import whole.slow

    assert whole.slow.tool == 1


def test_a_package_that_was_imported_before_stays_whole(package):
    import whole

    with imported_without("whole.slow", "tool"):
        import whole as again
    assert again is whole
    assert whole.tool == 1


def test_a_failed_import_leaves_nothing_behind(package):
    with pytest.raises(ImportError), imported_without("whole.slow"):
        import whole  # noqa: F401 - it lacks a name
    assert "whole.slow" not in sys.modules
