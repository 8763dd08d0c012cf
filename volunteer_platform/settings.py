"""All settings, read from the environment (see .env.example). DEPLOYMENT says which house this is:

production  a real server behind TLS
demo        one machine, embedded servers, a demo region: what `make run` starts
test        what `make test` starts
"""

from pathlib import Path

from csp.constants import NONE, SELF

from volunteer_platform import env

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
    "activities",
    "hours",
    "stars",
    "quotas",
    "reports",
    "portal",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    *[f"apps.{name}" for name in APP_ORDER],
    "allauth",
    "allauth.account",
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
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "apps.core.middleware.refuse_politely",
    "apps.core.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "apps.core.middleware.lead_back_from_forms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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

DATABASES = {
    "default": {
        **env.database(),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=" + str(env.number("STATEMENT_TIMEOUT_MS", 15000))},
    }
}
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
# Per address generously (a school, or a whole town behind one carrier's address), per phone strictly.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/15m/key,200/h/ip",
    "signup": "60/m/ip,600/h/ip",
    "request_login_code": "60/m/ip,1/30s/key,10/h/key",
    "verify_phone": "1/30s/key,10/h/key,600/h/ip",
}
# How many proxies of ours stand in front; without it every visitor would seem to be the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1 if IS_PRODUCTION else 0)

SMS_BACKEND = env.text("SMS_BACKEND", "apps.messaging.sms.PrintedSms")
IDENTITY_CHECKER = env.text("IDENTITY_CHECKER", "apps.registration.checker.Reviewer")

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
        "form-action": [SELF],
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
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
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
        "OrganizationState": "apps.organizations.models.Organization.State",
        "IdentityState": "apps.registration.models.IdentityCase.State",
        "ActivityState": "apps.activities.models.Activity.State",
        "SignupState": "apps.activities.models.Signup.State",
        "HourState": "apps.hours.models.HourRecord.State",
        "PresenceHow": "apps.booking.models.Presence.How",
        "PostRole": "apps.organizations.models.Post.Role",
        "GuardianConsent": "apps.registration.api.children.PURPOSES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
}

# --- logs ---------------------------------------------------------------------------------------------

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

from volunteer_platform.logs import LOGGING  # noqa: E402, F401 -- the log settings fill a page of their own
