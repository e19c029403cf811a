"""What is in this file? Reading tables, JSON and JSON lines as a stream of records, with their line numbers.

`recognise` looks at the content, never at the name alone, and answers with a `Layout` or with the `Fault` for
which the file cannot be read. `read` walks a file of that layout and yields a `Row` per record, or a `Fault`
where a record should be. Both work on a seekable binary stream and hold one record at a time, so a file of
any size needs the same memory.

A format is one module with a generator `read_<format>(text, ...) -> Iterator[Row | Fault]`. To add one: write
that module, give it a name in `layout.Format`, tell `recognise` by what it is known, and `reading.read` how
it is opened.
"""

from corpus.formats.layout import Encoding, Format, Layout
from corpus.formats.reading import read
from corpus.formats.recognition import recognise
from corpus.formats.rows import Cell, Row

__all__ = ["Cell", "Encoding", "Format", "Layout", "Row", "read", "recognise"]
