"""Pages of notices: what anyone sees, what their organisation writes, what offices review."""

from django.urls import path

from apps.activities.views import (
    changes,
    emergencies,
    manage,
    public,
    reviews,
    scheduling,
    searches,
    sharing,
    writing,
)

ORG = "org/<int:pk>/activities/"
ONE = f"{ORG}<int:activity>/"
REGION = "region/<str:code>/activities/"

urlpatterns = [
    path("activities/", public.index, name="list"),
    path("activities/<int:pk>/", public.detail, name="detail"),
    path("activities/<int:pk>/calendar.ics", sharing.activity_calendar, name="calendar"),
    path("activities/<int:pk>/qr.svg", sharing.qr, name="qr"),
    path("activities/<int:pk>/poster.pdf", sharing.poster, name="poster"),
    path("me/signups/<int:pk>/calendar.ics", sharing.signup_calendar, name="signup_calendar"),
    path("calendar/<str:token>.ics", sharing.feed, name="feed"),
    path("me/calendar/", sharing.my_calendar, name="my_calendar"),
    path("me/calendar/renew/", sharing.renew, name="renew_calendar"),
    path("me/calendar/remove/", sharing.remove, name="remove_calendar"),
    path("me/searches/", searches.index, name="searches"),
    path("me/searches/save/", searches.save, name="save_search"),
    path("me/searches/<int:pk>/remove/", searches.remove, name="remove_search"),
    path(ORG, manage.index, name="manage"),
    path(f"{ORG}new/", writing.create, name="create"),
    path(ONE, manage.detail, name="manage_one"),
    path(f"{ONE}edit/", writing.edit, name="edit"),
    path(f"{ONE}edit/<slug:section>/", writing.edit, name="edit_section"),
    path(f"{ONE}pictures/", writing.pictures, name="pictures"),
    path(f"{ONE}copy/", writing.copy, name="copy"),
    path(f"{ONE}positions/", manage.add_position, name="add_position"),
    path(f"{ONE}shifts/", scheduling.add_shift, name="add_shift"),
    path(f"{ONE}repeat/", scheduling.repeat, name="repeat"),
    path(f"{ONE}submit/", manage.submit, name="submit"),
    path(f"{ONE}pull-back/", manage.pull_back, name="pull_back"),
    path(f"{ONE}cancel/", manage.cancel, name="cancel"),
    path(f"{ONE}withdraw/", manage.withdraw, name="withdraw"),
    path(f"{ONE}close/", manage.close, name="close"),
    path(f"{ORG}positions/<int:position>/remove/", manage.remove_position, name="remove_position"),
    path(f"{ORG}shifts/<int:shift>/remove/", scheduling.remove_shift, name="remove_shift"),
    path(f"{ORG}shifts/<int:shift>/move/", scheduling.move_shift, name="move_shift"),
    path(f"{ORG}shifts/<int:shift>/places/", scheduling.change_capacity, name="change_capacity"),
    path(REGION, reviews.index, name="reviews"),
    path(f"{REGION}emergency/", emergencies.start, name="emergency"),
    path(f"{REGION}changes/<int:pk>/", changes.detail, name="review_change"),
    path(f"{REGION}changes/<int:pk>/accept/", changes.accept, name="accept_change"),
    path(f"{REGION}changes/<int:pk>/refuse/", changes.refuse, name="refuse_change"),
    path(f"{REGION}<int:pk>/", reviews.detail, name="review"),
    path(f"{REGION}<int:pk>/publish/", reviews.publish, name="publish"),
    path(f"{REGION}<int:pk>/return/", reviews.send_back, name="return"),
]
