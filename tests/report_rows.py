"""Who may do what with reports, files that are taken out and statements: more rows of the table in `permissions`."""

from apps.core import days

TABLE = """
reports:region               GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:region               POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region_download      GET    region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region_download      POST   region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:region_exports       GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
reports:region_exports       POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region_take          GET    region_regional_export SMMMMMMMMMMMMM SMMMMMMMMMMMMM
reports:region_take          POST   region_regional_export SNNNNNNNKNNNNN SNNNNNNNNNNNNN
reports:region_agree         GET    region_asked_export SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region_agree         POST   region_asked_export SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
reports:region_refuse        GET    region_asked_export SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:region_refuse        POST   region_asked_export SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
reports:roster               GET    school              SNNNNNNNKKNKNK   SNNNNNNNNNNNNN
reports:roster               POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:people               GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:people               POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:person               GET    school_pupil        SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:person               POST   school_pupil        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:state                GET    school_pupil        SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:state                POST   school_pupil        SNNNNNNNNNNNNR   SNNNNNNNNNNNNN
reports:statement            GET    school_statement    SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:statement            POST   school_statement    SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:download             GET    school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:download             POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:exports              GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:exports              POST   school              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:take                 GET    school_export       SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:take                 POST   school_export       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:agree                GET    school_asked_export SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:agree                POST   school_asked_export SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
reports:refuse               GET    school_asked_export SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
reports:refuse               POST   school_asked_export SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:roster-list              GET    school_year         SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:report-sums-list         GET    school_year         SNNNNNNNKKNKNK   SNNNNNNNNNNNNN
api:export-list              GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:export-list              POST   school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:export-detail            GET    school_export       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:export-file              POST   school_export       SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:export-agree             POST   school_asked_export SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:export-refuse            POST   school_asked_export SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:region-export-list       GET    region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
api:region-export-list       POST   region              SNNNNNNNKKNKNN   SNNNNNNNNNNNNN
api:region-export-detail     GET    region_regional_export SNNNNNNNKNNNNN SNNNNNNNNNNNNN
api:region-export-file       POST   region_regional_export SNNNNNNNKNNNNN SNNNNNNNNNNNNN
api:region-export-agree      POST   region_asked_export SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-export-refuse     POST   region_asked_export SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:statement-list           GET    school              SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
api:statement-list           POST   school              SNNNNNNNNNNNNR   SNNNNNNNNNNNNN
api:statement-file           POST   school_statement    SNNNNNNNNNNNNK   SNNNNNNNNNNNNN
"""

OBJECTS = {
    "school_pupil": lambda here: [here.school.pk, here.pupil.volunteer_id],
    "school_export": lambda here: [here.school.pk, here.export.pk],
    "school_asked_export": lambda here: [here.school.pk, here.asked_export.pk],
    "school_statement": lambda here: [here.school.pk, here.statement.pk],
}


def stated():
    return {"purpose": "league", "since": f"{days.this_year()}-01-01", "until": days.today().isoformat()}


def this_year():
    return {"format": "csv", "period": str(days.this_year())}


BODIES = {
    "reports:region_download POST": lambda h, r, w: {"format": "csv"},
    "reports:region_refuse POST": lambda h, r, w: {"why": "用不着"},
    "reports:state POST": lambda h, r, w: stated(),
    "reports:download POST": lambda h, r, w: {"format": "csv"},
    "reports:refuse POST": lambda h, r, w: {"why": "用不着"},
    "api:export-list POST": lambda h, r, w: this_year(),
    "api:export-refuse POST": lambda h, r, w: {"why": "用不着"},
    "api:region-export-list POST": lambda h, r, w: this_year(),
    "api:region-export-refuse POST": lambda h, r, w: {"why": "用不着"},
    "api:statement-list POST": lambda h, r, w: stated() | {"volunteer": h.pupil.volunteer_id},
}
