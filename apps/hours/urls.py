from django.urls import path

from apps.hours.views import appeals, deciding, ledger, mine, oversight, papers


def at_both_desks(under, view, name, **options):
    """One page at the desk of an organisation and at that of an office."""
    return [
        path(f"org/<int:pk>/hours/{under}", view, options, name=name),
        path(f"region/<str:code>/hours/{under}", view, options, name=f"region_{name}"),
    ]


app_name = "hours"
urlpatterns = [
    path("me/hours/", ledger.ledger, name="ledger"),
    path("me/hours/appeals/", mine.appeals, name="appeals_mine"),
    path("me/hours/transfer/", mine.transfer, name="transfer"),
    path("me/hours/missing/<int:signup>/", mine.object_missing, name="object_missing"),
    path("me/hours/<int:record>/", mine.record, name="mine"),
    path("me/hours/<int:record>/urge/", mine.urge, name="urge"),
    path("me/hours/<int:record>/object/", mine.object_to, name="object"),
    path("hours/papers/<int:pk>/<uuid:file>/", papers.proof, name="proof"),
    path("hours/appeals/<int:pk>/<uuid:file>/", papers.appeal_proof, name="appeal_proof"),
    *at_both_desks("", deciding.pending, "pending"),
    *at_both_desks(
        "confirmed/", deciding.decided, "confirmed", states=["confirmed"], template="hours/confirmed.html"
    ),
    *at_both_desks(
        "returned/",
        deciding.decided,
        "returned",
        states=["rejected", "voided"],
        template="hours/returned.html",
    ),
    *at_both_desks("papers/", papers.papers, "papers"),
    *at_both_desks("appeals/", appeals.appeals, "appeals"),
    *at_both_desks("appeals/<int:appeal>/", appeals.appeal, "appeal"),
    path("org/<int:pk>/hours/backfill/", papers.backfill, name="backfill"),
    path("org/<int:pk>/shifts/<int:shift>/by-hand/", papers.by_hand, name="by_hand"),
    path("region/<str:code>/hours/held/", oversight.held, name="region_held"),
    path("region/<str:code>/hours/held/settle/", oversight.settle_held, name="region_settle_held"),
    path("region/<str:code>/hours/spot/", oversight.spot, name="region_spot"),
    *at_both_desks("confirm/", deciding.confirm, "confirm"),
    *at_both_desks("reject/", deciding.reject, "reject"),
    *at_both_desks("<int:record>/", deciding.record, "record"),
]
