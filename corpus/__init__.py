"""What is coded: accounts, the messages they posted, and the imports that brought them.

A file goes its way in four steps: `formats` recognises it by its content and reads it as a stream of rows; `mapping` guesses
which column holds what, for a person to correct; `records` makes a message of each row, or says why not; `services.staging`
compares the messages with the study in a temporary table. A dry run ends there; an import writes what is new.

Decisions
- An import is all or nothing, in one transaction. Refused rows are left out only when somebody chooses so, after a dry run
  has named them; a file that breaks off, or whose ids were rounded, is never imported in part.
- A message is known by study, platform and id, and never edited. The same file twice adds nothing; other counts become a dated
  observation; another text is reported, and the first one stays.
- Ids are text from the file to the database: numbers in JSON are read as text, so that 19 digits stay 19 digits.
- The time of a tweet comes from its id, where no zone can be wrong; what the file says is kept beside it, as it was written.
- HTML entities (`&amp;`) are decoded once, since Twitter delivers them and coders read what readers read; the choice is part
  of the mapping, and the report counts them.
- Expected trouble in a file is a value (`faults.Fault`), with its line and a sentence that is translated at the door
  (`sentences`).
- Words for searching are made by `words`, not by PostgreSQL, whose parser finds none in Chinese and finds some in links.
- Columns that no field takes stay with the message in `extra`.
- Whatever tells messages apart (`metadata`) has a text for every message, empty where nothing is known: any of it makes strata.

To add a format, write a module in `formats` as its docstring says. To know more names of columns, add them to
`mapping.USUAL_NAMES`. The pure rooms are `faults`, `formats`, `identity`, `mapping`, `marking`, `records`, `report`,
`sampling`, `times`, `words` and `fiveg_accounts`.
"""
