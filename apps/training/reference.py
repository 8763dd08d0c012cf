from apps.core.data_files import load, rows
from apps.regions.models import Region
from apps.training.models import Standard, TrainingKind


def load_all():
    load(TrainingKind, list(rows("training", "training_kinds")), key=("code",))
    begin_standards()


def begin_standards():
    """What the notice asks for by name (所有注册志愿者定期培训, 骨干培训, 专业培训) begins with a standard of the autonomous
    region. Its office ends them and writes its own; what was ever written there is not begun anew."""
    home = Region.objects.get(level=Region.Level.REGION)
    written = set(Standard.objects.filter(region=home).values_list("kind", flat=True))
    fresh = [row for row in rows("training", "standards") if row["kind"] not in written]
    Standard.objects.bulk_create(Standard(kind_id=row.pop("kind"), region=home, **row) for row in fresh)
