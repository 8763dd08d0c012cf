from apps.core.data_files import load, rows
from apps.regions.models import Population, Region


def load_all():
    divisions = list(rows("regions", "regions"))
    for row in divisions:
        row["level"] = len(row["code"])
        row["parent_id"] = {2: None, 4: row["code"][:2], 6: row["code"][:4]}[row["level"]]
        row["column"], row["row"] = row.get("column"), row.get("row")
    load(Region, divisions, key=("code",))
    populations = [{"region_id": row.pop("region"), **row} for row in rows("regions", "population")]
    load(Population, populations, key=("region", "year", "caliber"))
