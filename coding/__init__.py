"""The act of coding: codebooks, rounds, the desk, and rulings on what coders disagree on.

Codebook, desk, rounds and rulings are four rooms side by side in every package (`models/`, `services/`, `queries/`, `views/`,
`api/`, `urls/`, `forms/`), for these are the ones that swell.

Decisions
- One row per submission (`Coding`), with the values as JSON checked against the published codebook version: one insert a submit,
  every version kept. `Assignment.revision` names the newest, so that "the newest counts" is a join and not a search.
- A unit is a message in the sample of a round; assignments are dealt from units when the round opens, by the pure `allocation`.
- A ruling is a row of its own per unit and variable, and a new row each time it changes: codings are never touched by it.
- When adjudication begins, what two coders or more agree on gets a ruling of its own (`unanimous`), and what they differ on a
  `Disagreement`: the queue is a list and not a search. A value that one coder alone gave is no agreement: it gets neither, and
  the dataset keeps it as `single`. Free words are never in disagreement.
- Whoever rules sees letters instead of names, drawn anew for every message: nobody can be followed from one to the next.
- A phase is left once and for all, in `services.round_phases` and nowhere else; the same press twice is one deed.
- A seed deals the same table on every machine: the sample is drawn from messages in an order that no database decides, and strata
  come in the order of their values. Where messages come from is a matter of the kind of round (`kinds`), and so is which answers
  its plan has.
- An open round is dealt again only by moving what nobody has begun: a new assignment stands behind its coder's queue, the old
  one stays, withdrawn. What comes later (a coder, messages) evens out what is left to everybody.
- Codings and rulings are append-only by trigger, and recorded by trigger: no code path can skip either.
- Blindness is one pure table (`blinding`); every door asks it. A look into an open round takes a reason, and is told with the
  data.
- What a round hides of a message is taken out in `queries.sight`, for pages and programs alike, and links sign by sign, so that
  the places of quotes stay right. What a coder has shown is a row, once a message and kind.
- What is sent after the close is kept beside the codings (`LateCoding`), and becomes one only if the PI accepts it before anybody
  rules on what the coders say.
- How far a round is, is added up by triggers of `Assignment` (`Tally`, `CodingDay`): the page that a PI leaves open reads some
  rows for each coder, whatever the number of messages. Whoever writes assignments, by whichever path, is counted.
- Progress and speed say how much and how long, never what. Who is quick or slow is shown and not judged, and a coder sees
  themselves alone. How often coders used a category is a result, so it is told after the close.
- What a message is known to be coded as is never edited: a change is a new row, and coders are judged by the one that was known
  when their round was dealt. In a training a coding is final, for its answer has been told; trying again is another walk through
  the same units, and a round may wait for a training that is passed.
- Messages whose answer is known lie hidden in production at places that chance, time or block give them, never among what a coder
  has met before, and no number that a coder reads leaves room for them. Nothing is concluded from them but the coder's accuracy,
  which is compared with nobody else and is therefore told to the PI while the round is open.
- A codebook from a file is looked at first, and nothing of it is stored: the page carries it, signed, to the button that takes it
  over. All faults are told at once. What was published and is not in the file stays in the draft, retired.
- Categories are merged and split by a mapping that a version keeps (`codebook_rules.mapping`); codings are read through it and
  never rewritten. What a change of meaning touches is decided on paper (`codebook_rules.impact`) and found in the database by
  the same rule (`queries.recoding`), in rounds that have ended alone: an open one gives nothing away.
- The pure rooms are `codebook_rules`, `codebook_formats`, `states`, `blinding`, `allocation`, `disagreement`,
  `kinds`, `known_answers`, `forecast`, `speed`, `rates`, `pictures` and `study_templates`.
"""
