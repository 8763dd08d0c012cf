"""Who may do what with certificates: more rows of the table in `permissions`, their objects and what is sent."""

from apps.core import days
from tests.files import kept

TABLE = """
certificates:verify          GET    -                   all:K            -
certificates:verify          POST   -                   all:R            -
certificates:offline         GET    -                   all:K            -
certificates:offline         POST   -                   all:M            -
certificates:check           GET    paper_token         all:K            all:K
certificates:check           POST   paper_token         all:M            all:M
certificates:keys            GET    -                   all:K            -
certificates:keys            POST   -                   all:M            -
certificates:pdf_certificate GET    paper_key           all:K            all:K
certificates:pdf_certificate POST   paper_key           all:M            all:M
certificates:issuer          GET    -                   all:K            -
certificates:issuer          POST   -                   all:M            -
certificates:mine            GET    -                   SKKKKKKKKKKKKK   -
certificates:mine            POST   -                   SMMMMMMMMMMMMM   -
certificates:create          GET    -                   S>KKK>>>>>>>>>   -
certificates:create          POST   -                   SRRRRRRRRRRRRR   -
certificates:mine_one        GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:mine_one        POST   my_paper            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:file            GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:file            POST   my_paper            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:badge           GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:badge           POST   my_paper            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:of_star         GET    my_star             SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:of_star         POST   my_star             SNRNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:of_training     GET    my_completion       SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:of_training     POST   my_completion       SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:batches         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:batches         POST   org                 SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:batch_new       GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:batch_new       POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:batch           GET    org_batch           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:batch           POST   org_batch           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:archive         GET    org_batch           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:archive         POST   org_batch           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:printed         GET    org_batch           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:printed         POST   org_batch           SNNNNNNNNNNNNN   SNNNNNNNNNNNNN
certificates:batch_resume    GET    org_batch           SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:batch_resume    POST   org_batch           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
certificates:seal            GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:seal            POST   org                 SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
certificates:seal_picture    GET    org_seal            SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
certificates:seal_picture    POST   org_seal            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:seal_withdraw   GET    org_seal            SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:seal_withdraw   POST   org_seal            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
certificates:seals           GET    region              SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
certificates:seals           POST   region              SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:waiting_seal    GET    region_seal         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
certificates:waiting_seal    POST   region_seal         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:seal_approve    GET    region_seal         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:seal_approve    POST   region_seal         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
certificates:seal_refuse     GET    region_seal         SMMMMMMMMMMMMM   SMMMMMMMMMMMMM
certificates:seal_refuse     POST   region_seal         SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:my-paper-list            GET    in:my_paper         SRKRRRRRRRRRRR   SRRRRRRRRRRRRR
api:my-paper-list            POST   -                   SNRRRNNNNNNNNN   -
api:my-paper-detail          GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-paper-file            GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-paper-badge           GET    my_paper            SNKNNNNNNNNNNN   SNNNNNNNNNNNNN
api:my-paper-star            POST   -                   SRRRRRRRRRRRRR   -
api:my-paper-training        POST   -                   SRKRRRRRRRRRRR   -
api:paper-check              POST   -                   all:R            -
api:paper-batch-list         GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:paper-batch-list         POST   org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:paper-batch-detail       GET    org_batch           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:paper-batch-resume       POST   org_batch           SNNNNRRNNNNNNN   SNNNNNNRNNNNNN
api:paper-batch-archive      POST   org_batch           SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:seal-list                GET    org                 SNNNNKKNNNNNNN   SNNNNNNKNNNNNN
api:seal-list                POST   org                 SNNNNRNNNNNNNN   SNNNNNNRNNNNNN
api:seal-withdraw            POST   org_seal            SNNNNKNNNNNNNN   SNNNNNNKNNNNNN
api:waiting-seal-list        GET    in:seal             SRRRRRRRKKRRRR   SRRRRRRRRRRRRR
api:waiting-seal-picture     GET    seal                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:waiting-seal-approve     POST   seal                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
api:waiting-seal-refuse      POST   seal                SNNNNNNNKKNNNN   SNNNNNNNNNNNNN
"""

OBJECTS = {
    "paper_token": lambda here: [here.my_paper.token],
    "paper_key": lambda here: ["c1"],
}


def period():
    return {"since": days.today().replace(month=1, day=1).isoformat(), "until": days.today().isoformat()}


def offered(world, role):
    """The id of a picture this role handed in and nothing uses yet."""
    user = world.cast[role]
    return kept(by=user, used=False).pk.hex if user else ""


BODIES = {
    "certificates:batch_new POST": lambda h, r, w: {
        "kind": "service",
        "year": "other",
        **period(),
        "sure": "1",
    },
    "certificates:seal_refuse POST": lambda h, r, w: {"reason": "看不清"},
    "api:seal-list POST": lambda h, r, w: {"picture": offered(w, r)},
    "api:my-paper-list POST": lambda h, r, w: period(),
    "api:my-paper-star POST": lambda h, r, w: {"recognition": h.my_star.pk},
    "api:my-paper-training POST": lambda h, r, w: {"completion": h.my_completion.pk},
    "api:paper-check POST": lambda h, r, w: {"number": h.my_paper.number, "token": h.my_paper.token},
    "api:paper-batch-list POST": lambda h, r, w: {"kind": "service", **period()},
    "api:waiting-seal-refuse POST": lambda h, r, w: {"reason": "看不清"},
}
