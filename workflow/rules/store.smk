# A model with its card, and the stored model of another run on these recordings.

STORED_MODEL = FAM
APPLIED = [result("tables/applied.csv"), result("tables/applied_people.csv")]


def model_to_apply(wildcards):
    """Place the stored model; where there is none, say so before any work."""
    model = OPTIONS.apply.model
    if not model:
        sys.exit(
            "eeg2emg: apply.model is not set: name the folder of a stored model, "
            "results/<name>/models/fam of another run (docs/apply.md)"
        )
    own = result(f"models/{STORED_MODEL}")
    if os.path.abspath(model) == os.path.abspath(own):
        return own
    if not Path(model, CARD).is_file():
        sys.exit(
            f"eeg2emg: {model} holds no stored model: there is no {CARD}. Set apply.model to "
            "results/<name>/models/fam of a run that is finished"
        )
    return model


def card_of_model(wildcards):
    """Digest the card of a model that this run does not make, which vouches for its files."""
    model = model_to_apply(wildcards)
    if model == result(f"models/{STORED_MODEL}"):
        return ""
    return hashlib.sha256(Path(model, CARD).read_bytes()).hexdigest()


def analysis_options(*further):
    """Give the options that tell how the recordings were analysed."""
    return {
        name: options(name)
        for name in ("segments", "connectivity", "ica", "emg", *further)
    }


rule store_model:
    """Fit the mean of unlike networks to all segments, and store it with its card."""
    input:
        dataset=result("dataset.nc"),
        metrics=result("tables/metrics.csv"),
        verdict=result("tables/verdict.csv"),
        regressions=result(f"models/regressions/{PRIMARY_SCHEME}.nc"),
    output:
        directory(result(f"models/{STORED_MODEL}")),
    log:
        logs("store_model"),
    benchmark:
        benchmarks("store_model")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("store_model"),
    params:
        library=library("store_model"),
        target=OPTIONS.connectivity.target,
        configuration={"name": OPTIONS.name} | analysis_options("evaluation"),
    script:
        script_of("store_model")


rule apply_model:
    """Estimate the muscle network of these recordings by the stored model of another run."""
    input:
        model=model_to_apply,
        dataset=result("dataset.nc"),
    output:
        estimates=table("applied", "applied"),
        people=table("applied_people", "applied"),
    log:
        logs("apply_model"),
    benchmark:
        benchmarks("apply_model")
    conda:
        environment("learning")
    resources:
        mem_mb=memory("apply_model"),
    params:
        library=library("apply_model"),
        card=card_of_model,
        configuration=analysis_options(),
        same_people=OPTIONS.apply.same_people,
        seed=OPTIONS.seed,
    script:
        script_of("apply_model")
