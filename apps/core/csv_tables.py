"""CSV as it comes from spreadsheets and by hand: in any of their encodings, with any of their separators."""

import codecs
import csv
import io
import re
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MARKS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
SEPARATORS = ",;\t"
SEPARATOR_LINE = re.compile(r"\Asep=([,;\t])\r?\n", re.IGNORECASE)
# 1.1E+17: a spreadsheet took a number of 16 digits or more for a quantity and forgot how it ended.
SPOILED = re.compile(r"\d(\.\d+)?[eE]\+?(1[5-9]|[2-9]\d|\d{3})")


def is_spoiled(cell):
    return bool(SPOILED.fullmatch(cell))


def read_csv(data, *, most_columns):
    """The rows that hold something, with the number of the line on which each of them ends."""
    text = decoded(data)
    if sep := SEPARATOR_LINE.match(text):
        separator, text, skipped = sep[1], text[sep.end() :], 1
    else:
        separator, skipped = _separator(text), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if len(row) > most_columns and any(cell.strip() for cell in row[most_columns:]):
                raise ValidationError(
                    _("这个表的列太多了，最多%(most)d列。"),
                    code="too_many_columns",
                    params={"most": most_columns},
                )
            cells = [cell.strip() for cell in row[:most_columns]]
            if any(cells):
                yield reader.line_num + skipped, cells
    except csv.Error:
        raise ValidationError(
            _("第%(line)d行读不懂：可能是引号没有配对，或者一格里的字太多。"),
            code="broken",
            params={"line": reader.line_num + skipped},
        ) from None


def decoded(data):
    """By the mark at the beginning; without one UTF-8, or else UTF-16, or else GB18030, which Chinese Excel writes."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], [encoding])
    return _strictly(data, _likely_encodings(data[:4000]))


def _likely_encodings(head):
    """A comma or the end of a line in UTF-16 has a NUL byte before or after it; the other encodings have none."""
    if b"\x00" not in head:
        return ["utf-8", "gb18030"]
    return ["utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"]


def _strictly(data, encodings):
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not (
            encoding.startswith("utf-16") and "\n" not in text and "\r" not in text
        ):
            return text
    raise ValidationError(_("这个文件读不懂。请在表格软件里另存为XLSX，再传一次。"), code="not_a_table")


def _separator(text):
    """The one that cuts the first lines into the most columns."""

    def columns(separator):
        rows = csv.reader(io.StringIO(text[:20000], newline=""), delimiter=separator)
        try:
            return max((len(row) for row in islice(rows, 3)), default=0)
        except csv.Error:
            return 0

    return max(SEPARATORS, key=columns)
