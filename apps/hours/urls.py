from django.urls import path

from apps.hours import ledger_views, views


def at_both_desks(under, view, name, **options):
    """One page at the desk of an organisation and at that of an office."""
    return [
        path(f"org/<int:pk>/hours/{under}", view, options, name=name),
        path(f"region/<str:code>/hours/{under}", view, options, name=f"region_{name}"),
    ]


app_name = "hours"
urlpatterns = [
    path("me/hours/", ledger_views.ledger, name="ledger"),
    *at_both_desks("", views.pending, "pending"),
    *at_both_desks(
        "confirmed/", views.decided, "confirmed", states=["confirmed"], template="hours/confirmed.html"
    ),
    *at_both_desks(
        "returned/", views.decided, "returned", states=["rejected", "voided"], template="hours/returned.html"
    ),
    *at_both_desks("confirm/", views.confirm, "confirm"),
    *at_both_desks("reject/", views.reject, "reject"),
    *at_both_desks("<int:record>/", views.record, "record"),
]
