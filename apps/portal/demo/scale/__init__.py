"""The demo at scale: as many invented volunteers, records and activities as the region will have, loaded in about an hour.

`load.py` says in which steps; each is cut into pieces that are committed one by one and noted in a schema of its own
(`kept.py`), so that a killed load goes on where it stopped. What the database checks row by row stays on meanwhile; what it
checks by looking elsewhere (indexes, foreign keys, triggers) is taken down and put back by name (`catalog.py`).
"""
