"""How long things take. Nothing here is a timed test: the rows are printed, and people compare them.

A row stands beside what it can be compared with in the same run, since the machine of the next run is another one.
"""
