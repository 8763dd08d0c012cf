import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from apps.core.triggers import insert_only


# What the database keeps of every sign-up: each step, who took it and when; a step that is not known is refused.
STEPS = """
CREATE FUNCTION activities_signup_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state NOT IN ('joined', 'waiting')
       OR TG_OP = 'UPDATE' AND (OLD.state, NEW.state) NOT IN (
           ('waiting', 'offered'), ('waiting', 'left'), ('waiting', 'lapsed'), ('waiting', 'removed'),
           ('waiting', 'called_off'),
           ('offered', 'joined'), ('offered', 'left'), ('offered', 'lapsed'), ('offered', 'removed'),
           ('offered', 'called_off'),
           ('joined', 'left'), ('joined', 'excused'), ('joined', 'removed'), ('joined', 'called_off'),
           ('joined', 'no_show'),
           ('no_show', 'joined'), ('no_show', 'excused'))
    THEN
        RAISE EXCEPTION 'activities_signup_moves: a step to % is not possible here', NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO activities_signupmove (signup_id, was, became, by_id, reason)
    VALUES (NEW.id, CASE TG_OP WHEN 'UPDATE' THEN OLD.state ELSE '' END, NEW.state,
            CASE TG_OP WHEN 'UPDATE' THEN NEW.moved_by_id ELSE NEW.signed_up_by_id END, NEW.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER activities_signup_begins AFTER INSERT ON activities_signup
    FOR EACH ROW EXECUTE FUNCTION activities_signup_moves();
CREATE TRIGGER activities_signup_moves AFTER UPDATE OF state ON activities_signup
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION activities_signup_moves();
INSERT INTO activities_signupmove (signup_id, was, became, at, by_id, reason)
    SELECT id, '', 'joined', signed_up_at, signed_up_by_id, '' FROM activities_signup ORDER BY id;
INSERT INTO activities_signupmove (signup_id, was, became, at, by_id, reason)
    SELECT id, 'joined', state, left_at, NULL, '' FROM activities_signup WHERE state <> 'joined' ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
"""
UNDO_STEPS = """
DROP TRIGGER activities_signup_begins ON activities_signup;
DROP TRIGGER activities_signup_moves ON activities_signup;
DROP FUNCTION activities_signup_moves();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_notices_in_full"),
        ("registration", "0004_profiles_cases_certificates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("invited_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "等答复"), ("accepted", "接受了"), ("declined", "谢绝了")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("gathering", "还在约人"), ("joined", "一起报上了"), ("dissolved", "散了")],
                        default="gathering",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="PartyMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "等答复"), ("agreed", "同意了"), ("declined", "不去")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SignupMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was", models.CharField(blank=True, max_length=10)),
                ("became", models.CharField(max_length=10)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="signup",
            name="activities_signup_one_place_a_shift",
        ),
        migrations.RemoveConstraint(
            model_name="signup",
            name="activities_signup_left_means_when",
        ),
        migrations.AddField(
            model_name="shift",
            name="last_in_line",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="signup",
            name="explained_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="explanation",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="signup",
            name="is_on_the_spot",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="signup",
            name="moved_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="offered_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="queue_number",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="signup",
            name="state",
            field=models.CharField(
                choices=[
                    ("joined", "已报名"),
                    ("waiting", "候补中"),
                    ("offered", "等你答复"),
                    ("left", "已取消"),
                    ("excused", "请假"),
                    ("lapsed", "没排上"),
                    ("removed", "被移出"),
                    ("called_off", "活动取消"),
                    ("no_show", "没有来"),
                ],
                default="joined",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="activities.shift"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registration.volunteer"
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="maker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="shift",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="activities.shift"
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signups",
                to="activities.party",
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["shift"], name="activities_signup_line"
            ),
        ),
        migrations.AddIndex(
            model_name="signup",
            index=models.Index(
                condition=models.Q(("state", "offered")),
                fields=["offered_until"],
                name="activities_signup_offers",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                fields=("shift", "queue_number"),
                name="activities_signup_one_number_in_a_line",
                violation_error_message="这个候补号已经有人了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["waiting", "offered"]), _negated=True),
                    ("queue_number__isnull", False),
                    _connector="OR",
                ),
                name="activities_signup_who_waits_has_a_number",
                violation_error_message="候补要有顺序号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("offered_until__isnull", False), ("state", "offered")),
                    models.Q(models.Q(("state", "offered"), _negated=True), ("offered_until", None)),
                    _connector="OR",
                ),
                name="activities_signup_an_offer_ends",
                violation_error_message="留给候补的名额要有期限。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["joined", "waiting", "offered", "no_show"])),
                fields=("shift", "volunteer"),
                name="activities_signup_one_place_a_shift",
                violation_error_message="你已经报了这一班。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_at", None), ("state__in", ["joined", "waiting", "offered"])),
                    models.Q(
                        models.Q(("state__in", ["joined", "waiting", "offered"]), _negated=True),
                        ("left_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="activities_signup_left_means_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("state__in", ["excused", "removed"]), _negated=True),
                name="activities_signup_excused_or_removed_says_why",
                violation_error_message="请写明原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("explained_at", None), ("explanation", "")),
                    models.Q(models.Q(("explanation", ""), _negated=True), ("explained_at__isnull", False)),
                    _connector="OR",
                ),
                name="activities_signup_explained_means_when",
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="activities.party"
            ),
        ),
        migrations.AddField(
            model_name="partymember",
            name="volunteer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registration.volunteer",
            ),
        ),
        migrations.AddField(
            model_name="signupmove",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signupmove",
            name="signup",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="activities.signup"
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["volunteer"],
                name="activities_invitations_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("shift", "volunteer"),
                name="activities_invitation_once_a_shift",
                violation_error_message="已经邀请过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="activities_invitation_answered_means_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "gathering")),
                fields=("shift", "maker"),
                name="activities_party_one_gathering_a_shift_and_maker",
                violation_error_message="这一班你已经在约人了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.UniqueConstraint(
                fields=("party", "number"),
                name="activities_partymember_asked_once",
                violation_error_message="这个编号已经在里面了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True),
                        ("answered_at__isnull", False),
                        ("volunteer__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="activities_partymember_answered_means_when",
            ),
        ),
        insert_only("activities_signupmove"),
        migrations.RunSQL(STEPS, UNDO_STEPS),
    ]
