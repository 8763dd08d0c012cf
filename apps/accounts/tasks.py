from celery import shared_task

from apps.accounts.sessions import SessionStore


@shared_task
def clear_sessions():
    """Sessions that ended by themselves are gone from the table as well."""
    SessionStore.clear_expired()
