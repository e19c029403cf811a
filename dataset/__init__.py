"""What was found: numbered, frozen, hashed datasets, their tables, their figures and their downloads.

Decisions
- A snapshot is written in one transaction by a job and never changes: PostgreSQL refuses updates, deletions and late rows. Its
  hash covers everything that was found (units, values, codings, codebook, rounds, reliability) and nothing of who froze it when,
  so that the same content always has the same hash and is not frozen twice.
- The words of a message stay in the corpus and are joined when a table is read; the snapshot keeps their hash. So a removed
  message leaves its codes and a tombstone in every snapshot, and nothing brings its words back.
- A reconciled value says where it comes from: all coders agreed, one coder coded it, somebody ruled, or it is still open. What is
  open has no value: nothing is invented. When a message was coded in several rounds, the newest of them decides.
- Rounds whose codebook versions differ in meaning are not pooled: the service refuses.
- Where categories were merged or split between the versions of its rounds, a snapshot reads older codes by the newest version,
  and freezes that beside what was submitted: the words that decide for a part of a split may be removed later.
- Coders appear under pseudonyms (`coder_1`, ...), the same person under the same one in all tables of a snapshot.
- Figures are drawn inside the job (a Vega renderer must not live in a process that forks) and kept as SVG with the snapshot;
  PNG is made from that SVG on demand.
- Files are the same bytes at every download. CSV is data, never altered for spreadsheets; the manifest says so.
- Rows are checked for coming late once a statement and not once a row: freezing writes them by the thousand.
- The pure rooms are `reconcile`, `tables`, `formats`, `content`, `manifest`, `figures`, `repointing` and
  `road`.
"""
