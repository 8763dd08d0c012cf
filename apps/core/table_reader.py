"""Reads one XLSX in a process of its own, with little memory and time: what somebody sent may be made to exhaust both.

Started by apps.core.tables with the limits as arguments and the file on standard input. Writes one JSON object a line:
{"line": 3, "cells": ["巴特尔", "2"]} for each row that holds something, with "spoiled": [1] for the cells in which a
long number was lost; or {"problem": "…"} and nothing more. It imports nothing of the site, so it starts at once.
"""

import datetime
import io
import json
import resource
import sys
import zipfile

MEMORY = 320 * 1024 * 1024
SECONDS = 15
ENTRIES = 2000
LONGEST_CELL = 5000
MOST_TEXT = 10_000_000  # letters of the whole table
LOST_DIGITS = 1e15  # a spreadsheet keeps fifteen digits of a number
PROTECTED = 0x1


class Problem(Exception):
    pass


def check(file, unpacked):
    """Refuse by the table of contents of the archive, before anything is unpacked."""
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        raise Problem("broken") from None
    names = [entry.filename.lower() for entry in entries]
    if any(entry.flag_bits & PROTECTED for entry in entries):
        raise Problem("password")
    if any(name.endswith(("vbaproject.bin", "xlmacrosheet.xml")) or "macrosheets/" in name for name in names):
        raise Problem("macros")
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > unpacked:
        raise Problem("too_large")
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        raise Problem("broken")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Problem("not_a_table")


def first_sheet(file):
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(file)
    for number, sheet in enumerate(book.sheets_metadata):
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            return book.get_sheet_by_index(number)
    raise Problem("empty")


def rows_of(sheet, most_rows, most_columns):
    """Rows that hold something, with their number in the sheet."""
    if sheet.start is None:
        raise Problem("empty")
    if sheet.width > most_columns:
        raise Problem("too_many_columns")
    found = text = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [written(value) for value in row]
        text += sum(map(len, cells))
        if text > MOST_TEXT or max(map(len, cells), default=0) > LONGEST_CELL:
            raise Problem("too_large")
        if not any(cells):
            continue
        found += 1
        if found > most_rows + 1:
            raise Problem("too_many_rows")
        yield {
            "line": line,
            "cells": cells,
            "spoiled": [at for at, value in enumerate(row) if is_spoiled(value)],
        }


def is_spoiled(value):
    """Whether a document number was turned into a number here; its last digits are gone and are not guessed."""
    return isinstance(value, int | float) and abs(value) >= LOST_DIGITS


def written(value):
    """A cell as text: days as 2026-11-23, whole numbers without a point; the result of a formula as it was saved."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < LOST_DIGITS else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
        )
    return str(value)


def read(data, *, unpacked, rows, columns):
    file = io.BytesIO(data)
    check(file, unpacked)
    file.seek(0)
    yield from rows_of(first_sheet(file), rows, columns)


def main(unpacked, rows, columns):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout
    try:
        for row in read(sys.stdin.buffer.read(), unpacked=unpacked, rows=rows, columns=columns):
            out.write(json.dumps(row) + "\n")
    except Problem as problem:
        out.write(json.dumps({"problem": str(problem)}) + "\n")
    except MemoryError:
        out.write(json.dumps({"problem": "too_large"}) + "\n")
    except Exception:  # noqa: BLE001 -- whatever the library makes of a broken file, it cannot be read
        out.write(json.dumps({"problem": "broken"}) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
