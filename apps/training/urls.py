from django.urls import path

from apps.training.views import keeping, lacking, leading, lessons, mine, outside, public, teams, trained

app_name = "training"

# What an organisation and an office keep alike: (address below the bench, page, name).
KEPT = [
    ("", keeping.sessions, "sessions"),
    ("courses/", keeping.courses, "courses"),
    ("courses/new/", keeping.write_course, "new_course"),
    ("courses/<int:course>/", keeping.course, "course"),
    ("courses/<int:course>/edit/", keeping.write_course, "edit_course"),
    ("courses/<int:course>/questions/", keeping.add_question, "add_question"),
    ("courses/<int:course>/open/", keeping.open_course, "open_course"),
    ("courses/<int:course>/close/", keeping.close_course, "close_course"),
    ("courses/<int:course>/sessions/", keeping.add_session, "add_session"),
    ("questions/<int:question>/remove/", keeping.remove_question, "remove_question"),
    ("sessions/<int:session>/", leading.detail, "session"),
    ("sessions/<int:session>/code/", leading.code_screen, "code"),
    ("sessions/<int:session>/roll/", leading.roll, "roll"),
    ("sessions/<int:session>/places/", leading.change_places, "places"),
    ("sessions/<int:session>/change/", leading.change, "change"),
    ("sessions/<int:session>/call-off/", leading.call_off, "call_off"),
    ("sessions/<int:session>/leaders/", lessons.leaders, "leaders"),
    ("leaders/<int:leader>/end/", lessons.end_leader, "end_leader"),
    ("enrolments/<int:enrolment>/remove/", leading.remove, "remove"),
    ("completions/<int:completion>/void/", leading.void, "void"),
    ("standards/", keeping.standards, "standards"),
    ("standards/<int:standard>/end/", keeping.end_standard, "end_standard"),
    ("trained/", trained.trained, "trained"),
    ("completed/", trained.completed, "completed"),
    ("ending/", trained.ending, "ending"),
    ("teams/", teams.teams, "teams"),
    ("outside/", outside.outside, "outside"),
    ("outside/new/", outside.enter, "new_outside"),
    ("outside/<int:entry>/", outside.entry, "outside_one"),
    ("outside/<int:entry>/proof/", outside.certificate, "outside_proof"),
]

urlpatterns = [
    path("training/", public.index, name="list"),
    path("training/<int:pk>/", public.detail, name="session"),
    path("training/<int:pk>/enrol/", public.enrol, name="enrol"),
    path("me/training/", mine.index, name="mine"),
    path("me/training/<int:pk>/leave/", mine.leave, name="leave"),
    path("me/training/<int:pk>/accept/", mine.accept, name="accept"),
    path("me/training/<int:pk>/test/", mine.test, name="test"),
    path("me/training/sessions/<int:session>/check-in/", mine.check_in, name="check_in"),
    path("me/training/lessons/", lessons.lessons, name="lessons"),
    path("me/training/lessons/<int:session>/code/", lessons.lesson_code, name="lesson_code"),
    path("me/training/lessons/<int:session>/roll/", lessons.lesson_roll, name="lesson_roll"),
    path("me/training/lessons/leaders/<int:leader>/end/", lessons.step_back, name="step_back"),
    *[path(f"org/<int:pk>/training/{below}", page, name=f"org_{name}") for below, page, name in KEPT],
    *[path(f"region/<str:code>/training/{below}", page, name=f"region_{name}") for below, page, name in KEPT],
    path("region/<str:code>/training/trained/lacking/", lacking.index, name="region_lacking"),
    path("region/<str:code>/training/kinds/", keeping.kinds, name="region_kinds"),
]
