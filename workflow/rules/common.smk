# The configuration, and what it asks for: recordings, schemes, networks. No rule of its own.

import atexit
import hashlib
import json
import os
import shlex
import sys
from collections import namedtuple
from functools import cache
from pathlib import Path

from snakemake.io import regex_from_filepattern
from snakemake.logging import logger as snakemake_log

# In a workflow that uses this one as a module, what concerns a whole run is that workflow's own.
IS_MODULE = not workflow.modifier.is_main_snakefile()
ROOT = Path(workflow.current_basedir).parent.parent
SCRIPTS = ROOT / "scripts"
sys.path.append(str(SCRIPTS))

# Packages of other projects would come before the pinned ones, in this process's jobs; optimised
# Python drops the checks (assert) of libraries, and a job that turns interactive never ends.
for variable in ("PYTHONPATH", "PYTHONOPTIMIZE", "PYTHONINSPECT"):
    os.environ.pop(variable, None)
os.environ.update(PYTHONNOUSERSITE="1")

from eeg2emg.recordings.files_read import (
    PEOPLE,
    Folders,
    files_read,
    parts_of,
    state_of_files,
)
from eeg2emg.recordings.layout import (
    find_recordings,
    refuse_without_emg,
)
from eeg2emg.recordings.path_names import (
    refuse_no_folder,
    refuse_other_case,
    refuse_variables,
)
from eeg2emg.recordings.unused_files import unused_files
from eeg2emg.recordings.order import (
    order_of_recordings,
    stated_acquisition_time,
)
from eeg2emg.connectivity.catalogue import ESTIMATORS, TARGETS, number_of_planes
from eeg2emg.connectivity.vectors.catalogue import (
    FEATURE_GROUPS,
    FURTHER_TARGETS,
    SYNERGIES,
    VECTOR_TARGETS,
)
from eeg2emg.configuration.consistency import refuse_slow_recordings
from eeg2emg.configuration.inherited import inherited_options
from eeg2emg.configuration.learning import coupling_name
from eeg2emg.configuration.loading import load_configuration
from eeg2emg.configuration.runs import network_runs, primary_models
from eeg2emg.configuration.sources import COMMAND_LINE, Source, read_source
from eeg2emg.datasets.catalogue import SETS
from eeg2emg.datasets.record import folder_of_set, why_not_fetched
from eeg2emg.errors import ConfigurationError, UserError
from eeg2emg.figures.pages import names_of_pages
from eeg2emg.importing.layouts import LAYOUTS, files_beside
from eeg2emg.importing.table import read_import_table
from eeg2emg.jobs.library_digest import library_digest
from eeg2emg.jobs.memory import MEMORY_MB, TIMES_ITS_SIZE, fitted_mb, memory_mb
from eeg2emg.jobs.rule_graph import rules_in_words
from eeg2emg.jobs.versions import PINS_FILE, differences, pinned_versions, versions_here
from eeg2emg.report.printed_tables import printed_tables, tables_needed
from eeg2emg.report.catalogue import TABLES_OF_REPORT
from eeg2emg.jobs.run_log import RunLog
from eeg2emg.report.terminal import closing_line, left_out_line
from eeg2emg.learning.recipes import (
    PAPER_RECIPE,
    REPLICATION_MODEL,
    REPLICATION_RECIPE,
    RECIPES,
)
from eeg2emg.names.models import PRIMARY_CHOSEN
from eeg2emg.names.models import OPTIMIZERS as ALL_OPTIMIZERS
from eeg2emg.simulation.settings import SimulationSettings, recording_names
from eeg2emg.learning.catalogue import FAM, LEARNING_CURVE, REGRESSIONS
from eeg2emg.splitting.catalogue import PRIMARY_SCHEME, TABLE3_SCHEME
from eeg2emg.studies.verdict_studies import COUPLED, POWER, UNCOUPLED, VERDICT_STUDIES
from eeg2emg.splitting.catalogue import SCHEMES as ALL_SCHEMES
from eeg2emg.names.stored_models import CARD
from eeg2emg.stored.conditions import refuse_before_work

Recording = namedtuple("Recording", "subject data")
Choice = namedtuple("Choice", "column names own other")
FOLDERS, FILES, STATES = Folders(), {}, {}
ACQUIRED = {}
"""When the recordings say that they were made, by name."""
BRAINVISION = ("eeg.vhdr", "eeg.eeg", "eeg.vmrk")
SIDECARS = ("eeg.json", "channels.tsv", "events.tsv", "events.json")


def result(path):
    """Place a path in the folder of this run."""
    return f"results/{OPTIONS.name}/{path}"


def read_configuration():
    """Validate the merged configuration; the sources tell where a mistake was made."""
    if IS_MODULE:
        refuse_changed_paths()
        return load_configuration(config, [Source(f"module {__name__}", config)])
    given = workflow.config_settings
    named = [Path(path).absolute() for path in given.configfiles]
    # Snakemake puts the workflow's own file behind those of the command line, which win.
    own = [path for path in workflow.configfiles if Path(path).absolute() not in named]
    sources = [
        read_source(shown_path(path))
        for path in ([] if given.replace_workflow_config else own) + named
    ]
    if given.config:
        sources.append(Source(COMMAND_LINE, dict(given.config)))
    options = load_configuration(config, sources)
    left_to_it = inherited_options(options, sources)
    if left_to_it and workflow.is_main_process:
        print(
            "eeg2emg: taken from config/config.yaml, the small simulated default, as no other "
            f"file sets it: {'; '.join(left_to_it)}",
            file=sys.stderr,
        )
    return options


def refuse_changed_paths():
    """Refuse a module statement that puts results elsewhere than where they are looked up."""
    changed = workflow.modifier.path_modifier
    if changed.prefix or changed.modifies_prefixes:
        raise ConfigurationError(
            f"module {__name__}: `prefix` and `replace_prefix` cannot be used with eeg2emg",
            "they would change the paths of recordings and templates too, which lie elsewhere",
            "leave them out; the option `name` places the results, in results/<name>/",
        )


def command_of_the_run():
    """Write what starts this run, without what does not change its numbers."""
    given = workflow.config_settings
    files = [str(shown_path(path)) for path in given.configfiles]
    set_here = [
        f"{key}={json.dumps(value)}" for key, value in (given.config or {}).items()
    ]
    words = ["snakemake", "--cores", "N"]
    words += ["--configfile", *files] if files else []
    words += ["--config", *set_here] if set_here else []
    return shlex.join(words)


def shown_path(path):
    """Write a path as people would: relative where it lies in the working folder."""
    path = Path(path)
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def options(section):
    """Give a section of the configuration as plain values, for the params of a rule."""
    return getattr(OPTIONS, section).model_dump(mode="json")


def simulation_options():
    """Give what the simulated recordings depend on."""
    return OPTIONS.simulation_options()


def recording_files(subject, recording):
    """List the files of a recording that this workflow writes."""
    return [
        result(f"bids/{subject}/eeg/{recording}_{suffix}")
        for suffix in (*BRAINVISION, *SIDECARS)
    ]


def simulated_recordings(subject):
    """Name the recordings of a simulated subject; all subjects have as many."""
    names = recording_names(SimulationSettings(**simulation_options()))
    first = names[0].partition("_")[0]
    return [
        subject + name.removeprefix(first)
        for name in names
        if name.partition("_")[0] == first
    ]


def list_recordings():
    """Map the name of each recording to its subject and its data file."""
    if NOT_FETCHED:
        return {}
    if OPTIONS.input == "bids":
        found = find_recordings(
            OPTIONS.dataset, subjects=OPTIONS.subjects, tasks=OPTIONS.tasks
        )
        refuse_without_emg(OPTIONS.dataset, found, OPTIONS.channels.emg)
        return {
            item.name: Recording(f"sub-{item.subject}", str(item.path))
            for item in found
        }
    names = (
        recording_names(SimulationSettings(**simulation_options()))
        if OPTIONS.input == "simulated"
        else IMPORTS
    )
    subjects = {name: name.split("_")[0] for name in names}
    return {
        name: Recording(subject, recording_files(subject, name)[0])
        for name, subject in subjects.items()
    }


@cache
def list_unused():
    """List the files with signals of which nothing is read, and why; a job that needs it asks."""
    if OPTIONS.input != "bids" or NOT_FETCHED:
        return []
    asked = {"subjects": OPTIONS.subjects, "tasks": OPTIONS.tasks}
    return [list(item) for item in unused_files(OPTIONS.dataset, **asked)]


def in_order_of_time(recordings):
    """Order the recordings as every step does."""
    for name, recording in recordings.items():
        ACQUIRED[name] = stated_acquisition_time(Path(recording.data))
    return {name: recordings[name] for name in order_of_recordings(ACQUIRED)}


def truth_of(recording):
    """Place the known truth of a simulated recording."""
    subject = RECORDINGS[recording].subject
    return result(f"bids/sourcedata/truth/{subject}/{recording}_truth.nc")


def head_of(recording):
    """Place the head model of a simulated recording's subject."""
    return result(f"bids/sourcedata/heads/{RECORDINGS[recording].subject}.npz")


def fetch_order():
    """Say what is to be fetched, and where it is put."""
    return {
        "name": OPTIONS.public.name,
        "source": OPTIONS.public.source,
        "subjects": OPTIONS.subjects,
        "dataset": OPTIONS.dataset if OPTIONS.input == "bids" else None,
        "import_table": OPTIONS.import_table if OPTIONS.input == "import" else None,
    }


def why_it_cannot_begin():
    """Say what of a public set was not fetched yet; nothing where all is there, or none is asked."""
    if not OPTIONS.public.name:
        return ""
    order = fetch_order()
    return why_not_fetched(
        order["name"],
        folder_of_set(order["dataset"], order["import_table"]),
        order["subjects"],
        table=order["import_table"],
    )


def with_recordings(files):
    """Ask for files that need recordings; where a set was not fetched, say so before any work."""

    def wanted(wildcards):
        if NOT_FETCHED:
            sys.exit(
                f"eeg2emg: public.name is {OPTIONS.public.name}: {NOT_FETCHED}. Fetch first: "
                "./run.sh fetch (with your --configfile)"
            )
        return files

    return wanted


def import_options(recording):
    """Give what the import table says of a recording."""
    row = IMPORTS[recording]
    return {
        "file": str(row.file),
        "task": row.task,
        "phase": row.phase,
        "rate_hz": row.rate_hz,
        "unit": row.unit,
        "layout": row.layout,
    }


def import_notes(recording):
    """Place what was done to import a recording; nothing where none is imported."""
    if OPTIONS.input != "import":
        return []
    subject = RECORDINGS[recording].subject
    return result(f"bids/sourcedata/imports/{subject}/{recording}.json")


def source_of(recording):
    """Give the path of a recording's data file within its dataset."""
    return os.path.relpath(RECORDINGS[recording].data, DATASET)


def files_of(recording):
    """List the files of which reading a recording may open any: changes and new ones rerun."""
    if OPTIONS.input != "bids":
        return recording_files(RECORDINGS[recording].subject, recording)
    if recording not in FILES:
        FILES[recording] = files_read(Path(RECORDINGS[recording].data), FOLDERS)
    # That another person was added there concerns no recording; state_of looks at its own line.
    return [
        ancient(str(file)) if file.name == PEOPLE else str(file)
        for file in FILES[recording]
    ]


def state_of(recordings):
    """Digest the files of recordings that this workflow did not write; nothing for its own."""
    if OPTIONS.input != "bids":
        return []
    for recording in recordings:
        if recording not in STATES:
            files_of(recording)
            subject = RECORDINGS[recording].subject
            STATES[recording] = state_of_files(FILES[recording], subject)
    return [STATES[recording] for recording in recordings]


def imported_files(recording):
    """List the files that importing a recording reads."""
    row = IMPORTS[recording]
    beside = files_beside(LAYOUTS[row.layout], row.file) if row.layout else []
    return [str(file) for file in (*parts_of(row.file), *beside) if file.is_file()]


def with_emg(files):
    """Ask for files that need EMG; without any, say so before any work."""

    def wanted(wildcards):
        with_recordings(files)(wildcards)
        if not HAS_EMG:
            sys.exit(
                "eeg2emg: channels.emg is empty: there is no EMG to learn from. Quality and EEG "
                "connectivity are made by: snakemake eeg_connectivity (with your --cores and "
                "--configfile)"
            )
        return files

    return wanted


def whole_run(wildcards):
    """List what a run makes where nothing is asked for."""
    made = [*END_OF_RUN, result("resources.html"), result("provenance.json")]
    return [*with_emg(made)(wildcards), result("configuration.json")]


def analysis_options(*further):
    """Give the options that tell how the recordings were analysed."""
    sections = ("channels", "segments", "connectivity", "ica", "eeg", "emg", *further)
    return {name: options(name) for name in sections}


def model_to_apply(wildcards):
    """Place the stored model; one that cannot be applied is refused before any work."""
    own = result(f"models/{STORED_MODEL}")
    model = OPTIONS.apply.model
    if model and os.path.abspath(model) == os.path.abspath(own):
        return own
    try:
        people = [subject.removeprefix("sub-") for subject in SUBJECTS]
        refuse_before_work(analysis_options("apply"), people)
    except UserError as error:
        sys.exit(f"eeg2emg: {error}")
    return model


def card_of_model(wildcards):
    """Digest the card of a model that this run does not make, which vouches for its files."""
    card = Path(model_to_apply(wildcards), CARD)
    if card.parent == Path(result(f"models/{STORED_MODEL}")):
        return ""
    return hashlib.sha256(card.read_bytes()).hexdigest()


def recordings_of(unit):
    """List the recordings of a subject in the order of time, or the one that is named."""
    return [name for name in RECORDINGS if unit in (name, RECORDINGS[name].subject)]


def choice_of(column, names, own):
    """Describe a choice between two, of which a study takes the other."""
    return Choice(column, names, own, names[1 - names.index(own)])


def ica_settings(fit):
    """Give the options of the ICA, for the main flow or with the other choice of `fit_on`."""
    other = {"fit_on": CHOICES["ica_fit_on"].other}
    return options("ica") | (other if fit.startswith("ica_fit_on") else {})


def has_laplacian(fit=""):
    """Say whether the cleaned EEG is current source density, in the main flow or in a study."""
    return OPTIONS.eeg.laplacian != fit.startswith("laplacian")


def seen_by_ica(wildcards):
    """List the decompositions whose recordings must not be tested."""
    if ica_settings(wildcards.fit)["fit_on"] != "training":
        return []
    place = place_of("ica", wildcards)
    return [result(f"{place}derivatives/ica/{unit}.nc") for unit in ICA_UNITS]


def schemes_of(wildcards):
    """List the schemes in which a recipe is trained: in a study those that it compares."""
    if wildcards.fit.startswith("estimators"):
        return [TABLE3_SCHEME]
    return [PRIMARY_SCHEME] if wildcards.fit else list(RUNS.schemes[wildcards.recipe])


def place_of(step, wildcards):
    """Say whose result of a step a study uses: its own from the step on at which it departs."""
    steps = list(FIRST_STEP.values())
    study = wildcards.fit.partition("/")[0]
    own = not study or steps.index(FIRST_STEP[study]) <= steps.index(step)
    return wildcards.fit if own else ""


def cleaned_of(wildcards):
    """Place the cleaned recording that matrices are estimated from."""
    place = place_of("cleaning", wildcards)
    return result(f"{place}derivatives/cleaned/{wildcards.recording}.nc")


def ica_unit(recording):
    """Name what the recording shares its independent components with."""
    return RECORDINGS[recording].subject if OPTIONS.ica.fit == "subject" else recording


def subject_of_unit(unit):
    """Name the subject of a subject or a recording."""
    return RECORDINGS[recordings_of(unit)[0]].subject


def eeg_settings(fit=""):
    """Give what the brain network depends on, in the main flow or in a study."""
    chosen = OPTIONS.connectivity
    other = fit.startswith("estimators")
    return {
        "rate_hz": chosen.eeg_rate_hz,
        "order": chosen.order_at("eeg_order", chosen.eeg_rate_hz),
        "measures": list(chosen.measures),
        "band": list(chosen.band_hz),
        "pli_bands": [list(band) for band in chosen.pli_bands_hz],
        "planes_per_band": chosen.planes_per_band,
        "mvar_rank": OPTIONS.mvar_rank_of(laplacian=has_laplacian(fit)),
        "conditional": chosen.conditional,
        "conditional_method": chosen.conditional_method,
        "estimator": OTHER_ESTIMATOR if other else chosen.estimator,
        "min_samples_per_parameter": chosen.min_samples_per_parameter,
    }


def log_coherency_bands():
    """Give the bands of the log-Euclidean coherency; none where nothing is made of it."""
    return [list(band) for band in OPTIONS.log_coherency_bands_hz]


def emg_settings():
    """Give what the muscle network depends on, besides the recording's rate."""
    chosen = OPTIONS.connectivity
    span_ms = chosen.emg_order_ms
    in_milliseconds = {} if span_ms is None else {"order_ms": span_ms}
    return {
        "order": chosen.emg_order,
        **in_milliseconds,
        "envelope_rate_hz": chosen.emg_envelope_rate_hz,
        "envelope_order": chosen.order_at(
            "emg_envelope_order", chosen.emg_envelope_rate_hz
        ),
        "conditional": chosen.conditional,
        "conditional_method": chosen.conditional_method,
        "min_samples_per_parameter": chosen.min_samples_per_parameter,
    }


def corticomuscular_settings():
    """Give what the coherence of brain and muscles depends on."""
    chosen = OPTIONS.connectivity
    shared = OPTIONS.corticomuscular.model_dump(
        mode="json", exclude={"enabled", "electrodes", "aligned_by_hand"}
    )
    return {
        **shared,
        "rate_hz": chosen.eeg_rate_hz,
        "order": chosen.order_at("eeg_order", chosen.eeg_rate_hz),
        "line_hz": OPTIONS.line_hz,
        "seed": OPTIONS.seed,
    }


def vector_settings():
    """Give what the vectors of the EMG depend on, besides the recording's rate."""
    chosen = OPTIONS.connectivity
    return {
        "lowest_hz": OPTIONS.emg.highpass_hz,
        "envelope_rate_hz": chosen.emg_envelope_rate_hz,
        "bands": [list(band) for band in chosen.intermuscular_bands_hz],
        "rectified": chosen.intermuscular_rectified,
    }


def inspection_settings():
    """Give what the quality of a recording depends on."""
    return OPTIONS.inspection_settings()


def cleaning_settings(fit=""):
    """Give what the cleaning of a recording depends on, in the main flow or in a study."""
    # What is left of a skill can only be asked where there is a target.
    high = HAS_EMG and "high_frequencies" in OPTIONS.connectivity.controls
    return {
        "eeg_channels": OPTIONS.channels.eeg,
        "emg_channels": OPTIONS.channels.emg,
        "eeg_rate_hz": OPTIONS.connectivity.eeg_rate_hz,
        "emg_rate_hz": OPTIONS.connectivity.emg_rate_hz,
        "emg_high_pass_hz": OPTIONS.emg.highpass_hz,
        "emg_ica": OPTIONS.emg.ica,
        "laplacian": has_laplacian(fit),
        "minimum_rank": OPTIONS.mvar_rank_of(laplacian=has_laplacian(fit)),
        "high_frequencies_hz": (
            OPTIONS.connectivity.high_frequencies_hz if high else None
        ),
        "head_muscles": OPTIONS.channels.head_muscles if HAS_EMG else [],
        "seed": OPTIONS.seed,
    }


try:
    OPTIONS = read_configuration()
    COMMAND = command_of_the_run()
    refuse_no_folder(result(""))
    refuse_other_case(result(""))
    NOT_FETCHED = why_it_cannot_begin()
    IMPORTS = (
        read_import_table(OPTIONS.import_table, OPTIONS.subjects)
        if OPTIONS.input == "import" and not NOT_FETCHED
        else {}
    )
    for path in (
        *(OPTIONS.dataset, OPTIONS.import_table),
        *(row.file for row in IMPORTS.values()),
    ):
        refuse_variables(path or "")
    refuse_slow_recordings(OPTIONS, [row.rate_hz for row in IMPORTS.values()])
    RECORDINGS = in_order_of_time(list_recordings())
except UserError as error:
    sys.exit(f"eeg2emg: {error}")


def own_rules():
    """Give the rules by the names that they have here; a module's may have others in the run."""
    return {name: proxy.rule for name, proxy in rules._rules.items()}


def stages_of_rules():
    """Name the stage of each rule after its file, in their order; targets belong to none."""
    files = {name: Path(one.snakefile) for name, one in own_rules().items()}
    return {
        name: file.stem.replace("_", " ")
        for name, file in files.items()
        if file.name != "Snakefile"
    }


def outputs_of_rules():
    """Give what each rule makes, as regular expressions."""
    return {
        name: [regex_from_filepattern(str(file)) for file in one.output]
        for name, one in own_rules().items()
    }


def rules_of_the_run():
    """Describe the rules that the report and what stands beside it need, in an order of work."""
    example = {
        "fit": "",
        "study": "",
        "recording": next(iter(RECORDINGS), ""),
        "subject": next((one.subject for one in RECORDINGS.values()), ""),
        "unit": next(iter(ICA_UNITS), ""),
        "scheme": PRIMARY_SCHEME,
        "recipe": REPLICATION_RECIPE,
        "optimizer": OPTIMIZERS[0],
        "choice": "laplacian",
        "target": next(iter([*VECTOR_TARGETS_ASKED, *FURTHER_TARGETS_ASKED]), ""),
    }
    described = rules_in_words(
        own_rules(),
        example,
        of=["write_report", "write_resources", "write_provenance"],
    )
    return [list(row) for row in described]


def say_how_it_ended():
    """Say where the report is, what it found, and how much was left out."""
    made = {job.rule.name for job in workflow.dag.jobs}
    if "list_exclusions" in made:
        print(left_out_line(result("exclusions.tsv")) or "Nothing was left out.")
    if "write_report" in made:
        files = result("report.html"), result("tables/verdict.csv")
        print(closing_line(*files, simulated=SIMULATED))
        if OPTIONS.public.name and SETS[OPTIONS.public.name].expectation:
            print(SETS[OPTIONS.public.name].expectation)
    if "verify" in made:
        print(f"{result('')}: nothing was changed since provenance.json was written.")
    if "write_crate" in made:
        print(f"{CRATE}: the run as RO-Crate.")


def follow_the_run():
    """Say what matters of what Snakemake says, also where it finds that nothing is to be done."""
    for earlier in [
        one for one in snakemake_log.filters if hasattr(one, "nothing_to_do")
    ]:
        snakemake_log.removeFilter(earlier)
    log = RunLog(
        lambda rule: stages_of_rules().get(rule, ""),
        None if sys.stderr.isatty() else snakemake_log.info,
    )
    snakemake_log.addFilter(log)
    atexit.register(
        lambda: log.nothing_to_do and not workflow.dryrun and say_how_it_ended()
    )


if workflow.is_main_process and not IS_MODULE:
    follow_the_run()

PINS = pinned_versions(ROOT / PINS_FILE)
# Jobs have environments of their own then, which hold the pinned versions.
CONDA = any(
    method.name == "CONDA" for method in workflow.deployment_settings.deployment_method
)
if workflow.is_main_process and not CONDA:
    for other in differences(versions_here(), PINS):
        print(
            f"eeg2emg: {other} in {PINS_FILE}: the same data may give other numbers",
            file=sys.stderr,
        )

STORED_MODEL = FAM
OTHER_ESTIMATOR = next(
    name for name in ESTIMATORS if name != OPTIONS.connectivity.estimator
)
CHOICES = {
    "ica_fit_on": choice_of("fit_on", ["all", "training"], OPTIONS.ica.fit_on),
    "laplacian": choice_of(
        "laplacian", ["off", "on"], "on" if OPTIONS.eeg.laplacian else "off"
    ),
}
"""Choices of the cleaning that have a study of their own."""
FIRST_STEP = {"ica_fit_on": "ica", "laplacian": "cleaning", "estimators": "matrices"}
"""Where each study departs from the main flow, in the order of the steps."""
HAS_EMG = bool(OPTIONS.channels.emg)
EEG_PLANES = number_of_planes(
    OPTIONS.connectivity.measures,
    len(OPTIONS.connectivity.pli_bands_hz),
    per_band=OPTIONS.connectivity.planes_per_band,
)
DATASET = Path(OPTIONS.dataset if OPTIONS.input == "bids" else result("bids"))
SUBJECTS = list(dict.fromkeys(recording.subject for recording in RECORDINGS.values()))
ICA_UNITS = list(dict.fromkeys(ica_unit(recording) for recording in RECORDINGS))
SIMULATED = OPTIONS.input == "simulated"
SCHEMES = list(OPTIONS.evaluation.schemes)
OPTIMIZERS = list(OPTIONS.training.optimizers)
RUNS = network_runs(OPTIONS.training, OPTIONS.evaluation.schemes)
REPLICATION_RUNS = [run for run in RUNS.compared if run.recipe == REPLICATION_RECIPE]
FURTHER_IN_PRIMARY = [
    run for run in RUNS.further if run.recipe in OPTIONS.evaluation.primary_models
]
JUDGED_RUNS = RUNS.judged(OPTIONS.evaluation.primary_models)
PRIMARY_MODELS = primary_models(OPTIONS.training, OPTIONS.evaluation.primary_models)
TABLE3_RECIPES = {
    entry.table3: name for name, entry in RECIPES.items() if entry.compared
}
RECOVERY_TABLES = ["recovery_length", "recovery_eeg", "artefact_reduction"]
FIRST_RECORDINGS = [recordings_of(subject)[0] for subject in SUBJECTS]
STUDIES = "|".join(
    f"{name}/({'|'.join(choices)})/"
    for name, choices in {
        **{name: one.names for name, one in CHOICES.items()},
        "estimators": ESTIMATORS,
    }.items()
)


wildcard_constraints:
    subject="sub-[A-Za-z0-9]+",
    recording="sub-[A-Za-z0-9+_-]+",
    unit="sub-[A-Za-z0-9+_-]+",
    scheme="|".join(ALL_SCHEMES),
    recipe="|".join(RECIPES),
    optimizer="|".join(ALL_OPTIMIZERS),
    shift="[0-9]+",
    number="[0-9]+",
    coupling=r"k-[0-9.e-]+",
    # Where a study has its own results of the rules of the main flow, which has no such folder.
    fit=rf"({STUDIES})?",
    study=rf"({STUDIES}|coupling_sweep/k-[0-9.e-]+/)?",
    choice="|".join(CHOICES),
