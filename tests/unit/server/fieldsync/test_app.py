"""The app's page: its own policy and nobody else's, nothing about anybody in it, and erasing by the desk's word."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/crew/", "/crew/worker.js", "/crew/sw.js"])
def test_only_the_app_may_compile_its_key_derivation(path: str):
    answer = Client().get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "unsafe-eval" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "form-action 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "wasm-unsafe-eval" not in Client().get("/account/login/").headers["Content-Security-Policy"]


def test_the_shell_is_the_same_for_everybody_and_sets_no_cookie():
    first = Client().get("/crew/", headers={"Accept-Language": "uk"})
    second = Client().get("/crew/", headers={"Accept-Language": "en"})
    assert first.content == second.content
    assert not first.cookies


def test_the_service_worker_keeps_what_the_shell_names():
    shell, service = Client().get("/crew/").content.decode(), Client().get("/crew/sw.js").content.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', shell)
    assert len(named) >= 4
    assert [path for path in named if f'"{path}"' not in service] == []


def test_the_app_is_installable():
    said = Client().get("/crew/manifest.webmanifest").json()
    assert said["scope"] == said["start_url"] == "/crew/"
    assert said["display"] == "standalone"


def test_another_sites_form_cannot_have_a_phone_erased():
    refused = Client().post("/crew/cleared")
    assert refused.status_code == 400
    assert "Clear-Site-Data" not in refused.headers
    erased = Client().post("/crew/cleared", headers={"X-Erase": "1"})
    assert erased.headers["Clear-Site-Data"] == '"cache", "storage"'
