"""Rounds for programs: plan, look ahead, open, close, adjudicate, settle."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.blinding import Sight
from coding.models import Round
from coding.queries import rounds as queries
from coding.queries.round_faults import plan_faults
from coding.queries.round_outlook import Outlook, outlook
from coding.queries.round_plan import Plan, some_seed
from coding.queries.round_progress import progress_of
from coding.queries.rulings import left_to_rule
from coding.serializers.rounds import (
    NewRoundSerializer,
    NotAsSaidSerializer,
    OutlookSerializer,
    PlanSerializer,
    RoundDetailSerializer,
    RoundSerializer,
    SettlementSerializer,
)
from coding.services import rounds as services
from corpus.queries import MessageFilters
from cyberdip.lib.problems import Invalid
from studies.access import Access
from studies.api.base import StudyAPIView, StudyListView, read
from studies.models import Study, User
from studies.roles import Right


class RoundList(StudyListView):
    rights: ClassVar = {"GET": Right.SEE_ROUNDS, "POST": Right.PLAN_ROUNDS}
    serializer_class = RoundSerializer
    ordering = ("-number",)

    def rows(self) -> Any:
        return _rounds(self.access)

    @extend_schema(operation_id="round_list", responses=RoundSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The rounds of the study, the newest first."""
        return self.answer_page(request)

    @extend_schema(
        operation_id="round_create", request=NewRoundSerializer, responses={201: RoundDetailSerializer}
    )
    def post(self, request: Request) -> Response:
        """Plans a round; nothing is dealt before it is opened."""
        words = _answers(self.access.study, read(NewRoundSerializer, request))
        round = services.create_round(self.access.study, **words, by=self.access.user, at=timezone.now())
        return Response(_described(round, self.access), status=201)


class RoundPreview(StudyAPIView):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="round_preview", request=PlanSerializer, responses=OutlookSerializer)
    def post(self, request: Request) -> Response:
        """What a plan would deal. Nothing is saved."""
        plan = Plan(**_answers(self.access.study, read(PlanSerializer, request))).fitted()
        faults = plan_faults(self.access.study, plan)
        if faults:
            raise Invalid(_("Some values cannot be taken: see “fields”."), fields=faults)
        return Response(
            OutlookSerializer(_told(outlook(self.access.study, plan, at=timezone.now()), plan.seed)).data
        )


class RoundDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.SEE_ROUNDS}

    @extend_schema(operation_id="round_detail", responses=RoundDetailSerializer)
    def get(self, request: Request, number: int) -> Response:
        """A round as you may see it: how far it is, never what was coded."""
        return Response(_described(queries.round_of(self.access.study, number), self.access))


class RoundChange(StudyAPIView):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="round_change", request=NewRoundSerializer, responses=RoundDetailSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Plans a round anew that is not open yet."""
        round = queries.round_of(self.access.study, number)
        words = _answers(self.access.study, read(NewRoundSerializer, request))
        round = services.change_round(round, **words, by=self.access.user, at=timezone.now())
        return Response(_described(round, self.access))


class _Deed(StudyAPIView):
    """Takes the round to its next phase; done already, it answers the same."""

    deed: ClassVar[Callable[..., Round]]

    def take(self, number: int, **words: Any) -> Response:
        round = queries.round_of(self.access.study, number)
        round = type(self).deed(round, **words, by=self.access.user, at=timezone.now())
        return Response(_described(round, self.access))


class RoundOpen(_Deed):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}
    deed = staticmethod(services.open_round)

    @extend_schema(operation_id="round_open", request=None, responses=RoundDetailSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Deals the messages to the coders, who can begin at once."""
        return self.take(number)


class RoundClose(_Deed):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}
    deed = staticmethod(services.close_round)

    @extend_schema(operation_id="round_close", request=None, responses=RoundDetailSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Ends the coding and has the reliability computed. Nothing is deleted."""
        return self.take(number)


class RoundAdjudicate(_Deed):
    rights: ClassVar = {"POST": Right.RULE}
    deed = staticmethod(services.start_adjudication)

    @extend_schema(operation_id="round_adjudicate", request=None, responses=RoundDetailSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Settles what all coders agree on, and lists what they do not."""
        return self.take(number)


class RoundSettle(_Deed):
    rights: ClassVar = {"POST": Right.RULE}
    deed = staticmethod(services.settle_round)

    @extend_schema(
        operation_id="round_settle",
        request=SettlementSerializer,
        responses={
            200: RoundDetailSerializer,
            409: OpenApiResponse(
                NotAsSaidSerializer, description="Another phase, or another number is open."
            ),
        },
    )
    def post(self, request: Request, number: int) -> Response:
        """Ends the adjudication; disagreements stay open only if you say how many."""
        return self.take(number, **read(SettlementSerializer, request))


def _rounds(access: Access) -> Any:
    return queries.rounds_of(access.study, viewer=access.user, with_progress=access.may(Right.SEE_PROGRESS))


def _described(round: Round, access: Access) -> Any:
    """The round as the API tells it to this person."""
    seen = queries.sights_of(round, access)
    context = {
        "progress": progress_of(round) if Sight.PROGRESS in seen else None,
        "left": left_to_rule(round) if Sight.RULINGS in seen else None,
    }
    return RoundDetailSerializer(_rounds(access).get(pk=round.pk), context=context).data


def _answers(study: Study, words: dict[str, Any]) -> dict[str, Any]:
    """A plan as the services take it: numbers and ids become what they stand for."""
    codebook = study.codebook_versions.filter(number=words["codebook"]).first()
    if codebook is None:
        sentence = _("This study has no version %(number)d of the codebook.") % {"number": words["codebook"]}
        raise Invalid(sentence, fields={"codebook": [sentence]})
    seed = words.get("seed")
    return words | {
        "codebook": codebook,
        "coders": _members(study, words["coders"]),
        "filters": MessageFilters(**words.get("filters", {})),
        "strata_by": tuple(words["strata_by"]),
        "masked": tuple(sorted(words["masked"])),
        "training": _named_round(study, "training", words["training"]),
        "repeats": _named_round(study, "repeats", words["repeats"]),
        "seed": some_seed() if seed is None else seed,
    }


def _named_round(study: Study, answer: str, number: int | None) -> Round | None:
    if number is None:
        return None
    found = study.rounds.filter(number=number).first()
    if found is None:
        sentence = _("This study has no round %(number)d.") % {"number": number}
        raise Invalid(sentence, fields={answer: [sentence]})
    return found


def _members(study: Study, ids: list[int]) -> tuple[User, ...]:
    found = User.objects.filter(memberships__study=study, memberships__left_at=None, pk__in=ids)
    people = {person.pk: person for person in found}
    missing = [str(pk) for pk in ids if pk not in people]
    if missing:
        sentence = _("There is nobody in this study with the id %(ids)s.") % {"ids": ", ".join(missing)}
        raise Invalid(sentence, fields={"coders": [sentence]})
    return tuple(people[pk] for pk in dict.fromkeys(ids))


def _told(found: Outlook, seed: int) -> dict[str, Any]:
    people = [coder for coder, _units in found.coders]
    return {
        "seed": seed,
        "messages": found.messages,
        "shared": found.shared,
        "codings": found.codings,
        "seconds_each": found.seconds_each,
        "coders": [{"coder": coder, "messages": units} for coder, units in found.coders],
        "pairs": [
            {"coders": [people[a].pk, people[b].pk], "messages": common}
            for b, row in enumerate(found.meetings)
            for a, common in enumerate(row)
        ],
        "strata": [
            {
                "values": dict(zip(stratum.by, stratum.values, strict=True)),
                "population": stratum.population,
                "planned": stratum.planned,
                "achieved": stratum.achieved,
            }
            for stratum in found.strata
        ],
        "told": found.told,
    }
