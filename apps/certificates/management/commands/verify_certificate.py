"""Check a certificate by itself: the signature of the QR code on its page, and that of the PDF file. It asks no database:
whether it was revoked since, only the site says."""

import base64
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.certificates import checking, papers, signing
from apps.core import days


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="the PDF")
        parser.add_argument(
            "--keys",
            help="a key set as published at /certificates/keys/; without it the keys of this installation",
        )
        parser.add_argument("--name", default="", help="the name on the paper, to be compared")

    def handle(self, file, keys, name, **_options):
        known = self._keys(keys) if keys else (None, None)
        try:
            paper = papers.look_at(Path(file).read_bytes(), known[1])
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}.") from None
        except papers.Unreadable:
            raise CommandError(f"{file} is no PDF that can be read.") from None
        codes = known[0] or signing.known()
        claims = self._claims(paper.codes, codes)
        if claims is None:
            raise CommandError("There is no QR code on it that these keys have signed.")
        self.stdout.write(f"code: genuine, {json.dumps(claims, ensure_ascii=False)}")
        if claims.get("e", "9") < days.today().isoformat():
            self.stdout.write(f"it ran out: its last day was {claims['e']}")
        if not checking.is_whole(paper, claims, codes):
            raise CommandError("The file is not the one that was signed: it was changed, or is a scan.")
        self.stdout.write(f"file: unchanged since it was signed with {paper.sealed_with}")
        if name and signing.name_check(claims["t"], name) != claims["p"]:
            raise CommandError("The name is another one.")
        self.stdout.write(
            "Whether it was revoked or replaced since, only the site says: " + _address(paper.codes)
        )

    def _claims(self, codes, keys):
        for code in codes:
            try:
                return checking.read_code(code, keys)
            except signing.Distrusted:
                raise CommandError(
                    "Somebody else had the key when it was signed: it proves nothing."
                ) from None
            except signing.NotGenuine:
                continue
        return None

    def _keys(self, file):
        """Of the published set: {id: key}, {id: certificate of the PDF}."""
        try:
            found = json.loads(Path(file).read_text())
            codes = {
                key["kid"]: signing.PublicKey(signing.decode(key["x"]), key.get("bad_from", ""))
                for key in found["keys"]
            }
            return codes, {one["kid"]: base64.b64decode(one["x5c"][0]) for one in found["pdf"]}
        except (OSError, ValueError, KeyError, TypeError, signing.NotGenuine):
            raise CommandError(f"{file} is no key set.") from None


def _address(codes):
    return codes[0].partition("#")[0]
