"""All settings, read from the environment (see .env.example). DEPLOYMENT says which house this is:

production  a real server behind TLS
demo        one machine, embedded servers, a demo region: what `make run` starts
test        what `make test` starts
"""

from pathlib import Path

from csp.constants import NONE, SELF

from volunteer_platform import env, providers

BASE_DIR = Path(__file__).resolve().parent.parent

DEPLOYMENT = env.text("DEPLOYMENT", "production", choices=["production", "demo", "test"])
IS_PRODUCTION = DEPLOYMENT == "production"
DEBUG = False
STATE_DIR = Path(env.text("STATE_DIR", str(BASE_DIR / "var")))

KEYS = env.keys()
SECRET_KEY = KEYS["django"]

SITE_NAME = "志愿北疆"
SITE_URL = env.text("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- what runs -----------------------------------------------------------------------------------

# An app may import those to its left, never to its right; a test holds it.
APP_ORDER = [
    "core",
    "messaging",
    "regions",
    "accounts",
    "organizations",
    "registration",
    "booking",
    "training",
    "insurance",
    "activities",
    "hours",
    "stars",
    "quotas",
    "certificates",
    "recognition",
    "claims",
    "matching",
    "governance",
    "reports",
    "portal",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    *[f"apps.{name}" for name in APP_ORDER],
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.core.middleware.refuse_large_bodies",
    "apps.core.middleware.show_public_pictures",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.know_what_was_shown",
    "django_structlog.middlewares.RequestMiddleware",
    "apps.core.middleware.refuse_politely",
    "apps.core.replica.read_figures_from_the_replica",
    "apps.core.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.core.middleware.lead_back_from_forms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.organizations.second_factor.lead_to_second_factor",
]

ROOT_URLCONF = "volunteer_platform.urls"
WSGI_APPLICATION = "volunteer_platform.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context.site",
                "apps.messaging.context.unread",
            ],
            "builtins": ["django.templatetags.i18n", "apps.core.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "apps.core.forms.HouseRenderer"

# --- data ----------------------------------------------------------------------------------------

CONNECTING = {
    "pooled": env.text("PGBOUNCER", "0", choices=["0", "1"]) == "1",
    "limits": {
        "statement_timeout": env.number("STATEMENT_TIMEOUT_MS", 15000),
        "lock_timeout": env.number("LOCK_TIMEOUT_MS", 0),
        # Compiling a plan takes longer than all but the rarest of our statements take to run.
        "jit": "off",
    },
}
DATABASES = {"default": env.database(**CONNECTING)}
if env.text("REPLICA_URL", ""):
    DATABASES["replica"] = env.database("REPLICA_URL", read_only=True, **CONNECTING)
DATABASE_ROUTERS = ["apps.core.replica.Router"]
REPLICA_SECONDS = env.number("REPLICA_SECONDS", 60)  # further behind, it is not asked
# Views that look at figures and reports, by the beginning of their names. None to which something just written leads back.
READ_FROM_REPLICA = [
    "apps.portal.views.region",
    *(f"apps.reports.views.figures.{name}" for name in ("compare", "past", "workbook", "one_page")),
    "apps.reports.views.report.",
    "apps.reports.views.people.people",
    *(
        f"apps.reports.api.figures.{name}"
        for name in ("FiguresViewSet", "FiguresDayViewSet", "RegionHoursView")
    ),
    "apps.reports.api.report.",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL").rstrip("/")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{REDIS_URL}/1"}}
SESSION_ENGINE = "apps.accounts.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Celery: Redis is the bell, the outbox is the queue -----------------------------------------------

CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "apps.accounts.passwords.NotCommon"},
    {"NAME": "apps.accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "apps.accounts.adapter.PhoneAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "/me/register/"
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.LoginForm",
    "signup": "apps.accounts.forms.SignupForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateForm",
    "change_password": "apps.accounts.forms.ChangePasswordForm",
    "set_password": "apps.accounts.forms.SetPasswordForm",
    "confirm_login_code": "apps.accounts.forms.ConfirmLoginCodeForm",
    "verify_phone": "apps.accounts.forms.VerifyPhoneForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 600
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # what is recent is policy: apps.accounts.recent
# Per address generously (a school, or a whole town behind one carrier's address), per phone strictly.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/15m/key,200/h/ip",
    "signup": "60/m/ip,600/h/ip",
    "request_login_code": "60/m/ip,1/30s/key,10/h/key",
    "verify_phone": "1/30s/key,10/h/key,600/h/ip",
    "code_guess": "3/10m/key",
    "proof": "5/d/key",
    "set_email": "5/h/user",
    "verify": "30/m/ip",  # of certificates: nobody tries tokens out
    "verify_file": "10/m/ip",
    "second_factor": "5/15m/key",
    "second_factor_elsewhere": "30/h/key",
}
# The second factor, demanded of posts in offices and associations (apps.organizations.second_factor).
MFA_ADAPTER = "apps.accounts.second_factor.HouseMFAAdapter"
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.AuthenticateForm",
    "reauthenticate": "apps.accounts.forms.ReauthenticateBySecondFactorForm",
    "activate_totp": "apps.accounts.forms.ActivateTOTPForm",
}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Signing in through others, where the environment names them (apps.accounts.providers).
SOCIALACCOUNT_ADAPTER = "apps.accounts.providers.LinkingAdapter"
SOCIALACCOUNT_PROVIDERS, PROVIDER_ORIGINS = providers.configured()
# How many proxies of ours stand in front; without it every visitor would seem to be the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1 if IS_PRODUCTION else 0)

SMS_BACKEND = env.text("SMS_BACKEND", "apps.messaging.sms.PrintedSms")
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "apps.messaging.mail.PrintedEmail")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"{SITE_NAME} <noreply@{SITE_URL.split('/')[-1].split(':')[0]}>")
IDENTITY_CHECKER = env.text("IDENTITY_CHECKER", "apps.registration.checker.Reviewer")
INSURER_ADAPTER = env.text("INSURER_ADAPTER", "apps.insurance.handing_over.FileDrop")

# --- language and time: Chinese is the source; a service day is a day of Asia/Shanghai --------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if DEPLOYMENT != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = STATE_DIR / "files"  # what people hand in; no address leads there
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
LARGEST_BODY = 30 * 1024 * 1024  # of a request; each kind of file has a limit of its own
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY  # on disk a file lies sealed or not at all
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500

# --- safety -----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *PROVIDER_ORIGINS],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
CSRF_FAILURE_VIEW = "apps.core.views.csrf_failure"

# --- API ----------------------------------------------------------------------------------------------

API_TOKEN_AGE = 90 * 24 * 3600

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The token stands first: its challenge makes the answer to a stranger 401.
        "apps.accounts.tokens.KeptTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "apps.organizations.second_factor.PostsAreOpen",
    ],
    "DEFAULT_FILTER_BACKENDS": ["apps.core.api.ListFilter"],
    "DEFAULT_PAGINATION_CLASS": "apps.core.api.CursorPages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.core.api.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "apps.core.schema.HouseSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "apps.core.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "志愿北疆 API",
    "DESCRIPTION": (
        "网页能做的，程序也能做：同样的规则，同样的权限。\n\n"
        "- 登录：`POST /api/v1/token/` 取一把钥匙，以后每次带上 `Authorization: Token 钥匙`。钥匙只显示这一次，"
        "再取一把，原来的就作废。在网页上登录过，也可以直接用。\n"
        "- 没有做成：总是回答 `{code, detail, fields}`，code 给程序看，detail 给人看，fields 说哪几项要改。\n"
        "- 列表：一次一页，接着 `next` 走，走到空为止。\n"
        "- 时长都是整分钟；姓名、证件号码和手机号都遮住一部分。"
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.core.schema.tell_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "FileKind": "apps.core.models.KeptFile.Kind",
        "EnteredFigureKind": "apps.reports.models.EnteredFigure.Kind",
        "StatedPurpose": "apps.certificates.models.Batch.Purpose",
        "OrganizationState": "apps.organizations.models.Organization.State",
        "StationLevel": "apps.organizations.models.Station.Level",
        "MemberState": "apps.organizations.models.Member.State",
        "ClassBecomes": "apps.registration.api.promotions.BECOMES",
        "GivenRole": "apps.organizations.api.staff.ROLES",
        "CertificateState": "apps.registration.models.Qualification.State",
        "CaseKind": "apps.registration.models.IdentityCase.Kind",
        "IdentityState": "apps.registration.models.IdentityCase.State",
        "ActivityState": "apps.activities.models.Activity.State",
        "SignupState": "apps.activities.models.Signup.State",
        "PartyState": "apps.activities.models.Party.State",
        "PartyAnswer": "apps.activities.models.PartyMember.State",
        "HourState": "apps.hours.models.HourRecord.State",
        "PaperKind": "apps.hours.models.Basis.Kind",
        "PaperLevel": "apps.hours.models.Basis.Level",
        "AppealState": "apps.hours.models.Appeal.State",
        "AppealWhat": "apps.hours.models.Appeal.What",
        "CodeDirection": "apps.booking.codes.DIRECTIONS",
        "MemberHow": "apps.organizations.models.Member.How",
        "CourseHow": "apps.training.models.Course.How",
        "TrainingGroup": "apps.training.models.TrainingKind.Group",
        "EnrolmentState": "apps.training.models.Enrolment.State",
        "CoverState": "apps.insurance.models.Cover.State",
        "ClaimState": "apps.claims.models.Claim.State",
        "IdentityEnum": "apps.registration.models.Affiliation.Identity",
        "GoalState": "apps.quotas.course.State",
        "GoalIdentity": "apps.quotas.api.goals.WITH_A_GOAL",
        "RecomputeWhat": "apps.quotas.models.recomputes.Recompute.What",
        "PolicyDraftState": "apps.quotas.models.PolicyDraft.State",
        "PresenceHow": "apps.booking.models.Presence.How",
        "PaperState": "apps.certificates.models.Certificate.State",
        "PaperSort": "apps.certificates.models.Certificate.Kind",
        "BatchKind": "apps.certificates.models.Batch.Kind",
        "BatchState": "apps.certificates.models.Batch.State",
        "SealState": "apps.certificates.models.Seal.State",
        "EvaluationState": "apps.recognition.models.Evaluation.State",
        "EvaluationSide": "apps.recognition.models.Evaluation.Side",
        "CommendationState": "apps.recognition.models.Commendation.State",
        "ComplaintState": "apps.governance.models.Complaint.State",
        "ComplaintOutcome": "apps.governance.models.Complaint.Outcome",
        "StarNoticeState": "apps.stars.models.StarNotice.State",
        "StarCandidateState": "apps.stars.models.StarCandidate.State",
        "StarObjectionState": "apps.stars.models.StarObjection.State",
        "PostRole": "apps.organizations.models.Post.Role",
        "GuardianConsent": "apps.registration.api.children.PURPOSES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
}

# --- logs ---------------------------------------------------------------------------------------------

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

from volunteer_platform.logs import LOGGING  # noqa: E402, F401 -- the log settings fill a page of their own
