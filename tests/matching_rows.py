"""Who may search the talent pool: more rows of the table in `permissions`, and what is sent."""

WHY = {"reason": "给那达慕的医疗点找人"}

TABLE = """
matching:region              GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
matching:region              POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
matching:region_found        GET    region_pool_search  SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
matching:region_found        POST   region_pool_search  SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
matching:organization        GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
matching:organization        POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
matching:organization_found  GET    org_member_search   SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
matching:organization_found  POST   org_member_search   SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:region-search-list       GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-search-list       POST   region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:region-search-people     GET    region_pool_search  SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
api:region-search-invite     POST   region_pool_search  SNNNNNNNKNNNNN   SNNNNNNNNNNNNN
api:member-search-list       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-search-list       POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:member-search-people     GET    org_member_search   SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:member-search-invite     POST   org_member_search   SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
"""

BODIES = {
    "matching:region POST": lambda h, r, w: WHY | {"field": "03", "star": "1"},
    "matching:region_found POST": lambda h, r, w: {"shift": h.shift.pk, "number": [h.pool_member.number]},
    "matching:organization POST": lambda h, r, w: WHY | {"field": "03"},
    "matching:organization_found POST": lambda h, r, w: {
        "shift": h.shift.pk,
        "number": [h.pool_member.number],
    },
    "api:region-search-list POST": lambda h, r, w: WHY | {"field": "03", "star": 1},
    "api:region-search-invite POST": lambda h, r, w: {"shift": h.shift.pk, "numbers": [h.pool_member.number]},
    "api:member-search-list POST": lambda h, r, w: WHY | {"field": "03"},
    "api:member-search-invite POST": lambda h, r, w: {"shift": h.shift.pk, "numbers": [h.pool_member.number]},
}
