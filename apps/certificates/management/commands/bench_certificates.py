"""Make many certificates and print time and memory. Nothing is kept: pages are made in memory and thrown away, a batch in a
transaction that is undone."""

import time

from django.core.management.base import BaseCommand
from tqdm import tqdm

from apps.certificates import benchmark, numbers, sheets, signing


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=1000)
        parser.add_argument("--lines", type=int, default=12, help="records on each")
        parser.add_argument(
            "--batch",
            action="store_true",
            help="a whole batch: from people and hours in the database by its jobs to the last byte of the ZIP",
        )

    def handle(self, count, lines, batch, **options):
        if batch:
            self.stdout.write(_told(benchmark.measure(count, lines)))
        else:
            self._pages_alone(count, lines, options["verbosity"] < 1)

    def _pages_alone(self, count, lines, is_quiet):
        sheets.sheet_of(*sample(lines))  # fonts are read once
        alone = min(_seconds(lines) for _one in range(5))
        before, began, worked, sizes = benchmark.peak(), time.perf_counter(), time.process_time(), 0
        for _one in tqdm(range(count), disable=is_quiet, unit="份"):
            sizes += len(sheets.sheet_of(*sample(lines)))
        took, work = time.perf_counter() - began, time.process_time() - worked
        self.stdout.write(
            f"{count} certificates of {lines} lines, set, signed twice: {took:.1f} s, {work:.1f} s of a processor; "
            f"{1000 * work / count:.0f} ms each, {work / count / alone:.1f} times one alone; "
            f"{sizes / count / 1024:.0f} kB each; memory {benchmark.peak():.0f} MB at most, {benchmark.peak() - before:.0f} MB for them"
        )


def _told(one):
    return (
        f"a batch of {one.certificates} certificates: {one.seconds:.1f} s in {one.chunks} jobs, the slowest "
        f"{one.slowest:.1f} s, {one.work:.1f} s of a processor; "
        f"ZIP of {one.zip_bytes / 1024 / 1024:.1f} MB streamed in {one.zip_seconds:.1f} s; "
        f"memory {one.memory:.0f} MB at most, {one.more_memory:.0f} MB more than before it"
    )


def _seconds(lines):
    """Of a processor, for one alone: what else the machine does is not counted."""
    began = time.process_time()
    sheets.sheet_of(*sample(lines))
    return time.process_time() - began


def sample(lines):
    token, number = numbers.new_token(), numbers.new_number("service", 2026)
    claims = {
        "kind": "service",
        "number": number,
        "token": token,
        "name": "萨仁其其格",
        "volunteer": "150400012345",
        "issuer": "",
        "issued_on": "2026-11-28",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "about": "",
        "detail": "lines",
        "minutes": 60 * lines,
        "records": lines,
        "sources": [["扫码", 60 * lines, lines]],
        "organizations": [["新惠镇志愿服务队", 60 * lines, lines]],
        "lines": [["2026-03-05", "清扫惠州街", "新惠镇志愿服务队", 60, "扫码"]] * lines,
        "groups": [],
    }
    said = {"v": 1, "n": number, "t": token, "k": "service", "m": "萨***", "h": 60 * lines, "i": "2026-11-28"}
    said |= {"f": "2026-01-01", "u": "2026-12-31", "p": "A" * 16, "d": signing.encode(b"\0" * 16)}
    return claims, signing.sign(said)
