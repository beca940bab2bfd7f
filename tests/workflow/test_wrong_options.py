"""A wrong configuration costs no work: one message while the workflow is parsed, no traceback."""

import pytest

WRONG = {
    "the file on the command line wins over the workflow's own": (
        "seed: true\n",
        (),
        "- my.yaml: option `seed` was given True, but must be a number",
    ),
    "an argument wins over both": (
        "name: mine\n",
        ("name=2024",),
        "- --config name: option `name` was given 2024",
    ),
    "an argument within a section": (
        "training: {tuned: {momentum: 0.5}}\n",
        ("training={tuned: {momentum: 2}}",),
        "- --config training: option `training.tuned.momentum` was given '2', but must be at least",
    ),
    "what another file made wrong": (
        "emg: {highpass_hz: 400}\nsimulation: {rate_hz: 500}\n",
        ("seed=1",),
        "- my.yaml: emg.highpass_hz is 400, but must lie below half of simulation.rate_hz (500 Hz)",
    ),
    "a key that stands twice": (
        "seed: 1\nseed: 2\n",
        (),
        "my.yaml: `seed` stands twice in one section, the second time in line 2",
    ),
    "no subject": ("subjects: []\n", (), "- my.yaml: option `subjects` was given []"),
}


@pytest.mark.parametrize(("text", "arguments", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_option_is_refused_before_any_work(checkout, text, arguments, message):
    (checkout.folder / "my.yaml").write_text(text)
    given = ("--config", *arguments) if arguments else ()
    printed = checkout.snakemake("-n", "--configfile", "my.yaml", *given, expect_success=False)
    assert message in printed
    assert "Traceback" not in printed
    assert not (checkout.folder / "results").exists()
