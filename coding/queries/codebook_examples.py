"""Where a decided message can be put as an example."""

from coding.codebook_rules import CodebookSpec
from coding.queries.codebook import codebook_spec, draft_of, published_versions
from coding.queries.rulings import Question, Sheet
from studies.models import Study


def codebook_for_examples(study: Study) -> CodebookSpec:
    """What an example goes into: the draft, or what a draft would begin with."""
    version = draft_of(study) or published_versions(study).first()
    return codebook_spec(version) if version else CodebookSpec()


def decided_category(sheet: Sheet, *, asked: str = "") -> str:
    """`variable/category` that the message of a sheet was taken to be; of the variable that was asked for, if it has one.

    What coders differed on and was ruled goes before what they agree on. "" where nothing with one category is decided.
    """
    found = {
        question.variable.key: f"{question.variable.key}/{key}"
        for question in sorted(sheet.questions, key=lambda question: not question.is_disagreement)
        if (key := _one_category(question))
    }
    return found.get(asked) or next(iter(found.values()), "")


def _one_category(question: Question) -> str:
    value = question.ruling.value if question.ruling else _agreed(question)
    keys = value if isinstance(value, list) else [value]
    return next((key for key in keys if isinstance(key, str) and question.variable.category(key)), "")


def _agreed(question: Question) -> object:
    choices = question.comparison.choices
    return choices[0].value if len(choices) == 1 else None
