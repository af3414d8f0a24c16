"""The language of an address."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language", "words"), [("/", "sv", "kommuner har"), ("/en/", "en", "municipalities")])
def test_the_address_decides_the_language(client: Client, path: str, language: str, words: str) -> None:
    response = client.get(path, headers={"Accept-Language": "de"})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert words in response.content.decode()
