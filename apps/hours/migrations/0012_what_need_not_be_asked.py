"""What need not be asked of a record is not asked: whether its year is closed, of one of this year; who has a post, of one
that no paper stands for. Each is a query of its own for each of a thousand records, and they took a third of confirming
them."""

from importlib import import_module

from django.db import migrations

NAME = "FUNCTION hours_hourrecord_may_be_decided"
DECISION = import_module("apps.hours.migrations.0007_what_the_database_refuses").DECISION
BEFORE = f"CREATE OR REPLACE {NAME}" + DECISION.partition(f"CREATE {NAME}")[2].partition("CREATE TRIGGER")[0]
YEAR = """
    IF (TG_OP = 'UPDATE' OR NEW.state = 'pending')
"""
NOT_OF_THIS_YEAR = """
    IF NEW.served_on >= date_trunc('year', clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RETURN NEW;
    END IF;
"""
PAPERS = "IF NEW.source NOT IN ('code', 'roll') AND EXISTS ("
AFTER = BEFORE.replace(PAPERS, "IF NEW.source NOT IN ('code', 'roll') THEN IF EXISTS (")
AFTER = AFTER.replace(f"END IF;\n    END IF;{YEAR}", f"END IF; END IF;\n    END IF;{NOT_OF_THIS_YEAR}{YEAR[1:]}")


class Migration(migrations.Migration):
    dependencies = [("hours", "0011_read_in_the_order_of_days")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
