"""How does a codebook travel between programs?

`read` takes the bytes of a file, finds out by their content what they are, and answers with a `Reading`: the codebook as plain
data, what had to be guessed, what was left out, and every fault at once. `write` makes a file, `losses` says beforehand what
it cannot hold. Nothing here stores anything.

| format | module | in | out |
|---|---|---|---|
| JSON, the document of the API | `json_document` | yes | yes, without loss |
| CSV, a row a category | `own_table`, `csv_file` | yes | yes |
| XLSX, a sheet each for variables, categories and rules | `own_table`, `workbook` | yes | yes |
| REFI-QDA codebook exchange (.qdc) | `qdc` | yes | yes |
| tables of other people, recognised by the names of their columns | `foreign_table` | yes | no |
| Label Studio labelling configuration | `label_studio` | yes | no |
| AnnoTinder codebook | `annotinder` | yes | no |
"""

from coding.codebook_formats.json_document import codebook_document, read_document
from coding.codebook_formats.layout import MEDIA_TYPES, MOST_BYTES, WRITTEN, Format, NotACodebook, Reading
from coding.codebook_formats.losses import losses
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.reading import read
from coding.codebook_formats.writing import write

__all__ = [
    "MEDIA_TYPES",
    "MOST_BYTES",
    "WRITTEN",
    "Format",
    "NotACodebook",
    "Notes",
    "Reading",
    "codebook_document",
    "losses",
    "read",
    "read_document",
    "write",
]
