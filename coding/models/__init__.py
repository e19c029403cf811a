from coding.models.codebook import Category, CodebookVersion, Variable
from coding.models.coding import Coding, Draft
from coding.models.disagreement import Disagreement
from coding.models.rounds import Assignment, Round, RoundCoder, Unit
from coding.models.ruling import Ruling

__all__ = [
    "Assignment",
    "Category",
    "CodebookVersion",
    "Coding",
    "Disagreement",
    "Draft",
    "Round",
    "RoundCoder",
    "Ruling",
    "Unit",
    "Variable",
]
