import psycopg2
import pytest

from volunteer_platform.local import kept, places
from volunteer_platform.local.postgres import ForeignServer, Postgres


def test_a_server_that_keeps_its_data_elsewhere_is_refused(server, tmp_path):
    other = Postgres(tmp_path, server.account, server.passwords)
    other.port, other.sockets = server.port, server.sockets
    with pytest.raises(ForeignServer, match="left alone"), other.connect():
        pytest.fail("a foreign server was spoken to")


def test_the_platforms_role_can_do_its_work_and_is_no_superuser(server):
    server.prepare()
    with psycopg2.connect(server.url()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        cursor.execute("CREATE EXTENSION btree_gist")
        cursor.execute(
            "SELECT cardinality(show_trgm('植树')), rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (3, False)
    connection.close()


def test_nobody_signs_in_without_the_password(server):
    server.prepare()
    for url in (
        server.url().replace(server.passwords["volunteer"], "guess"),
        server.url("postgres").replace("volunteer:", "postgres:"),
    ):
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(url)


def test_preparing_twice_changes_nothing(server):
    server.prepare()
    server.prepare()
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'volunteer'")
        assert cursor.fetchone() == (1,)


def test_databases_of_runs_that_were_killed_are_dropped(server):
    gone = 2**22 + 1  # above any process number
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE test_run_{gone}_gw0")
        cursor.execute("CREATE DATABASE test_run_1_gw0")
        kept.drop_abandoned(server)
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'")
        assert cursor.fetchall() == [("test_run_1_gw0",)]


def test_a_socket_folder_of_somebody_else_is_refused(state):
    folder = places.socket_dir(state, None)
    try:
        folder.rmdir()
        folder.symlink_to(state)
        with pytest.raises(places.Problem, match="somebody else"):
            places.socket_dir(state, None)
    finally:
        folder.unlink()
