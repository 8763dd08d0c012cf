from django.urls import path

from apps.activities import urls_of_notices as notices
from apps.activities.views import coming, leaders, leading, mine, on_the_list, together

app_name = "activities"
urlpatterns = [
    path("activities/<int:pk>/sign-up/", mine.sign_up, name="sign_up"),
    path("me/signups/", mine.index, name="mine"),
    path("me/signups/past/", mine.past, name="mine_past"),
    path("me/signups/<int:pk>/cancel/", mine.cancel, name="cancel_signup"),
    path("me/signups/<int:pk>/leave/", mine.leave, name="leave"),
    path("me/signups/<int:pk>/change/", mine.change, name="change_position"),
    path("me/signups/<int:pk>/accept/", mine.accept, name="accept"),
    path("me/signups/<int:pk>/explain/", mine.explain_absence, name="explain"),
    path("activities/<int:pk>/together/", together.gather, name="gather"),
    path("me/parties/<int:pk>/", together.party, name="party"),
    path("me/parties/<int:pk>/sign-up/", together.sign_up_party, name="sign_up_party"),
    path("me/parties/<int:pk>/dissolve/", together.dissolve, name="dissolve"),
    path("me/signups/asked/<int:pk>/answer/", together.answer_party, name="answer_party"),
    path("me/parties/members/<int:pk>/drop/", together.drop, name="drop_from_party"),
    path("me/signups/invitations/<int:pk>/answer/", together.answer_invitation, name="answer_invitation"),
    *notices.urlpatterns,
    path("org/<int:pk>/activities/shifts/<int:shift>/signups/", on_the_list.signups, name="signups"),
    path("org/<int:pk>/activities/shifts/<int:shift>/add/", on_the_list.add, name="add_on_the_spot"),
    path("org/<int:pk>/activities/shifts/<int:shift>/invite/", on_the_list.invite, name="invite"),
    path("org/<int:pk>/activities/signups/<int:signup>/phone/", on_the_list.show_phone, name="show_phone"),
    path("org/<int:pk>/activities/signups/<int:signup>/remove/", on_the_list.remove, name="remove_signup"),
    path("org/<int:pk>/activities/signups/<int:signup>/excuse/", on_the_list.excuse, name="excuse"),
    path("org/<int:pk>/activities/signups/<int:signup>/missed/", on_the_list.note_missed, name="note_missed"),
    path("me/check-in/", coming.check_in, name="check_in"),
    path("me/shifts/", leaders.my_shifts, name="my_shifts"),
    path("me/shifts/<int:shift>/code/", leading.code, name="my_code"),
    path("me/shifts/<int:shift>/roll/", leading.roll, name="my_roll"),
    path("me/shifts/<int:shift>/field/", leading.field, name="my_field"),
    path("me/shifts/leaders/<int:leader>/end/", leaders.step_back, name="step_back"),
    path("org/<int:pk>/shifts/<int:shift>/code/", leading.code, name="code"),
    path("org/<int:pk>/shifts/<int:shift>/roll/", leading.roll, name="roll"),
    path("org/<int:pk>/shifts/<int:shift>/field/", leading.field, name="field"),
    path("org/<int:pk>/shifts/<int:shift>/leaders/", leaders.leaders, name="leaders"),
    path("org/<int:pk>/shifts/leaders/<int:leader>/end/", leaders.end_leader, name="end_leader"),
    path("field-worker.js", leading.field_worker, name="field_worker"),
]
