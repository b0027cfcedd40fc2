"""Django settings. What differs between installations comes from the environment (deploy/env.example lists it)."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config.environment import BASE_DIR, ENV, database, flag, wheel_library, words

# --- who and where --------------------------------------------------------------------------------
DEBUG = flag("DEBUG")
SECRET_KEY = ENV.get("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY, or run `make services`, which makes one for this checkout.")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

INSTALLED_APPS = [
    "common",
    "people",
    "geography",
    "accounts.coverage",
    "accounts.customers",
    "territories.alignments",
    "territories.publishing",
    "territories.runs",
    "territories.reviews",
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "rest_framework",
    "rest_framework_gis",
    "knox",
    "drf_spectacular",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "common.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # answers that carry an encoding (streams, tile ranges) pass it untouched
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- data -----------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        **database(),
        # Requests run on many threads under ASGI: a kept connection would belong to a thread that may never come back.
        "CONN_MAX_AGE": 0,
        "TEST": {"NAME": ENV.get("EVENLODE_TEST_DATABASE", "test_evenlode")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
GDAL_LIBRARY_PATH = ENV.get("GDAL_LIBRARY_PATH") or wheel_library("pyogrio", "libgdal-*.so*")
GEOS_LIBRARY_PATH = ENV.get("GEOS_LIBRARY_PATH") or wheel_library("shapely", "libgeos_c-*.so*")

REDIS_URL = ENV.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.get("CACHE_URL", REDIS_URL),
        "KEY_PREFIX": "cache",
    }
}

# --- language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = ENV.get("TIME_ZONE", "UTC")
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
MEDIA_ROOT = ENV.get("MEDIA_ROOT") or str(BASE_DIR / "media")
MEDIA_URL = "/media/"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
WHITENOISE_ROOT = FRONTEND_DIST
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8,}\.\w+$"
TILES_URL = ENV.get("TILES_URL", "/tiles/")  # where browsers fetch tile archives and meshes
BOUNDARY_FILE_LIMIT_MB = int(ENV.get("BOUNDARY_FILE_LIMIT_MB", "512"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

# --- sign-in --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "config.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {"account_reset_password_from_key": "/password/reset/{key}"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

if ENV.get("OIDC_SERVER_URL"):
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "config.signin.SocialAccountAdapter"
    # People are entered by an administrator; the identity provider only proves who they are, by a verified address.
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "company",
                    "name": ENV.get("OIDC_NAME", "Company sign-in"),
                    "client_id": ENV.get("OIDC_CLIENT_ID", ""),
                    "secret": ENV.get("OIDC_CLIENT_SECRET", ""),
                    "settings": {"server_url": ENV["OIDC_SERVER_URL"]},
                }
            ]
        }
    }

KNOX_TOKEN_MODEL = "people.ApiToken"  # noqa: S105 - a model's name
MIGRATION_MODULES = {"knox": None}  # its own table is not used, and would stand in the way of emptying people's
REST_KNOX = {"TOKEN_MODEL": KNOX_TOKEN_MODEL, "TOKEN_PREFIX": "evl_", "TOKEN_TTL": timedelta(days=90)}

# --- API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Evenlode's views take token scope and paging from common.api.ApiView, which cannot be imported this early.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "common.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "common.problems.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Evenlode",
    "DESCRIPTION": "Sales territory planning. The browser uses nothing that a script cannot use.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- background work ------------------------------------------------------------------------------
SOLVE_SECONDS_MAX = int(ENV.get("SOLVE_SECONDS_MAX", "1800"))
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # the truth about a run is its row in the database
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {"territories.runs.tasks.solve*": {"queue": "solver"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A message not acknowledged for this long is delivered again: it must outlast the longest solve, twice over.
    "visibility_timeout": 2 * SOLVE_SECONDS_MAX + 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}

# --- safety ---------------------------------------------------------------------------------------
BEHIND_TLS = flag("BEHIND_TLS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MAP_STYLE_URL = ENV.get("MAP_STYLE_URL", "")  # a complete MapLibre style in place of the offline base map
MAP_PMTILES_URL = ENV.get("MAP_PMTILES_URL", "")  # a PMTiles archive with the layers of the offline base map
MAP_TILES_URL = ENV.get("MAP_TILES_URL", "")  # a raster tile template with {z}, {x}, {y}
MAP_ATTRIBUTION = ENV.get("MAP_ATTRIBUTION", "")
MAP_ORIGINS = words("MAP_ORIGINS")  # other origins that the configured base map loads from
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "worker-src": [CSP.SELF, "blob:"],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:", *MAP_ORIGINS],
    "font-src": [CSP.SELF, "data:", *MAP_ORIGINS],
    "connect-src": [CSP.SELF, *MAP_ORIGINS],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

# --- messages out ---------------------------------------------------------------------------------
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
if ENV.get("EMAIL_HOST"):
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": ENV["EMAIL_HOST"],
            "port": int(ENV.get("EMAIL_PORT", "587")),
            "username": ENV.get("EMAIL_HOST_USER", ""),
            "password": ENV.get("EMAIL_HOST_PASSWORD", ""),
            "use_tls": flag("EMAIL_USE_TLS", True),
        },
    }
DEFAULT_FROM_EMAIL = ENV.get("DEFAULT_FROM_EMAIL", "evenlode@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.get("LOG_LEVEL", "INFO")},
}
