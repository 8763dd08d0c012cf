from django.urls import path

from apps.activities.views import attendance, manage, mine, public, reviews

app_name = "activities"
urlpatterns = [
    path("activities/", public.index, name="list"),
    path("activities/<int:pk>/", public.detail, name="detail"),
    path("activities/<int:pk>/sign-up/", mine.sign_up, name="sign_up"),
    path("me/signups/", mine.index, name="mine"),
    path("me/signups/past/", mine.past, name="mine_past"),
    path("me/signups/<int:pk>/cancel/", mine.cancel, name="cancel_signup"),
    path("org/<int:pk>/activities/", manage.index, name="manage"),
    path("org/<int:pk>/activities/new/", manage.create, name="create"),
    path("org/<int:pk>/activities/<int:activity>/", manage.detail, name="manage_one"),
    path("org/<int:pk>/activities/<int:activity>/edit/", manage.edit, name="edit"),
    path("org/<int:pk>/activities/<int:activity>/positions/", manage.add_position, name="add_position"),
    path("org/<int:pk>/activities/<int:activity>/shifts/", manage.add_shift, name="add_shift"),
    path("org/<int:pk>/activities/<int:activity>/submit/", manage.submit, name="submit"),
    path("org/<int:pk>/activities/<int:activity>/cancel/", manage.cancel, name="cancel"),
    path(
        "org/<int:pk>/activities/positions/<int:position>/remove/",
        manage.remove_position,
        name="remove_position",
    ),
    path("org/<int:pk>/activities/shifts/<int:shift>/remove/", manage.remove_shift, name="remove_shift"),
    path(
        "org/<int:pk>/activities/shifts/<int:shift>/places/", manage.change_capacity, name="change_capacity"
    ),
    path("org/<int:pk>/activities/shifts/<int:shift>/signups/", manage.signups, name="signups"),
    path("org/<int:pk>/activities/signups/<int:signup>/phone/", manage.show_phone, name="show_phone"),
    path("me/check-in/", attendance.check_in, name="check_in"),
    path("org/<int:pk>/shifts/<int:shift>/code/", attendance.code, name="code"),
    path("org/<int:pk>/shifts/<int:shift>/roll/", attendance.roll, name="roll"),
    path("region/<str:code>/activities/", reviews.index, name="reviews"),
    path("region/<str:code>/activities/<int:pk>/", reviews.detail, name="review"),
    path("region/<str:code>/activities/<int:pk>/publish/", reviews.publish, name="publish"),
    path("region/<str:code>/activities/<int:pk>/return/", reviews.send_back, name="return"),
]
