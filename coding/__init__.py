"""The act of coding: codebooks, rounds, the desk, and rulings on what coders disagree on.

Codebook, desk, rounds and rulings are four rooms side by side in every package (`models/`, `services/`, `queries/`, `views/`,
`api/`, `urls/`, `forms/`), for these are the ones that swell.

Decisions
- One row per submission (`Coding`), with the values as JSON checked against the published codebook version: one insert a submit,
  every version kept. `Assignment.revision` names the newest, so that "the newest counts" is a join and not a search.
- A unit is a message in the sample of a round; assignments are dealt from units when the round opens, by the pure `allocation`.
- A ruling is a row of its own per unit and variable, and a new row each time it changes: codings are never touched by it.
- Codings and rulings are append-only by trigger, and recorded by trigger: no code path can skip either.
- Blindness is one pure table (`blinding`); every door asks it.
- The pure rooms are `codebook_rules`, `states`, `blinding`, `allocation`, `disagreement` and `study_templates`.
"""
