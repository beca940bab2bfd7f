"""References that the report cites."""

from __future__ import annotations

from typing import NamedTuple


class Reference(NamedTuple):
    """A publication; `doi` is empty where none is known."""

    text: str
    doi: str = ""


REFERENCES = (
    Reference(
        "Samadi, Nowshiravan Rahatabad, Motie Nasrabadi, Jafarnia Dabanloo (2025), Estimating the "
        "Relationship between EMG Signals and EEG Signal Connections Using Convolutional Neural "
        "Networks. The paper that this workflow follows."
    ),
    Reference(
        "Granger (1969), Investigating causal relations by econometric models and cross-spectral "
        "methods, Econometrica 37.",
        "10.2307/1912791",
    ),
    Reference(
        "Geweke (1984), Measures of conditional linear dependence and feedback between time "
        "series, Journal of the American Statistical Association 79.",
        "10.1080/01621459.1984.10477110",
    ),
    Reference(
        "Barnett and Seth (2015), Granger causality for state-space models, Physical Review E 91.",
        "10.1103/PhysRevE.91.040101",
    ),
    Reference(
        "Kamiński and Blinowska (1991), A new method of the description of the information flow in "
        "the brain structures, Biological Cybernetics 65.",
        "10.1007/BF00198091",
    ),
    Reference(
        "Stam, Nolte, Daffertshofer (2007), Phase lag index, Human Brain Mapping 28.",
        "10.1002/hbm.20346",
    ),
    Reference(
        "Haufe, Nikulin, Müller, Nolte (2013), A critical assessment of connectivity measures for "
        "EEG data, NeuroImage 64: why Granger causality is set beside that of reversed time.",
        "10.1016/j.neuroimage.2012.09.036",
    ),
    Reference(
        "Pion-Tonachini, Kreutz-Delgado, Makeig (2019), ICLabel: An automated "
        "electroencephalographic independent component classifier, dataset, and website, "
        "NeuroImage 198.",
        "10.1016/j.neuroimage.2019.05.026",
    ),
    Reference(
        "Ablin, Cardoso, Gramfort (2018), Faster independent component analysis by "
        "preconditioning with Hessian approximations, IEEE Transactions on Signal Processing 66.",
        "10.1109/TSP.2018.2844203",
    ),
    Reference(
        "Bigdely-Shamlo and others (2015), The PREP pipeline, Frontiers in Neuroinformatics 9: the "
        "quality rules.",
        "10.3389/fninf.2015.00016",
    ),
    Reference(
        "Murphy (1988), Skill scores based on the mean square error, Monthly Weather Review 116.",
        "10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2",
    ),
    Reference(
        "Tritchler (1984), On inverting permutation tests, Journal of the American Statistical "
        "Association 79: the intervals over subjects.",
        "10.1080/01621459.1984.10477085",
    ),
    Reference(
        "Romano, Wolf (2005), Exact and approximate stepdown methods for multiple hypothesis "
        "testing, Journal of the American Statistical Association 100: the correction of p-values.",
        "10.1198/016214504000000539",
    ),
    Reference(
        "Pernet and others (2019), EEG-BIDS, Scientific Data 6.", "10.1038/s41597-019-0104-8"
    ),
    Reference(
        "Gramfort and others (2013), MEG and EEG data analysis with MNE-Python, Frontiers in "
        "Neuroscience 7.",
        "10.3389/fnins.2013.00267",
    ),
    Reference(
        "Mölder and others (2021), Sustainable data analysis with Snakemake, F1000Research 10.",
        "10.12688/f1000research.29032.2",
    ),
)
