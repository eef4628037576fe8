"""Settings: read once from the environment, typed. Nobody else reads the environment."""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

MODES = ("development", "test", "production")
WEAK_SECRETS = ("changeme", "secret", "password", "geheim", "wachtwoord", "peerhuis", "development", "test")

# Who helps in the made-up network. A live one names its own people, or does not start.
DEMO_HELPERS = ("Marijke Hoekstra <marijke@peerhuis.example>", "Joost Verkerk <joost@peerhuis.example>")
DEMO_TRUSTED = "Hanneke Vos <hanneke@peerhuis.example>"


class UnsafeSettings(Exception):
    """The settings do not allow a safe start. The message is one clear Dutch sentence with a way out."""


def setting(default: Any, meaning: str) -> Any:
    """A field of Settings with its line of meaning, which docs/deploy.md repeats."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    mode: str = setting("development", "development, test of production")
    database_url: str = setting("", "postgresql://gebruiker:wachtwoord@server/naam; leeg: de ingebouwde database")
    redis_url: str = setting("", "redis://…; alleen nodig bij meer dan één proces")
    secret_key: str = setting("", "geheim van minstens 32 tekens waarmee formulieren worden ondertekend")
    secret_key_fallbacks: tuple[str, ...] = setting((), "oude geheimen, met komma's, tijdens het wisselen")
    field_keys: tuple[str, ...] = setting((), "Fernet-sleutels voor versleutelde tekst, nieuwste eerst")
    public_base_url: str = setting("", "het adres waarop leden de site zien, met https")
    trusted_hosts: tuple[str, ...] = setting((), "namen waarop de site antwoordt; leeg: die van PUBLIC_BASE_URL")
    proxy_hops: int = setting(0, "aantal eigen proxy's voor de site; alleen dan gelden hun kopregels")
    host: str = setting("127.0.0.1", "adres waarop de server luistert")
    port: int = setting(8000, "poort waarop de server luistert")
    network_name: str = setting("Peerhuis", "naam van het netwerk")
    network_place: str = setting("Nederland", "plaats of streek van het netwerk")
    contact_persons: tuple[str, ...] = setting((), "mensen die helpen: naam <adres>, met puntkomma's")
    trusted_person: str = setting("", "vertrouwenspersoon: naam <adres>")
    mail_url: str = setting("", "smtp://… of smtps://…; leeg: post komt in instance/post en op /dev/post")
    mail_from: str = setting("post@localhost", "afzender van alle post")
    demo: bool = setting(False, "1: het voorbeeldnetwerk mag ook in een eigen database")
    gzip_feeds: bool = setting(True, "0: agenda's nooit gecomprimeerd versturen")
    room_waits: tuple[str, ...] = setting((), "wachttijden in intervisie, in seconden: announce=10, hold=60; leeg: de gewone")
    most_sockets: int = setting(200, "hoeveel open lijnen voor ruimtes één proces toelaat")
    instance: Path = setting(Path("instance"), "map voor ingebouwde database, post en sleutels")

    @property
    def is_production(self) -> bool:
        """Whether strangers may reach this installation."""
        return self.mode == "production"

    @property
    def origin(self) -> str:
        """Scheme, host and port under which members see the site: for links in mail and for origin checks."""
        return self.public_base_url.rstrip("/")

    @property
    def behind_tls(self) -> bool:
        """Whether members reach the site over https; decides the cookie's name and the Secure mark."""
        return self.origin.startswith("https://")

    @property
    def may_have_demo(self) -> bool:
        """The made-up network goes into the embedded database, or elsewhere when asked; never live."""
        return not self.is_production and (self.demo or not self.database_url)


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment. Raises UnsafeSettings."""
    given = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for one in fields(Settings):
        raw = given.get(one.name.upper(), "").strip()
        if raw:
            values[one.name] = _value(one.name, raw, one.default)
    settings = _completed(values)
    check(settings)
    return settings


def _value(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() not in ("0", "1", "true", "false", "ja", "nee"):
            raise UnsafeSettings(f"{name.upper()} moet 1 of 0 zijn, niet '{raw}'.")
        return raw.lower() in ("1", "true", "ja")
    if isinstance(default, int):
        if not raw.isdigit():
            raise UnsafeSettings(f"{name.upper()} moet een getal zijn, niet '{raw}'.")
        return int(raw)
    if isinstance(default, tuple):
        separator = ";" if name == "contact_persons" else ","
        return tuple(part.strip() for part in raw.split(separator) if part.strip())
    return Path(raw) if isinstance(default, Path) else raw


def _completed(values: dict[str, Any]) -> Settings:
    """Fill what may be left out when trying: secrets of this folder, the address of this machine."""
    settings = Settings(**values)
    if settings.mode not in MODES:
        raise UnsafeSettings(f"MODE moet een van {', '.join(MODES)} zijn, niet '{settings.mode}'.")
    values.setdefault("instance", settings.instance.absolute())
    if not settings.is_production:
        kept = _kept_secrets(Path(str(values["instance"])))
        values.setdefault("secret_key", kept["secret_key"])
        values.setdefault("field_keys", (kept["field_key"],))
        values.setdefault("contact_persons", DEMO_HELPERS)
        values.setdefault("trusted_person", DEMO_TRUSTED)
        shown = "localhost" if settings.host in ("127.0.0.1", "::1") else settings.host
        values.setdefault("public_base_url", f"http://{shown}:{settings.port}")
    base = str(values.get("public_base_url", ""))
    if base and not settings.trusted_hosts:
        host = urlsplit(base).hostname or ""
        values["trusted_hosts"] = (host, "127.0.0.1", "localhost") if not settings.is_production else (host,)
    return Settings(**values)


def _kept_secrets(instance: Path) -> dict[str, str]:
    """Secrets for trying out, made once per folder, so that a restart does not log anybody out."""
    path = instance / "secrets.json"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        made = {"secret_key": secrets.token_urlsafe(48), "field_key": Fernet.generate_key().decode()}
        draft = path.with_name(f"secrets.{os.getpid()}.tmp")
        draft.write_text(json.dumps(made))
        draft.chmod(0o400)
        try:
            os.link(draft, path)  # two starts at once: the first one's secrets stand
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check(settings: Settings) -> None:
    """Refuse settings under which nobody's data would be safe. Raises UnsafeSettings."""
    if settings.database_url and not settings.database_url.startswith(("postgresql:", "postgresql+psycopg:")):
        raise UnsafeSettings("DATABASE_URL moet met postgresql:// beginnen. Andere databases doen het niet.")
    for secret in (settings.secret_key, *settings.secret_key_fallbacks):
        if len(secret) < 32 or secret.lower() in WEAK_SECRETS or len(set(secret)) < 8:
            raise UnsafeSettings("SECRET_KEY ontbreekt of is te zwak: neem minstens 32 willekeurige tekens.")
    if not settings.field_keys:
        raise UnsafeSettings("FIELD_KEYS ontbreekt: maak een sleutel met 'flask --app wsgi hub new-key'.")
    for key in settings.field_keys:
        try:
            Fernet(key.encode())
        except ValueError:
            raise UnsafeSettings("Een sleutel in FIELD_KEYS is geen Fernet-sleutel van 32 bytes.") from None
    if settings.is_production:
        _check_production(settings)
    elif not is_loopback(settings.host):
        raise UnsafeSettings(
            f"HOST={settings.host} is van buiten te bereiken. Kies 127.0.0.1, of zet MODE=production met een eigen "
            "database en https ervoor (zie docs/deploy.md)."
        )


def _check_production(settings: Settings) -> None:
    if not settings.database_url:
        raise UnsafeSettings("DATABASE_URL ontbreekt: de ingebouwde database is alleen om te proberen.")
    if settings.demo:
        raise UnsafeSettings("DEMO=1 mag niet samen met MODE=production: het voorbeeldnetwerk hoort niet tussen leden.")
    parts = urlsplit(settings.public_base_url)
    if not parts.hostname or (parts.scheme != "https" and not is_loopback(parts.hostname)):
        raise UnsafeSettings("PUBLIC_BASE_URL moet het https-adres zijn waarop leden de site zien.")
    if not settings.mail_url.startswith(("smtp://", "smtps://")):
        raise UnsafeSettings("MAIL_URL ontbreekt: zonder post kan niemand inloggen of een uitnodiging krijgen.")
    if not settings.contact_persons or not settings.trusted_person:
        raise UnsafeSettings("CONTACT_PERSONS of TRUSTED_PERSON ontbreekt: onder elke pagina staat wie er helpt.")
