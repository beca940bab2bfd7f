"""Options of further targets: what cannot be judged is refused before any work, and why."""

import pytest
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.errors import ConfigurationError


def mistakes(**options):
    with pytest.raises(ConfigurationError) as caught:
        load_configuration({"connectivity": options})
    return str(caught.value)


def test_a_vector_cannot_be_the_primary_target():
    said = mistakes(target="amplitude")
    assert "since the networks learn matrices" in said
    assert "connectivity.targets" in said


def test_the_primary_target_is_no_further_one():
    assert "the primary target and judged anyway" in mistakes(targets=["granger_raw"])
    load_configuration({"connectivity": {"target": "granger_envelope", "targets": ["granger_raw"]}})


@pytest.mark.parametrize(
    ("bands", "why"),
    [
        ([[15, 15.5]], "must rise by 1 Hz"),
        ([[30, 20]], "must rise by 1 Hz"),
        ([[8, 15], [200, 500]], "must end below half of emg_rate_hz (500 Hz)"),
    ],
)
def test_a_band_without_a_frequency_is_refused(bands, why):
    assert why in mistakes(targets=["coherence"], intermuscular_bands_hz=bands)


@pytest.mark.parametrize("rate_hz", [20, 64, 90])
def test_bands_that_nobody_asks_for_limit_no_rate_of_the_emg(rate_hz):
    rates = {"emg_rate_hz": rate_hz, "emg_envelope_rate_hz": rate_hz}
    options = {"emg": {"highpass_hz": 5}, "connectivity": rates}
    load_configuration(options)
    options["connectivity"] = rates | {"targets": ["coherence"]}
    with pytest.raises(ConfigurationError, match="must end below half of emg_rate_hz"):
        load_configuration(options)


def test_plain_emg_has_no_coherence_below_its_high_pass():
    said = mistakes(targets=["coherence"], intermuscular_rectified=False)
    assert "[8, 15]" in said
    assert "Rectify it, or give bands above" in said
    load_configuration(
        {
            "connectivity": {
                "targets": ["coherence"],
                "intermuscular_rectified": False,
                "intermuscular_bands_hz": [[30, 60]],
            }
        }
    )
    # Where coherence is not asked for, its bands do not matter.
    load_configuration({"connectivity": {"intermuscular_rectified": False}})
