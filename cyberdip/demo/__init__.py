"""The demo study: invented messages of invented accounts, and the whole road walked over them.

Nothing here speaks in a real person's name. The pure modules invent (`phrases`, `messages`, `coders`, `people`); `walk` sends
what they invent through the same services that a researcher's clicks go through, by the `hands` of the demo's people, so the demo
is also a proof. `progress` tells whether a walk was broken off.
"""
