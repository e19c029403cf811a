"""Trainings and hidden messages for programs."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coding.known_answers import ENOUGH
from coding.queries import training as queries
from coding.queries.desk import coder_round
from coding.queries.gold import gold_accuracy
from coding.queries.round_plan import possible_coders
from coding.queries.rounds import round_of
from coding.serializers.round_dealing import WhomSerializer
from coding.serializers.training import (
    AccuracySerializer,
    FeedbackSerializer,
    RetrySerializer,
    TraineeSerializer,
    TrainingSerializer,
)
from coding.services.training import join_training, try_again
from cyberdip.lib.problems import Invalid
from studies.api.base import ProblemSerializer, StudyAPIView, read
from studies.roles import Right

_NOT_CODED = OpenApiResponse(ProblemSerializer, description="The message is not coded yet.")


class UnitFeedback(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE}

    @extend_schema(operation_id="desk_feedback", responses={200: FeedbackSerializer, 409: _NOT_CODED})
    def get(self, request: Request, number: int, position: int) -> Response:
        """What was right in your coding of a message of a training, what the answer is, and why."""
        round_ = coder_round(self.access.study, number)
        feedback = queries.feedback_of(round_, self.access.user, position)
        return Response(FeedbackSerializer(feedback).data)


class OwnTraining(StudyAPIView):
    rights: ClassVar = {"GET": Right.CODE}

    @extend_schema(operation_id="own_training", responses=TraineeSerializer)
    def get(self, request: Request, number: int) -> Response:
        """Your attempts of a training, with what was right."""
        round_ = queries.check_training(coder_round(self.access.study, number))
        return Response(TraineeSerializer(queries.trainee(round_, self.access.user)).data)


class TrainingRetry(StudyAPIView):
    rights: ClassVar = {"POST": Right.CODE}

    @extend_schema(operation_id="training_retry", request=None, responses=RetrySerializer)
    def post(self, request: Request, number: int) -> Response:
        """Deals the messages of a training to you once more, in a new order; while an attempt is under way it deals nothing."""
        round_ = coder_round(self.access.study, number)
        attempt = try_again(round_, by=self.access.user, at=timezone.now())
        return Response({"attempt": attempt})


class TrainingAttempts(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="training_attempts", responses=TrainingSerializer)
    def get(self, request: Request, number: int) -> Response:
        """Every coder's attempts of a training."""
        round_ = queries.check_training(round_of(self.access.study, number))
        told: dict[str, Any] = {"pass_rule": round_.pass_rule, "coders": queries.trainees(round_)}
        return Response(TrainingSerializer(told).data)


class TrainingJoin(StudyAPIView):
    rights: ClassVar = {"POST": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="training_join", request=WhomSerializer, responses=TrainingSerializer)
    def post(self, request: Request, number: int) -> Response:
        """Deals an open training to a member who came to the study later."""
        round_ = queries.check_training(round_of(self.access.study, number))
        wanted = read(WhomSerializer, request)["coder"]
        coder = possible_coders(self.access.study).filter(pk=wanted).first()
        if coder is None:
            sentence = _("Nobody with the id %(id)d codes in this study.") % {"id": wanted}
            raise Invalid(sentence, fields={"coder": [sentence]})
        join_training(round_, coder, by=self.access.user, at=timezone.now())
        told = {"pass_rule": round_.pass_rule, "coders": queries.trainees(round_)}
        return Response(TrainingSerializer(told).data)


class GoldDetail(StudyAPIView):
    rights: ClassVar = {"GET": Right.PLAN_ROUNDS}

    @extend_schema(operation_id="gold_detail", responses=AccuracySerializer)
    def get(self, request: Request, number: int) -> Response:
        """How well each coder does on the hidden messages of a round."""
        round_ = round_of(self.access.study, number)
        accuracy = gold_accuracy(round_)
        told = {
            "gold_percent": round_.gold_percent,
            "alert_percent": round_.gold_alert_percent,
            "enough": ENOUGH,
            "coders": accuracy.coders,
            "alerts": accuracy.alerts,
        }
        return Response(AccuracySerializer(told).data)
