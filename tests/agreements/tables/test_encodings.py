import pytest

from agreements.tables.encodings import decode_table
from agreements.tables.limits import RefusedError

TEXT = "kommun;källa\r\nÖrebro;”Beslut § 41” – år 2020\r\nÅre;avböjd\r\nÄlvdalen;Idé\r\n"


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252"), ("latin-1", "cp1252")],
)
def test_certain_encoding_is_read(encoding: str, known_as: str) -> None:
    text = TEXT if encoding != "latin-1" else TEXT.replace("”", '"').replace("–", "-")
    assert decode_table(text.encode(encoding)) == (text, known_as)


@pytest.mark.parametrize("word", ["Malmö", "avböjd", "Åre", "Älvdalen", "Örebro", "Växjö", "Håbo", "Kungälv"])
@pytest.mark.parametrize("encoding", ["mac_roman", "cp437", "cp850"])
def test_mac_and_dos_encodings_are_refused(word: str, encoding: str) -> None:
    content = f"kommun\r\n{word};x\r\n".encode(encoding)
    with pytest.raises(RefusedError) as refused:
        decode_table(content)
    assert (refused.value.reason, refused.value.about) == ("unknown_encoding", {"row": 2})


@pytest.mark.parametrize("word", ["§ 41", "”ja”", "2018–2020"])
def test_punctuation_of_mac_roman_is_refused(word: str) -> None:
    with pytest.raises(RefusedError, match="unknown_encoding"):
        decode_table(word.encode("mac_roman"))


def test_stray_byte_among_utf_8_is_refused_with_its_row() -> None:
    content = 'a;b\r\n1;"två\r\nrader"\r\n2;'.encode() + "beslut § 41\r\n".encode("cp1252")
    with pytest.raises(RefusedError) as refused:
        decode_table(content)
    assert (refused.value.reason, refused.value.about) == ("mixed_encoding", {"row": 3})


@pytest.mark.parametrize(
    ("content", "reason", "row"),
    [
        ("a;b\n1;Malm\ufffd\n".encode(), "lost_letter", 2),
        (b"sep=;\na;b\n\x81\x8d;1\n", "unknown_encoding", 2),
        (b"\xff\xfea\0;\0\x00\xd8x\0", "unknown_encoding", 1),
    ],
)
def test_lost_or_undefined_letter_is_refused_with_its_row(content: bytes, reason: str, row: int) -> None:
    with pytest.raises(RefusedError) as refused:
        decode_table(content)
    assert (refused.value.reason, refused.value.about) == (reason, {"row": row})


def test_binary_file_is_no_table() -> None:
    with pytest.raises(RefusedError, match="not_a_table"):
        decode_table(b"\x89PNG\r\n\x1a\n\0\0\0")
