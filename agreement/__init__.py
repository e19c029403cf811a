"""How far to trust it: the reliability of what was coded.

This floor knows codings, from below, and what may be concluded from their agreement. It holds the method (patterns,
coefficients, distances, bootstrap, second opinion, verdicts, report: pure, what a textbook could check) and the record
of each run: every figure with its interval and its arithmetic, or the reason why there is none.

Decisions of this floor:

* An engine of our own over distinct unit patterns; the krippendorff package stands beside it as the second opinion.
* A figure that cannot be computed is `Undefined(reason)`: never NaN, 0 or 1 in disguise, on no page and in no file.
* The overall figure pools all units. Text is counted and never compared.
* Only rounds that are closed are measured, on the codings as they stood at the close: rulings stand beside them.
* The printed codebook (`printing`) is made here, for it carries frequencies and alpha; only closed rounds and only those who may
  see reliability give it figures.
* Unchanged data are not computed again: a run is found by the digest of its data and parameters.
"""
