from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

BESIDE = """
    UPDATE matching_searchterm AS line SET beside = besides.beside
    FROM (
        SELECT volunteer_id,
               string_agg(term || coalesce('@' || to_char(until, 'YYYYMMDD'), ''), ' ' ORDER BY term) AS beside
        FROM matching_searchterm GROUP BY volunteer_id
    ) AS besides
    WHERE besides.volunteer_id = line.volunteer_id
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.AddField(
            "searchterm", "beside", models.TextField(db_collation="C", default=""), preserve_default=False
        ),
        migrations.RunSQL(BESIDE, migrations.RunSQL.noop),
        migrations.RemoveIndex("searchterm", "matching_found_by"),
        migrations.AddIndex(
            "searchterm",
            models.Index(
                name="matching_found_by", fields=["term", "place", "row"], include=["until", "beside"]
            ),
        ),
        migrations.RemoveConstraint("searchterm", "matching_searchterm_is_a_kind_and_a_code"),
        migrations.AddConstraint(
            "searchterm",
            models.CheckConstraint(
                name="matching_searchterm_is_a_kind_and_a_code", condition=Q(term__regex=r"^[fkcltsw][^ @]+$")
            ),
        ),
        migrations.AddConstraint(
            "searchterm",
            models.CheckConstraint(
                name="matching_searchterm_stands_among_the_words_of_its_person",
                condition=GreaterThan(StrIndex("beside", "term"), 0),
            ),
        ),
    ]
