from django.urls import path

from apps.insurance.views import checking, lists, mine, policies

app_name = "insurance"
PLACES = [("region", "region/<str:code>/insurance/"), ("organization", "org/<int:pk>/insurance/")]
PAGES = [
    ("", "", policies.index),
    ("insurer", "insurers/new/", policies.insurer),
    ("insurer_edit", "insurers/<int:insurer>/", policies.insurer_edit),
    ("new", "new/", policies.new),
    ("policy", "<int:policy>/", policies.policy),
    ("edit", "<int:policy>/edit/", policies.edit),
    ("proof", "<int:policy>/paper/", policies.proof),
    ("benefit", "<int:policy>/benefits/", policies.benefit),
    ("benefit_remove", "<int:policy>/benefits/<int:benefit>/remove/", policies.benefit_remove),
    ("start", "<int:policy>/start/", policies.start),
    ("hand_in", "<int:policy>/hand-in/", policies.hand_in),
    ("withdraw", "<int:policy>/withdraw/", policies.withdraw),
    ("contact", "<int:policy>/contacts/", policies.contact),
    ("contact_end", "<int:policy>/contacts/<int:contact>/end/", policies.contact_end),
    ("lists", "lists/", lists.index),
    ("list", "<int:policy>/lists/<int:delivery>/", lists.detail),
    ("list_file", "<int:policy>/lists/<int:delivery>/file/", lists.take),
    ("list_again", "<int:policy>/lists/<int:delivery>/send/", lists.send_again),
    ("accept", "<int:policy>/lists/<int:delivery>/accept/", lists.accept),
    ("answer", "<int:policy>/lists/<int:delivery>/answer/", lists.answer),
    ("again", "<int:policy>/lists/<int:delivery>/again/<int:cover>/", lists.again),
]
ONLY = {
    "start": "region",
    "hand_in": "organization",
    "contact": "region",
    "insurer_edit": "region",
}  # who does what: an office starts, names the insurer's people and corrects companies, an organisation hands in

urlpatterns = [
    path("me/insurance/", mine.mine, name="mine"),
    path("me/insurance/children/<int:pk>/agree/", mine.agree, name="agree_for_child"),
    path("me/insurance/children/<int:pk>/take-back/", mine.take_back, name="take_back_for_child"),
    path("region/<str:code>/insurance/check/<int:policy>/", checking.check, name="check"),
    path("region/<str:code>/insurance/check/<int:policy>/paper/", checking.paper, name="check_paper"),
    path("region/<str:code>/insurance/check/<int:policy>/pass/", checking.settle, name="check_pass"),
    path("region/<str:code>/insurance/check/<int:policy>/return/", checking.send_back, name="check_return"),
    path(
        "region/<str:code>/insurance/check/<int:policy>/withdraw/", checking.withdraw, name="check_withdraw"
    ),
    path("region/<str:code>/insurance/check/<int:policy>/contacts/", checking.contact, name="check_contact"),
    path(
        "region/<str:code>/insurance/check/<int:policy>/contacts/<int:contact>/end/",
        checking.contact_end,
        name="check_contact_end",
    ),
    *(
        path(start + end, view, name=f"{kind}_{name}" if name else kind)
        for kind, start in PLACES
        for name, end, view in PAGES
        if ONLY.get(name, kind) == kind
    ),
]
