"""A path that Snakemake would read otherwise than it stands is refused before any work."""

import pytest
from eeg2emg.errors import ConfigurationError
from eeg2emg.recordings.path_names import refuse_variables


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/data/br{ace}/study", "{ace}"),
        ("/data/{subject}/rec.edf", "{subject}"),
        ("{}/rec.edf", "{}"),
        ("/data/an<gle>/study", "<gle>"),
        ("/data/<results>/study", "<results>"),
    ],
)
def test_it_is_named_with_the_way_out(path, part):
    with pytest.raises(ConfigurationError) as caught:
        refuse_variables(path)
    assert path in str(caught.value)
    assert f"a path with {part}" in str(caught.value)
    assert "ln -s" in str(caught.value)


@pytest.mark.parametrize(
    "path", ["/data/my study (1)", "/data/50% <b", "/data/l'été", "a{b", "a>b<c", "/d/[x]*?$HOME"]
)
def test_other_characters_are_carried(path):
    refuse_variables(path)
