"""The launcher's way of saying no."""


class Refusal(Exception):
    """Something about this machine stops us. Its text is a full sentence that says what to do; no traceback follows."""
