"""Settings: every refusal is a clear sentence that names the setting; what is not set has a safe default."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.trust import FILE_HOSTS, PUBLIC_HOSTS
from settings import Settings, SettingsError, load_settings
from storage.envelopes import new_pair

KEY = Fernet.generate_key().decode()
OWN, PARTNER = new_pair()
REAL = {
    "QUORATE_APP_ID": "7f1d5b0e-1c57-4a5e-9a3c-0d6f5a9b1e01",
    "QUORATE_APP_PASSWORD": "a secret",
    "QUORATE_APP_TENANT_ID": "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02",
    "QUORATE_TENANTS": "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02",
    "QUORATE_KEYS": KEY,
}
REHEARSAL = {"QUORATE_REHEARSAL": "1"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, and no .env file, reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUORATE_{name.upper()}", raising=False)


def loaded(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load_settings()


REFUSALS = {
    "no app id": (REAL, {"QUORATE_APP_ID": ""}, "QUORATE_APP_ID", "QUORATE_REHEARSAL=1"),
    "no proof": (REAL, {"QUORATE_APP_PASSWORD": ""}, "QUORATE_APP_PASSWORD", "exactly one"),
    "two proofs": (REAL, {"QUORATE_APP_MANAGED_IDENTITY": "1"}, "QUORATE_APP_MANAGED_IDENTITY", "one of"),
    "no registration": (REAL, {"QUORATE_APP_TENANT_ID": ""}, "QUORATE_APP_TENANT_ID", "missing"),
    "nobody allowed": (REAL, {"QUORATE_TENANTS": " , "}, "QUORATE_TENANTS", "missing"),
    "no key": (REAL, {"QUORATE_KEYS": ""}, "QUORATE_KEYS", "python app.py keys new"),
    "half a key": (REAL, {"QUORATE_KEYS": f"{KEY},{KEY[:20]}"}, "QUORATE_KEYS", "32 random bytes"),
    "no handover key": (REAL, {"QUORATE_HANDOVER_KEYS": "abc"}, "QUORATE_HANDOVER_KEYS", "handover keys"),
    "a partner's half key": (
        REAL,
        {"QUORATE_HANDOVER_PARTNERS": f"Fife={PARTNER}, Angus={PARTNER[:20]}"},
        "QUORATE_HANDOVER_PARTNERS",
        "the public key of Angus",
    ),
    "nowhere to send": (REAL, {"QUORATE_SERVICE_URL_HOSTS": ""}, "QUORATE_SERVICE_URL_HOSTS", "empty"),
    "no such profile": (REAL, {"QUORATE_PROFILE": "atlantis"}, "QUORATE_PROFILE", "perth_kinross"),
    "words for a port": (REAL, {"QUORATE_PORT": "http"}, "QUORATE_PORT", "valid integer"),
    "a port too far": (REAL, {"QUORATE_PORT": "65536"}, "QUORATE_PORT", "65535"),
    "no time between ticks": (REAL, {"QUORATE_TICK_SECONDS": "0"}, "QUORATE_TICK_SECONDS", "greater than 0"),
    "plain http": (REAL, {"QUORATE_PUBLIC_URL": "http://quorate.example"}, "QUORATE_PUBLIC_URL", "https://"),
    "another database": (REAL, {"QUORATE_DATABASE_URL": "mysql://db/x"}, "QUORATE_DATABASE_URL", "begins"),
    "no database": (REAL, {"QUORATE_DATABASE_URL": ""}, "QUORATE_DATABASE_URL", "sqlite:///"),
    "a database in memory": (REAL, {"QUORATE_DATABASE_URL": "sqlite://"}, "QUORATE_DATABASE_URL", "names"),
    "no certificate": (
        REAL,
        {"QUORATE_APP_PASSWORD": "", "QUORATE_APP_CERTIFICATE": "nowhere.pem"},
        "QUORATE_APP_CERTIFICATE",
        "nowhere.pem",
    ),
    "rehearsal in earnest": (REAL, REHEARSAL, "QUORATE_REHEARSAL", "QUORATE_APP_ID"),
    "rehearsal for the world": (REHEARSAL, {"QUORATE_HOST": "0.0.0.0"}, "QUORATE_HOST", "127.0.0.1"),
    "rehearsal by name": (REHEARSAL, {"QUORATE_HOST": "quorate.example"}, "QUORATE_HOST", "127.0.0.1"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", REFUSALS)
def test_a_wrong_setting_is_refused_in_one_sentence_that_names_it(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, spoilt, names, says = REFUSALS[wrong]
    with pytest.raises(SettingsError) as refused:
        loaded(monkeypatch, right | spoilt)
    sentence = str(refused.value)
    assert names in sentence
    assert says in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    assert "\n" not in sentence


def test_a_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = {"QUORATE_KEYS": "not-a-key-but-secret", "QUORATE_DATABASE_URL": "mysql://me:hush@db/x"}
    for name, value in spoilt.items():
        with pytest.raises(SettingsError) as refused:
            loaded(monkeypatch, REAL | {name: value})
        assert value not in str(refused.value)
        assert "hush" not in str(refused.value)


def test_a_certificate_needs_its_key_beside_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "bot.pem"
    file.write_text("a certificate")
    given = REAL | {"QUORATE_APP_PASSWORD": "", "QUORATE_APP_CERTIFICATE": str(file)}
    with pytest.raises(SettingsError, match="QUORATE_APP_PRIVATE_KEY go together"):
        loaded(monkeypatch, given)
    assert loaded(monkeypatch, given | {"QUORATE_APP_PRIVATE_KEY": str(file)}).app_certificate == file


def test_what_is_not_set_has_the_default_of_the_public_cloud(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch, REAL)
    assert settings.database_url == "sqlite:///var/quorate.sqlite3"
    assert (settings.host, settings.port, settings.profile) == ("127.0.0.1", 3978, "perth_kinross")
    assert settings.login_endpoint == "https://login.microsoftonline.com"
    assert settings.openid_metadata_url.startswith("https://login.botframework.com/")
    assert settings.token_issuer == "https://api.botframework.com"
    assert settings.token_scope == "https://api.botframework.com/.default"
    assert set(settings.service_url_hosts) == set(PUBLIC_HOSTS)
    assert set(settings.file_hosts) == set(FILE_HOSTS)
    assert settings.rehearsal is False


def test_a_list_is_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    older = Fernet.generate_key().decode()
    lists = {"QUORATE_KEYS": f"{KEY}, {older},", "QUORATE_TENANTS": "one,two", "QUORATE_ADMINS": " a , b "}
    settings = loaded(monkeypatch, REAL | lists)
    assert settings.keys == [KEY, older]
    assert settings.tenants == ["one", "two"]
    assert settings.admins == ["a", "b"]


def test_a_sovereign_cloud_is_all_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "QUORATE_OPENID_METADATA_URL": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        "QUORATE_LOGIN_ENDPOINT": "https://login.microsoftonline.us",
        "QUORATE_TOKEN_ISSUER": "https://api.botframework.us",
        "QUORATE_TOKEN_SCOPE": "https://api.botframework.us/.default",
        "QUORATE_SERVICE_URL_HOSTS": "smba.infra.gov.teams.microsoft.us",
        "QUORATE_FILE_HOSTS": ".sharepoint.us",
    }  # fmt: skip
    settings = loaded(monkeypatch, REAL | given)
    assert settings.login_endpoint == given["QUORATE_LOGIN_ENDPOINT"]
    assert settings.token_issuer == given["QUORATE_TOKEN_ISSUER"]
    assert settings.service_url_hosts == ["smba.infra.gov.teams.microsoft.us"]
    assert settings.file_hosts == [".sharepoint.us"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_rehearsal_starts_on_loopback_without_an_app_id_or_a_key(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = loaded(monkeypatch, REHEARSAL | {"QUORATE_HOST": host})
    assert settings.only_loopback
    assert settings.app_id == ""


def test_settings_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in REAL.items()))
    assert loaded(monkeypatch, {}).app_id == REAL["QUORATE_APP_ID"]


def test_a_secret_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a secret" not in repr(loaded(monkeypatch, REAL))


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_partners_are_known_by_their_names_and_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """MOV-05"""
    partners = f"Fife={PARTNER}, Argyll and Bute={PARTNER}"
    council = {"QUORATE_HANDOVER_KEYS": OWN, "QUORATE_HANDOVER_PARTNERS": partners}
    envelopes = loaded(monkeypatch, REAL | council).envelopes
    assert envelopes.councils == ["Argyll and Bute", "Fife"]
    assert loaded(monkeypatch, REAL | {"QUORATE_HANDOVER_KEYS": ""}).envelopes.councils == []


def test_no_refusal_of_a_handover_key_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """MOV-05"""
    with pytest.raises(SettingsError) as refused:
        loaded(monkeypatch, REAL | {"QUORATE_HANDOVER_KEYS": OWN[:-4]})
    assert OWN[:20] not in str(refused.value)
