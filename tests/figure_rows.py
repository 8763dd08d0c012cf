"""Who sees and enters figures: more rows of the table in `permissions`, and what is sent."""

from apps.core import days

TABLE = """
reports:compare              GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:compare              POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:compare_workbook     GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:compare_workbook     POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:past                 GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:past                 POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:past_workbook        GET    region              SNNNNNNN>>N>NN   SNNNNNNNNNNNNN
reports:past_workbook        POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:workbook             GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:workbook             POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:sheet                GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:sheet                POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:entered              GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
reports:entered              POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
reports:withdraw             GET    region_entered      SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:withdraw             POST   region_entered      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-hours             GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
api:figures-day-list         GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
api:entered-figure-list      GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:entered-figure-list      POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:entered-figure-withdraw  POST   region_entered      SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
"""


def stated():
    return {"kind": "league", "year": days.this_year() - 1, "value": 9000, "source": "团委年报"}


BODIES = {
    "reports:entered POST": lambda h, r, w: stated(),
    "api:entered-figure-list POST": lambda h, r, w: stated(),
}
