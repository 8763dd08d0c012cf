"""Signing in through others: each is there when the environment names what it needs, and only then."""

from urllib.parse import urlsplit

from volunteer_platform import env

WEIXIN = "https://open.weixin.qq.com"


def configured():
    """The providers as the library wants them, and the origins a browser is sent to from a form."""
    providers, origins = {}, []
    if server := env.text("OIDC_SERVER_URL", ""):
        app = {
            "provider_id": "sso",
            "name": env.text("OIDC_NAME", "统一身份认证"),
            "client_id": env.required("OIDC_CLIENT_ID"),
            "secret": env.required("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": server.rstrip("/")},
        }
        providers["openid_connect"] = {"APPS": [app], "SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True}
        url = urlsplit(server)
        origins.append(f"{url.scheme}://{url.netloc}")
    if app_id := env.text("WEIXIN_APP_ID", ""):
        app = {"name": "微信", "client_id": app_id, "secret": env.required("WEIXIN_APP_SECRET")}
        providers["weixin"] = {"APPS": [app]}
        origins.append(WEIXIN)
    return providers, origins
