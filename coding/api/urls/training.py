from django.urls import URLPattern, path

from coding.api import known_answers, training

_ROUND = "rounds/<int:number>/"
_KNOWN = "known-answers/"

urlpatterns: list[URLPattern] = [
    path(_KNOWN, known_answers.KnownAnswerList.as_view(), name="known_answer_list"),
    path(_KNOWN + "<int:message_id>/", known_answers.KnownAnswerDetail.as_view(), name="known_answer_change"),
    path(
        _ROUND + "rulings/<int:message_id>/known-answer/",
        known_answers.KnownAnswerTake.as_view(),
        name="known_answer_take",
    ),
    path(_ROUND + "units/<int:position>/feedback/", training.UnitFeedback.as_view(), name="desk_feedback"),
    path(_ROUND + "training/", training.OwnTraining.as_view(), name="own_training"),
    path(_ROUND + "training/retry/", training.TrainingRetry.as_view(), name="training_retry"),
    path(_ROUND + "training/coders/", training.TrainingAttempts.as_view(), name="training_attempts"),
    path(_ROUND + "training/join/", training.TrainingJoin.as_view(), name="training_join"),
    path(_ROUND + "gold/", training.GoldDetail.as_view(), name="gold_detail"),
]
