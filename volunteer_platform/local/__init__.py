"""Runs the whole platform on one bare machine: what `make run` and `make test` stand on.

PostgreSQL and a Redis-compatible server come out of their Python packages and live in one state folder.
They are for trying and for testing; a real service points DATABASE_URL and REDIS_URL at real servers.
"""
