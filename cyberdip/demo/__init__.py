"""The demo study: invented messages of invented accounts, and the whole road walked over them.

Nothing here speaks in a real person's name. The pure modules invent (`phrases`, `messages`, `coders`); `walk` sends what
they invent through the same services that a researcher's clicks go through, so the demo is also a proof.
"""
