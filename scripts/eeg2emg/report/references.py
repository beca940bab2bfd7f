"""References that the report cites: as text, as a link, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from eeg2emg.report.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_AUTHORS = 4
"""Authors that are named in a list of references; BibTeX has all of them."""

_CITATION = re.compile(r"\[([a-z]+\d{4})\]")


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A publication.

    Attributes
    ----------
    key : str
        Family name of the first author and year.
    authors : tuple of str
        Each as ``Family, Given``, or ``Family`` where no more is known; ``others`` for those that
        are not listed.
    year : int
        Of publication.
    title, journal, volume, number, pages : str
        As printed; empty where there is none or it is not known.
    doi : str
        Without the address of the resolver; empty where none is known.
    use : str
        What it is cited for, where the title does not say so.
    """

    key: str
    authors: tuple[str, ...]
    year: int
    title: str
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    use: str = ""

    @property
    def text(self) -> str:
        """The entry of a list of references, without the DOI."""
        names = [author.partition(",")[0] for author in self.authors]
        if len(names) > _MOST_AUTHORS:
            names = [*names[:1], "others"]
        where = f", {self.journal}" if self.journal else ""
        where += f" {self.volume}" if self.volume else ""
        where += f", {self.pages}" if self.pages else ""
        use = f": {self.use}" if self.use else ""
        return f"{listed(names)} ({self.year}), {self.title}{where}{use}."

    @property
    def url(self) -> str:
        """Address of its DOI; empty where it has none."""
        return f"https://doi.org/{quote(self.doi, safe='/:;().')}" if self.doi else ""

    @property
    def bibtex(self) -> str:
        """Its BibTeX entry, in UTF-8; the title keeps its capitals."""
        fields = {
            "author": " and ".join(_bibtex_name(author) for author in self.authors),
            "title": f"{{{self.title}}}",
            "journal": self.journal,
            "year": str(self.year),
            "volume": self.volume,
            "number": self.number,
            "pages": self.pages.replace("-", "--"),
            "doi": self.doi,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        kind = "article" if self.journal else "misc"
        return f"@{kind}{{{self.key},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_name(author: str) -> str:
    """Keep family names of several words together."""
    family, comma, given = author.partition(",")
    return f"{{{family}}}{comma}{given}" if " " in family else author


def cited(text: str) -> list[Reference]:
    """List the references that a text cites by ``[key]``, in the order of the citations."""
    return [_BY_KEY[key] for key in dict.fromkeys(_CITATION.findall(text))]


def bibtex(references: Iterable[Reference] | None = None) -> str:
    """Give the BibTeX entries of references; of all that the report cites by default."""
    return "\n".join(reference.bibtex for reference in (references or REFERENCES))


REFERENCES = (
    Reference(
        key="samadi2025",
        authors=(
            "Samadi",
            "Nowshiravan Rahatabad",
            "Motie Nasrabadi",
            "Jafarnia Dabanloo",
        ),
        year=2025,
        title="Estimating the Relationship between EMG Signals and EEG Signal Connections Using "
        "Convolutional Neural Networks",
        use="the paper that this workflow follows",
    ),
    Reference(
        key="granger1969",
        authors=("Granger, C. W. J.",),
        year=1969,
        title="Investigating Causal Relations by Econometric Models and Cross-spectral Methods",
        journal="Econometrica",
        volume="37",
        number="3",
        pages="424-438",
        doi="10.2307/1912791",
    ),
    Reference(
        key="geweke1982",
        authors=("Geweke, John",),
        year=1982,
        title="Measurement of Linear Dependence and Feedback Between Multiple Time Series",
        journal="Journal of the American Statistical Association",
        volume="77",
        number="378",
        pages="304-313",
        doi="10.1080/01621459.1982.10477803",
        use="Granger causality within a band",
    ),
    Reference(
        key="geweke1984",
        authors=("Geweke, John F.",),
        year=1984,
        title="Measures of Conditional Linear Dependence and Feedback Between Time Series",
        journal="Journal of the American Statistical Association",
        volume="79",
        number="388",
        pages="907-915",
        doi="10.1080/01621459.1984.10477110",
    ),
    Reference(
        key="barnett2015",
        authors=("Barnett, Lionel", "Seth, Anil K."),
        year=2015,
        title="Granger causality for state-space models",
        journal="Physical Review E",
        volume="91",
        number="4",
        pages="040101",
        doi="10.1103/PhysRevE.91.040101",
    ),
    Reference(
        key="haufe2013",
        authors=("Haufe, Stefan", "Nikulin, Vadim V.", "Müller, Klaus-Robert", "Nolte, Guido"),
        year=2013,
        title="A critical assessment of connectivity measures for EEG data: A simulation study",
        journal="NeuroImage",
        volume="64",
        pages="120-133",
        doi="10.1016/j.neuroimage.2012.09.036",
        use="why Granger causality is set beside that of reversed time",
    ),
    Reference(
        key="li1981",
        authors=("Li, W. K.", "McLeod, A. I."),
        year=1981,
        title="Distribution of the Residual Autocorrelations in Multivariate ARMA Time Series "
        "Models",
        journal="Journal of the Royal Statistical Society: Series B",
        volume="43",
        number="2",
        pages="231-239",
        doi="10.1111/j.2517-6161.1981.tb01175.x",
        use="the test whether residuals are white",
    ),
    Reference(
        key="kaminski1991",
        authors=("Kamiński, M. J.", "Blinowska, K. J."),
        year=1991,
        title="A new method of the description of the information flow in the brain structures",
        journal="Biological Cybernetics",
        volume="65",
        number="3",
        pages="203-210",
        doi="10.1007/BF00198091",
        use="the directed transfer function",
    ),
    Reference(
        key="korzeniewska2003",
        authors=(
            "Korzeniewska, Anna",
            "Mańczak, Małgorzata",
            "Kamiński, Maciej",
            "Blinowska, Katarzyna J.",
            "Kasicki, Stefan",
        ),
        year=2003,
        title="Determination of information flow direction among brain structures by a modified "
        "directed transfer function (dDTF) method",
        journal="Journal of Neuroscience Methods",
        volume="125",
        pages="195-207",
        doi="10.1016/S0165-0270(03)00052-9",
    ),
    Reference(
        key="baccala2001",
        authors=("Baccalá, Luiz A.", "Sameshima, Koichi"),
        year=2001,
        title="Partial directed coherence: a new concept in neural structure determination",
        journal="Biological Cybernetics",
        volume="84",
        number="6",
        pages="463-474",
        doi="10.1007/PL00007990",
    ),
    Reference(
        key="welch1967",
        authors=("Welch, Peter D.",),
        year=1967,
        title="The use of fast Fourier transform for the estimation of power spectra: A method "
        "based on time averaging over short, modified periodograms",
        journal="IEEE Transactions on Audio and Electroacoustics",
        volume="15",
        number="2",
        pages="70-73",
        doi="10.1109/TAU.1967.1161901",
    ),
    Reference(
        key="denovellis2022",
        authors=(
            "Denovellis, Eric L.",
            "Myroshnychenko, Maxym",
            "Sarmashghi, Mehrad",
            "Stephen, Emily P.",
        ),
        year=2022,
        title="Spectral Connectivity: a python package for computing multitaper spectral estimates "
        "and frequency-domain brain connectivity measures on the CPU and GPU",
        journal="Journal of Open Source Software",
        volume="7",
        pages="4840",
        doi="10.21105/joss.04840",
        use="the independent estimates",
    ),
    Reference(
        key="stam2007",
        authors=("Stam, Cornelis J.", "Nolte, Guido", "Daffertshofer, Andreas"),
        year=2007,
        title="Phase lag index: Assessment of functional connectivity from multi channel EEG and "
        "MEG with diminished bias from common sources",
        journal="Human Brain Mapping",
        volume="28",
        number="11",
        pages="1178-1193",
        doi="10.1002/hbm.20346",
    ),
    Reference(
        key="vinck2011",
        authors=(
            "Vinck, Martin",
            "Oostenveld, Robert",
            "van Wingerden, Marijn",
            "Battaglia, Franscesco",
            "Pennartz, Cyriel M. A.",
        ),
        year=2011,
        title="An improved index of phase-synchronization for electrophysiological data in the "
        "presence of volume-conduction, noise and sample-size bias",
        journal="NeuroImage",
        volume="55",
        number="4",
        pages="1548-1565",
        doi="10.1016/j.neuroimage.2011.01.055",
    ),
    Reference(
        key="nolte2004",
        authors=(
            "Nolte, Guido",
            "Bai, Ou",
            "Wheaton, Lewis",
            "Mari, Zoltan",
            "Vorbach, Sherry",
            "Hallett, Mark",
        ),
        year=2004,
        title="Identifying true brain interaction from EEG data using the imaginary part of "
        "coherency",
        journal="Clinical Neurophysiology",
        volume="115",
        number="10",
        pages="2292-2307",
        doi="10.1016/j.clinph.2004.04.029",
    ),
    Reference(
        key="arsigny2006",
        authors=("Arsigny, Vincent", "Fillard, Pierre", "Pennec, Xavier", "Ayache, Nicholas"),
        year=2006,
        title="Log-Euclidean metrics for fast and simple calculus on diffusion tensors",
        journal="Magnetic Resonance in Medicine",
        volume="56",
        number="2",
        pages="411-421",
        doi="10.1002/mrm.20965",
    ),
    Reference(
        key="theiler1992",
        authors=(
            "Theiler, James",
            "Eubank, Stephen",
            "Longtin, André",
            "Galdrikian, Bryan",
            "Farmer, J. Doyne",
        ),
        year=1992,
        title="Testing for nonlinearity in time series: the method of surrogate data",
        journal="Physica D",
        volume="58",
        pages="77-94",
        doi="10.1016/0167-2789(92)90102-S",
    ),
    Reference(
        key="bigdelyshamlo2015",
        authors=(
            "Bigdely-Shamlo, Nima",
            "Mullen, Tim",
            "Kothe, Christian",
            "Su, Kyung-Min",
            "Robbins, Kay A.",
        ),
        year=2015,
        title="The PREP pipeline: standardized preprocessing for large-scale EEG analysis",
        journal="Frontiers in Neuroinformatics",
        volume="9",
        pages="16",
        doi="10.3389/fninf.2015.00016",
        use="the quality rules",
    ),
    Reference(
        key="ablin2018",
        authors=("Ablin, Pierre", "Cardoso, Jean-François", "Gramfort, Alexandre"),
        year=2018,
        title="Faster independent component analysis by preconditioning with Hessian "
        "approximations",
        journal="IEEE Transactions on Signal Processing",
        volume="66",
        number="15",
        pages="4040-4049",
        doi="10.1109/TSP.2018.2844203",
    ),
    Reference(
        key="piontonachini2019",
        authors=("Pion-Tonachini, Luca", "Kreutz-Delgado, Ken", "Makeig, Scott"),
        year=2019,
        title="ICLabel: An automated electroencephalographic independent component classifier, "
        "dataset, and website",
        journal="NeuroImage",
        volume="198",
        pages="181-197",
        doi="10.1016/j.neuroimage.2019.05.026",
    ),
    Reference(
        key="wold2001",
        authors=("Wold, Svante", "Sjöström, Michael", "Eriksson, Lennart"),
        year=2001,
        title="PLS-regression: a basic tool of chemometrics",
        journal="Chemometrics and Intelligent Laboratory Systems",
        volume="58",
        number="2",
        pages="109-130",
        doi="10.1016/S0169-7439(01)00155-1",
    ),
    Reference(
        key="huang2006",
        authors=("Huang, Guang-Bin", "Zhu, Qin-Yu", "Siew, Chee-Kheong"),
        year=2006,
        title="Extreme learning machine: Theory and applications",
        journal="Neurocomputing",
        volume="70",
        pages="489-501",
        doi="10.1016/j.neucom.2005.12.126",
        use="hidden layers that are drawn",
    ),
    Reference(
        key="kawahara2017",
        authors=(
            "Kawahara, Jeremy",
            "Brown, Colin J.",
            "Miller, Steven P.",
            "Booth, Brian G.",
            "Chau, Vann",
            "Grunau, Ruth E.",
            "Zwicker, Jill G.",
            "Hamarneh, Ghassan",
        ),
        year=2017,
        title="BrainNetCNN: Convolutional neural networks for brain networks; towards predicting "
        "neurodevelopment",
        journal="NeuroImage",
        volume="146",
        pages="1038-1049",
        doi="10.1016/j.neuroimage.2016.09.046",
    ),
    Reference(
        key="murphy1988",
        authors=("Murphy, Allan H.",),
        year=1988,
        title="Skill Scores Based on the Mean Square Error and Their Relationships to the "
        "Correlation Coefficient",
        journal="Monthly Weather Review",
        volume="116",
        number="12",
        pages="2417-2424",
        doi="10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2",
    ),
    Reference(
        key="spearman1910",
        authors=("Spearman, C.",),
        year=1910,
        title="Correlation calculated from faulty data",
        journal="British Journal of Psychology",
        volume="3",
        number="3",
        pages="271-295",
        doi="10.1111/j.2044-8295.1910.tb00206.x",
        use="the reliability of the target",
    ),
    Reference(
        key="tritchler1984",
        authors=("Tritchler, David",),
        year=1984,
        title="On Inverting Permutation Tests",
        journal="Journal of the American Statistical Association",
        volume="79",
        number="385",
        pages="200-207",
        doi="10.1080/01621459.1984.10477085",
        use="the intervals over subjects",
    ),
    Reference(
        key="romano2005",
        authors=("Romano, Joseph P.", "Wolf, Michael"),
        year=2005,
        title="Exact and Approximate Stepdown Methods for Multiple Hypothesis Testing",
        journal="Journal of the American Statistical Association",
        volume="100",
        number="469",
        pages="94-108",
        doi="10.1198/016214504000000539",
        use="the correction of p-values",
    ),
    Reference(
        key="benjamini1995",
        authors=("Benjamini, Yoav", "Hochberg, Yosef"),
        year=1995,
        title="Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple "
        "Testing",
        journal="Journal of the Royal Statistical Society: Series B",
        volume="57",
        number="1",
        pages="289-300",
        doi="10.1111/j.2517-6161.1995.tb02031.x",
    ),
    Reference(
        key="barber2021",
        authors=(
            "Barber, Rina Foygel",
            "Candès, Emmanuel J.",
            "Ramdas, Aaditya",
            "Tibshirani, Ryan J.",
        ),
        year=2021,
        title="Predictive inference with the jackknife+",
        journal="The Annals of Statistics",
        volume="49",
        number="1",
        pages="486-507",
        doi="10.1214/20-AOS1965",
        use="the intervals of single edges",
    ),
    Reference(
        key="pernet2019",
        authors=(
            "Pernet, Cyril R.",
            "Appelhoff, Stefan",
            "Gorgolewski, Krzysztof J.",
            "Flandin, Guillaume",
            "Phillips, Christophe",
            "Delorme, Arnaud",
            "Oostenveld, Robert",
        ),
        year=2019,
        title="EEG-BIDS, an extension to the brain imaging data structure for "
        "electroencephalography",
        journal="Scientific Data",
        volume="6",
        pages="103",
        doi="10.1038/s41597-019-0104-8",
    ),
    Reference(
        key="gramfort2013",
        authors=("Gramfort, Alexandre", "others"),
        year=2013,
        title="MEG and EEG data analysis with MNE-Python",
        journal="Frontiers in Neuroscience",
        volume="7",
        pages="267",
        doi="10.3389/fnins.2013.00267",
    ),
    Reference(
        key="pedregosa2011",
        authors=("Pedregosa, Fabian", "others"),
        year=2011,
        title="Scikit-learn: Machine Learning in Python",
        journal="Journal of Machine Learning Research",
        volume="12",
        pages="2825-2830",
    ),
    Reference(
        key="molder2021",
        authors=("Mölder, Felix", "others"),
        year=2021,
        title="Sustainable data analysis with Snakemake",
        journal="F1000Research",
        volume="10",
        pages="33",
        doi="10.12688/f1000research.29032.2",
    ),
)
"""All references, by subject."""

_BY_KEY = {reference.key: reference for reference in REFERENCES}
