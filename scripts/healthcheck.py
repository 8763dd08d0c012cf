"""Whether the site in this container answers, under its own host name: exit code 0 or 1."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit

request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('GRANIAN_PORT', '8000')}/healthz/",
    headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc},
)
try:
    with urllib.request.urlopen(request, timeout=5) as answer:
        print(answer.read().decode())
except OSError as problem:
    sys.exit(str(problem))
