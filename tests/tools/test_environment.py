from __future__ import annotations

import pytest

from agent_tui.tools.environment import PROVIDER_KEYS, UNATTENDED, child_environment

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXRleHQ"
DROPPED = {
    "GITHUB_TOKEN": "x",
    "CLIENT_SECRET": "x",
    "DB_PASSWORD": "x",
    "PGPASSWORD": "x",
    "PGPASSFILE": "x",
    "DB_PASS": "x",
    "MYSQL_PWD": "x",
    "STRIPE_KEY": "x",
    "stripe_api_key": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_CREDENTIALS": "x",
    "BASIC_AUTH": "x",
    "AUTHORIZATION": "x",
    "PRIVATE_STUFF": "x",
    "SESSION_COOKIE": "x",
    "SLACK_WEBHOOK": "x",
    "A1": "ghp_" + "a1B2" * 9,
    "A2": "AKIA" + "ABCD" * 4,
    "A3": "xoxb-1234567890-abcdef",
    "A4": "sk-" + "a1b2c3d4" * 4,
    "A5": JWT,
    "A6": "-----BEGIN RSA PRIVATE KEY-----\nabc",
    "DATABASE_URL": "postgres://user:pw123@host/db",
    "A7": f"prefix {JWT} suffix",
    "SSH_ASKPASS": "/usr/bin/ask",
    "FORCE_COLOR": "1",
}
KEPT = {
    "HOME": "/home/a",
    "PATH": "/bin",
    "LANG": "C.UTF-8",
    "PWD": "/x",
    "OLDPWD": "/y",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@b",
    "TOKENIZERS_PARALLELISM": "false",
    "KEYBOARD_LAYOUT": "de",
    "KEYTIMEOUT": "1",
    "COMPASS_DIR": "/c",
    "SSL_CERT_FILE": "/etc/ssl/cert.pem",
    "HOMEPAGE": "https://example.com/path",
    "VIRTUAL_ENV": "/venv",
}


@pytest.mark.parametrize(("name", "value"), DROPPED.items())
def test_what_looks_like_a_secret_goes(name: str, value: str) -> None:
    assert name not in child_environment({name: value})


@pytest.mark.parametrize(("name", "value"), KEPT.items())
def test_all_else_stays(name: str, value: str) -> None:
    assert child_environment({name: value})[name] == value


def test_a_name_that_is_allowed_stays() -> None:
    assert child_environment({"GITHUB_TOKEN": "x", "A_TOKEN": "y"}, allow=["GITHUB_TOKEN"]) == {
        "GITHUB_TOKEN": "x",
        **UNATTENDED,
    }


@pytest.mark.parametrize("name", sorted(PROVIDER_KEYS))
def test_keys_of_providers_go_even_where_allowed(name: str) -> None:
    assert child_environment({name: "x"}, allow=[name]) == UNATTENDED


def test_so_does_the_key_that_the_configuration_names() -> None:
    assert child_environment({"MY_MODEL": "x"}, allow=["MY_MODEL"], never=["MY_MODEL"]) == UNATTENDED


def test_programs_are_told_that_nobody_is_there() -> None:
    environment = child_environment({"TERM": "xterm-256color", "PAGER": "less", "GIT_PAGER": "delta"})

    wanted = {
        "CI": "1",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PAGER": "cat",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
    }
    assert environment.items() >= wanted.items()
