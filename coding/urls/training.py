from django.urls import URLPattern, path

from coding.views import known_answers, training

_ROUND = "rounds/<int:number>/"
_MESSAGE = "known-answers/<int:message_id>/"

urlpatterns: list[URLPattern] = [
    path("known-answers/", known_answers.known_answer_list, name="known_answer_list"),
    path(_MESSAGE, known_answers.known_answer_change, name="known_answer_change"),
    path(_MESSAGE + "retire/", known_answers.known_answer_retire, name="known_answer_retire"),
    path(
        _ROUND + "rulings/<int:message_id>/known-answer/",
        known_answers.known_answer_take,
        name="known_answer_take",
    ),
    path(_ROUND + "desk/<int:position>/feedback/", training.desk_feedback, name="desk_feedback"),
    path(_ROUND + "training/", training.own_training, name="own_training"),
    path(_ROUND + "training/retry/", training.training_retry, name="training_retry"),
    path(_ROUND + "training/coders/", training.training_attempts, name="training_attempts"),
    path(_ROUND + "training/join/", training.training_join, name="training_join"),
    path(_ROUND + "gold/", training.gold_detail, name="gold_detail"),
]
