from celery import shared_task

from apps.registration.actions import forget_old_entries
from apps.registration.actions import forget_refused as forget
from apps.registration.actions.ages import turn_of_age as turn


@shared_task
def turn_of_age():
    """Those who have their 14th or 18th birthday, and whom an earlier night has missed."""
    turn()


@shared_task
def forget_rosters():
    """What schools and units proposed and nobody has agreed to."""
    forget_old_entries()


@shared_task
def forget_refused():
    """Who somebody said they were and was not, after the days of the policy."""
    forget()
