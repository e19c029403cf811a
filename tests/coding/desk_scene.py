"""A round that stands open: a codebook of every kind of variable, invented messages, and a queue for each coder.

Rows are written directly, so that the tests of the desk say nothing of how codebooks are published and rounds are opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec, level_of
from coding.codebook_rules.conditions import All, AnyOf, Test
from coding.models import Assignment, Category, CodebookVersion, Round, RoundCoder, Unit, Variable
from coding.models.codebook import VersionState
from coding.models.rounds import PhaseChoice
from coding.services.codebook_rows import insert_codebook
from coding.study_templates import TEMPLATES
from corpus.models import Account, Import, Message
from studies.models import Study, User

TEXTS = (
    "Our engineers have connected the last island: 5G for everyone, from today. #Connected",
    "Before you sign, ask who can read your traffic at night. 🌐 Choose partners you can trust!",
    "The accusation is untrue, and those who repeat it know it.\n\nWe ask for equal treatment, nothing more.",
    "今天，五千个基站同时开通。我们感谢所有工程师！",
    "La red más rápida es la que se construye entre todos. @ministerio_demo",
)
LONG_TEXT = (
    "The new network reaches every village of the coast, and nobody had to sell a secret for it. Our partners asked hard "
    "questions about who can read what, and we answered all of them in public. #5G #Trust @ministry_demo Read the report: "
    "https://example.org/report"
)


def simple_codebook(study: Study, *, by: User, at: datetime) -> CodebookVersion:
    """One variable of each of five kinds; the text is optional, and the strength may not apply."""
    version = CodebookVersion.objects.create(study=study, number=_next(study), created_by=by, created_at=at)
    tone = _variable(version, 1, "tone", "single")
    _categories(tone, "warm", "cold", "neutral")
    topics = _variable(version, 2, "topics", "multi")
    _categories(topics, "trade", "law", "health")
    strength = _variable(version, 3, "strength", "ordinal", allows_not_applicable=True)
    _categories(strength, "weak", "middle", "strong")
    _variable(version, 4, "ironic", "yesno")
    _variable(version, 5, "remark", "text", required=False)
    return _publish(version, by=by, at=at)


def ten_variables(study: Study, *, by: User, at: datetime) -> CodebookVersion:
    """The codebook of the 5G study and seven variables more, of every kind."""
    fiveg = {template.key: template for template in TEMPLATES["fiveg"].variables}
    steps = tuple(CategorySpec(f"step{n}", f"{n} of 5", definition="How strong it is.") for n in range(1, 6))
    return template_codebook(
        study,
        *fiveg.values(),
        VariableSpec("irony", "Irony", "yesno", level_of("yesno")),
        VariableSpec("question", "Asks a question", "yesno", level_of("yesno")),
        VariableSpec("strength", "Strength", "ordinal", level_of("ordinal"), categories=steps),
        replace(fiveg["tone"], key="tone_of_quote", label="Tone of the quote"),
        VariableSpec("link", "Contains a link", "yesno", level_of("yesno")),
        VariableSpec("actor", "Actor named", "text", level_of("text"), required=False),
        replace(fiveg["intent"], key="second_intent", label="Second intent", required=False),
        by=by,
        at=at,
    )


def _of(*labels: str, parent: str = "", **more: Any) -> tuple[CategorySpec, ...]:
    return tuple(
        CategorySpec(
            label.lower(), label, definition=f"What counts as {label.lower()}.", parent=parent, **more
        )
        for label in labels
    )


_TONES = tuple(
    CategorySpec(f"t{score}", label, score=Decimal(score), definition=f"How {label.lower()} it sounds.")
    for score, label in enumerate(("Hostile", "Cold", "Neutral", "Warm", "Cordial"), start=1)
)
_TOPICS = (
    *_of("Politics"),
    *_of("Elections", "Parties", "Diplomacy", parent="politics"),
    *_of("Treaties", parent="diplomacy"),
    *_of("Bilateral", "Multilateral", parent="treaties"),
    *_of("Sanctions", parent="diplomacy"),
    *_of("Economy"),
    *_of("Trade", "Jobs", "Prices", parent="economy"),
    *_of("Security"),
    *_of("Networks", parent="security"),
    *_of("Backdoors", parent="networks"),
    *_of("Espionage", parent="security"),
    *_of("Health"),
)
_YES = Test("addressed", "is", ("yes",))

# Every kind of variable in four groups, a tree of four levels, conditions, and a rule of each severity.
TWELVE = CodebookSpec(
    (
        VariableSpec(
            "intent",
            "Intent",
            "single",
            "nominal",
            group="Stance",
            categories=(
                *_of("Extol", colour="green"),
                *_of("Attack", colour="vermillion"),
                *_of("Warn", colour="orange"),
                *_of("Defend", colour="blue"),
                *_of("Inform", colour="grey"),
            ),
        ),
        VariableSpec("tone", "Tone", "ordinal", "ordinal", group="Stance", categories=_TONES),
        VariableSpec("irony", "Irony", "yesno", "nominal", group="Stance", allows_uncodable=False),
        VariableSpec(
            "topics",
            "Topics",
            "multi",
            "set",
            group="Content",
            tree_choice="with_parents",
            categories=_TOPICS,
            instruction="Choose the narrowest topic that fits.",
        ),
        VariableSpec(
            "concepts",
            "Concepts",
            "multi",
            "set",
            group="Content",
            min_choices=1,
            max_choices=2,
            offers_none=False,
            categories=_of("Trust", "Freedom", "Order", "Progress"),
        ),
        VariableSpec("proof", "Key words", "quote", "", group="Content"),
        VariableSpec("addressed", "Addressed", "yesno", "nominal", group="Addressee"),
        VariableSpec("addressee", "Who", "text", "", group="Addressee", condition=_YES),
        VariableSpec(
            "relation",
            "Relation",
            "single",
            "nominal",
            group="Addressee",
            condition=All(
                (_YES, AnyOf((Test("tone", "at_most", ("t2",)), Test("intent", "is", ("attack",)))))
            ),
            allows_not_applicable=True,
            categories=_of("Friend", "Rival", "Stranger"),
        ),
        VariableSpec(
            "figures",
            "Figures named",
            "integer",
            "ratio",
            group="Figures",
            least=Decimal(0),
            most=Decimal(20),
        ),
        VariableSpec(
            "share",
            "Share",
            "decimal",
            "ratio",
            required=False,
            group="Figures",
            least=Decimal(0),
            most=Decimal(1),
        ),
        VariableSpec("day", "Day named", "date", "interval", required=False, group="Figures"),
    ),
    (
        RuleSpec(
            Test("intent", "is", ("defend",)),
            Test("tone", "at_most", ("t3",)),
            "warn",
            "Who defends is seldom warm: look again.",
        ),
        RuleSpec(
            Test("irony", "is", ("yes",)),
            Test("intent", "is_not", ("inform",)),
            "block",
            "What is ironic does not merely inform.",
        ),
    ),
)


def spec_codebook(study: Study, spec: CodebookSpec, *, by: User, at: datetime) -> CodebookVersion:
    """The given codebook, published."""
    version = CodebookVersion.objects.create(study=study, number=_next(study), created_by=by, created_at=at)
    insert_codebook(version, spec)
    return _publish(version, by=by, at=at)


def template_codebook(study: Study, *variables: VariableSpec, by: User, at: datetime) -> CodebookVersion:
    """The given variables, or those of the 5G study."""
    version = CodebookVersion.objects.create(study=study, number=_next(study), created_by=by, created_at=at)
    for place, template in enumerate(variables or TEMPLATES["fiveg"].variables, start=1):
        variable = Variable.objects.create(
            version=version,
            key=template.key,
            label=template.label,
            kind=template.kind,
            instruction=template.instruction,
            required=template.required,
            position=place,
        )
        Category.objects.bulk_create(
            Category(
                variable=variable,
                key=category.key,
                label=category.label,
                definition=category.definition,
                include_when=category.include_when,
                exclude_when=category.exclude_when,
                examples=list(category.examples),
                position=position,
            )
            for position, category in enumerate(template.categories, start=1)
        )
    return _publish(version, by=by, at=at)


def open_round(
    codebook: CodebookVersion,
    coders: Sequence[User],
    *,
    at: datetime,
    texts: Sequence[str] = TEXTS,
    title: str = "Pilot",
    phase: PhaseChoice = PhaseChoice.OPEN,
    **plan: Any,
) -> Round:
    """A round in which each coder has all messages, in the order of `texts`."""
    study = codebook.study
    round_ = Round.objects.create(
        study=study,
        number=study.rounds.count() + 1,
        title=title,
        codebook=codebook,
        phase=phase,
        seed=7,
        created_by=codebook.created_by,
        created_at=at,
        opened_at=at,
        **plan,
    )
    RoundCoder.objects.bulk_create(
        RoundCoder(round=round_, coder=coder, letter="ABCDEFGH"[place]) for place, coder in enumerate(coders)
    )
    for position, message in enumerate(_messages(study, texts, by=codebook.created_by, at=at), start=1):
        unit = Unit.objects.create(round=round_, message=message, position=position)
        Assignment.objects.bulk_create(
            Assignment(round=round_, unit=unit, coder=coder, position=position) for coder in coders
        )
    return round_


def close(round_: Round, *, at: datetime) -> None:
    """What a close does to the row of the round."""
    Round.objects.filter(pk=round_.pk).update(phase=PhaseChoice.CLOSED, closed_at=at)


def _messages(study: Study, texts: Sequence[str], *, by: User, at: datetime) -> list[Message]:
    account, _created = Account.objects.get_or_create(study=study, handle="embassy_demo", country="Country A")
    brought = Import.objects.create(
        study=study,
        number=study.imports.count() + 1,
        file_name="demo.csv",
        size=1,
        created_by=by,
        created_at=at,
    )
    return [
        Message.objects.create(
            study=study,
            account=account,
            external_id=f"{brought.number}-{place}",
            posted_at=at - timedelta(days=place),
            text=text,
            language="en",
            imported_by=brought,
        )
        for place, text in enumerate(texts)
    ]


def _next(study: Study) -> int:
    return study.codebook_versions.count() + 1


def _variable(version: CodebookVersion, place: int, key: str, kind: str, **more: object) -> Variable:
    return Variable.objects.create(
        version=version, key=key, label=key.capitalize(), kind=kind, position=place, **more
    )


def _categories(variable: Variable, *keys: str) -> None:
    Category.objects.bulk_create(
        Category(
            variable=variable,
            key=key,
            label=key.capitalize(),
            definition=f"What counts as {key}.",
            position=place,
        )
        for place, key in enumerate(keys, start=1)
    )


def _publish(version: CodebookVersion, *, by: User, at: datetime) -> CodebookVersion:
    version.state, version.published_by, version.published_at = VersionState.PUBLISHED, by, at
    version.save()
    return version
