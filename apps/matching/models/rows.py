"""What people of the register can be found by: one row a person, and one line for each word it is found by.

Why lines besides the row: asked for 20 people of a region who speak Mongolian, the database reads the 20 entries of one
index that lie next to each other, (word, place, person), however many people there are. The place is a division code,
whose beginning is the region, so one index serves the region, its leagues, its banners and its townships alike.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now, StrIndex
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from apps.registration.models import Volunteer


class SearchRow(models.Model):
    """A volunteer as the talent pool knows them (通知: 按服务领域、服务专业、服务地域建人才库).

    Who has a row: only adults, because a child is asked through its school and its guardian, never picked from a list;
    only whose identity was passed, because nobody is offered who may be somebody else; never who said they don't want
    invitations, because a search serves nothing but inviting. `place` is where the person lives, to the township and no
    further; where exactly, what they are called and how to reach them is not here.
    """

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, related_name="+")
    place = models.CharField(max_length=9, db_collation="C")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_searchrow_lives_in_a_banner_or_township",
                condition=GreaterThanOrEqual(Length("place"), 6),
            ),
        ]
        indexes = [models.Index(name="matching_by_place", fields=["place", "volunteer"])]

    def __str__(self):
        return f"search row of {self.volunteer_id}"


class SearchTerm(models.Model):
    """One word a person is found by: a letter for its kind and a code. `until` is the last day it is true; nothing: as long
    as it stands.

    A skill stands here as the person told it or as an office checked it (SKILL), and again where a certificate that was
    looked at runs today (CHECKED). A training holds on the day. Each star an association recognised counts for those
    below it too: whoever has three is found by one and by two.

    `beside`: all words of the person, in order, each with the last day it is true where there is one (`lmn-s
    tfirst_aid@20270301`). It stands in the index of the lines, so that asked for two words at once the database still
    reads lines that lie next to each other, and nothing of anybody who has only one of them.
    """

    FIELD, SKILL, CHECKED, LANGUAGE, TRAINING, STAR, FREE = "f", "k", "c", "l", "t", "s", "w"

    pk = models.CompositePrimaryKey("row", "term")
    row = models.ForeignKey(
        SearchRow,
        models.CASCADE,
        related_name="terms",
        db_column="volunteer_id",
        db_index=False,
    )
    term = models.CharField(max_length=24, db_collation="C")
    place = models.CharField(max_length=9, db_collation="C")
    until = models.DateField(null=True, blank=True)
    beside = models.TextField(db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_searchterm_is_a_kind_and_a_code", condition=Q(term__regex=r"^[fkcltsw][^ @]+$")
            ),
            models.CheckConstraint(
                name="matching_searchterm_stands_among_the_words_of_its_person",
                condition=GreaterThan(StrIndex("beside", "term"), 0),
            ),
        ]
        indexes = [
            models.Index(
                name="matching_found_by", fields=["term", "place", "row"], include=["until", "beside"]
            ),
            models.Index(name="matching_runs_out", fields=["until"], condition=Q(until__isnull=False)),
        ]

    def __str__(self):
        return f"{self.term} of {self.row_id}"
