from apps.core.data_files import load, rows
from apps.regions.models import Population, Region

PARENT = {2: None, 4: 2, 6: 4, 9: 6}  # how long the code of the parent is


def load_all():
    """The divisions of GB/T 2260, and below them the townships of the statistical codes of 2023; farms, parks and companies,
    which those number from 400 on, are no divisions and left out."""
    divisions = [*rows("regions", "regions"), *rows("regions", "townships")]
    for row in divisions:
        row["level"] = len(row["code"])
        length = PARENT[row["level"]]
        row["parent_id"] = length and row["code"][:length]
        row["column"], row["row"] = row.get("column"), row.get("row")
    load(Region, divisions, key=("code",))
    populations = [{"region_id": row.pop("region"), **row} for row in rows("regions", "population")]
    load(Population, populations, key=("region", "year", "caliber"))
