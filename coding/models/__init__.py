from coding.models.blindness import AidUse, Look
from coding.models.codebook import Category, CodebookVersion, Variable
from coding.models.coding import Coding, Draft
from coding.models.disagreement import Disagreement
from coding.models.known import KnownAnswer
from coding.models.late import LateCoding
from coding.models.rounds import Assignment, Round, RoundCoder, Stratum, Unit
from coding.models.ruling import Ruling
from coding.models.tally import CodingDay, Tally
from coding.models.training import TrainingAttempt

__all__ = [
    "AidUse",
    "Assignment",
    "Category",
    "CodebookVersion",
    "Coding",
    "CodingDay",
    "Disagreement",
    "Draft",
    "KnownAnswer",
    "LateCoding",
    "Look",
    "Round",
    "RoundCoder",
    "Ruling",
    "Stratum",
    "Tally",
    "TrainingAttempt",
    "Unit",
    "Variable",
]
