"""The bell: it tells the workers that something waits in the database. Where it is not heard, the clock rings again."""


def ring(task: str, times: int = 1) -> None:
    from volunteer_platform.celery import app

    for _ in range(times):
        app.send_task(task, ignore_result=True, retry=False)
