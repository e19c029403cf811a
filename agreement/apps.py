import os

from django.apps import AppConfig

# One thread for the matrix products: many small ones are computed, where a second thread mostly waits for the first (seven
# times as long on a busy machine), and workers share out the cores already. It also adds up in one order, so that a seed gives
# the same interval everywhere. numpy reads this when it is first imported, which happens after the configurations are loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class AgreementConfig(AppConfig):
    name = "agreement"
    default_auto_field = "django.db.models.BigAutoField"
