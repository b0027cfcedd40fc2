"""What people read: everything is there in Korean, has the same places to fill, and uses the words of the trade.

To bring the server's catalogue up to the code, then translate what is new in it:
`manage.py makemessages -l ko --no-wrap --no-obsolete --add-location file -i tests -i frontend -i scripts -i optimizer`
"""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
TEXTS = ROOT / "frontend" / "src" / "locales"
FEATURES = sorted(path.stem for path in (TEXTS / "en").glob("*.json"))
OURS = ("common", "people", "geography", "accounts", "territories", "config")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}

# What a dictionary offers and no Korean sales organisation says, a classic misspelling, and programmers' words.
NOT_KOREAN = (
    "영토", "영역", "계정", "할당량", "유닛", "좌석", "판매원", "매니저", "이의 신청", "재정렬", "오버레이", "게시",
    "출판", "결제", "리비전", "커밋", "브랜치",
)  # fmt: skip
NOT_ENGLISH = re.compile(r"\b(seats?|overrid(e|es|den)|patch(es)?|branch(es)?|commits?)\b", re.IGNORECASE)


def complaints(*command: str | Path) -> str:
    """What a gettext tool has to say; empty when it is content."""
    told = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return f"{told.stdout}{told.stderr}" if told.returncode else ""


# -- the server's messages ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The messages in the code as it is now, as `manage.py makemessages` finds them where there is no catalogue yet."""
    place = tmp_path_factory.mktemp("extracted")
    for app in OURS:
        (place / app).symlink_to(ROOT / app)
    folder = place / "locale"
    folder.mkdir()
    with override_settings(LOCALE_PATHS=[folder]), pytest.MonkeyPatch.context() as here:
        here.chdir(place)
        call_command("makemessages", locale=["ko"], symlinks=True, no_wrap=True, verbosity=0)
    return folder / "ko" / "LC_MESSAGES" / "django.po"


def test_there_is_one_catalogue() -> None:
    assert [path for app in OURS for path in (ROOT / app).rglob("*.po")] == []


def test_every_message_is_there_in_korean(extracted: Path) -> None:
    assert complaints("msgcmp", CATALOGUE, extracted) == ""


def test_the_catalogue_has_nothing_that_is_no_longer_said(extracted: Path) -> None:
    assert complaints("msgcmp", "--use-untranslated", extracted, CATALOGUE) == ""
    assert "\n#~ " not in CATALOGUE.read_text(encoding="utf-8")


def test_translations_fill_the_same_places(tmp_path: Path) -> None:
    assert complaints("msgfmt", "--check-format", "--output-file", tmp_path / "django.mo", CATALOGUE) == ""


def test_the_catalogue_names_nobody() -> None:
    assert "@" not in CATALOGUE.read_text(encoding="utf-8").split("\n\n", 1)[0]


def hidden_marks(source: str) -> Iterator[str]:
    """Marked texts that the extraction cannot see: inside an f-string, or put together before they are translated."""
    for node in ast.walk(ast.parse(source)):
        inside = ast.walk(node) if isinstance(node, ast.JoinedStr) else [node]
        for call in inside:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS:
                literal = bool(call.args) and isinstance(call.args[0], ast.Constant)
                if isinstance(node, ast.JoinedStr) or not literal:
                    yield ast.unparse(call)


def test_hidden_marks_are_seen() -> None:
    source = '_("plain")\nf"{_(\'inside\')}"\n_(f"{made} up")\n_(name)'
    assert sorted(hidden_marks(source)) == ["_('inside')", "_(f'{made} up')", "_(name)"]


def test_no_message_hides_from_the_extraction() -> None:
    found = {
        str(path.relative_to(ROOT)): marks
        for app in OURS
        for path in (ROOT / app).rglob("*.py")
        if (marks := list(hidden_marks(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


# -- the browser application's texts -----------------------------------------------------------------------------------


def flat(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(dotted key, text) of everything in a file of texts."""
    if isinstance(node, str):
        yield at, node
        return
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        yield from flat(child, f"{at}.{key}" if at else str(key))


def texts(language: str, feature: str) -> dict[str, str]:
    return dict(flat(json.loads((TEXTS / language / f"{feature}.json").read_text(encoding="utf-8"))))


def places(language: str, feature: str) -> dict[str, set[str]]:
    """Key without its plural ending -> the {{places}} of all its forms together."""
    found: dict[str, set[str]] = {}
    for key, text in texts(language, feature).items():
        base = re.sub(r"_(zero|one|two|few|many|other)$", "", key)
        found.setdefault(base, set()).update(re.findall(r"{{-?\s*(\w+)", text))
    return found


def test_both_languages_have_the_same_files() -> None:
    assert FEATURES
    assert sorted(path.stem for path in (TEXTS / "ko").glob("*.json")) == FEATURES


@pytest.mark.parametrize("feature", FEATURES)
def test_both_languages_have_the_same_texts(feature: str) -> None:
    english, korean = places("en", feature), places("ko", feature)
    assert sorted(korean) == sorted(english)
    different = {
        key: (english[key], korean[key]) for key in english if english[key] - {"count"} != korean[key] - {"count"}
    }
    assert different == {}


@pytest.mark.parametrize("feature", FEATURES)
def test_texts_with_a_number_have_the_form_that_korean_uses(feature: str) -> None:
    """Korean knows one form, `_other`; without it the English one would be shown."""
    korean = texts("ko", feature)
    counted = {key.removesuffix("_other") for key in texts("en", feature) if key.endswith("_other")}
    assert sorted(base for base in counted if not {f"{base}_other", base} & korean.keys()) == []


# -- words -------------------------------------------------------------------------------------------------------------


def said(language: str) -> dict[str, str]:
    """Where -> text, of everything people read in a language."""
    kinds = r"^msgstr(?:\[\d\])? \"(.+)\"$" if language == "ko" else r"^msgid(?:_plural)? \"(.+)\"$"
    found = {f"django.po: {text}": text for text in re.findall(kinds, CATALOGUE.read_text(encoding="utf-8"), re.M)}
    for feature in FEATURES:
        found |= {f"{feature}: {key}": text for key, text in texts(language, feature).items()}
    return found


def test_korean_uses_the_words_of_the_trade() -> None:
    wrong = {where: word for where, text in said("ko").items() for word in NOT_KOREAN if word in text}
    assert wrong == {}


def test_english_uses_the_words_of_the_trade() -> None:
    assert {where: text for where, text in said("en").items() if NOT_ENGLISH.search(text)} == {}


def test_korean_is_korean() -> None:
    """A text without a Korean letter is a name, a sign or a number; a whole English sentence was left behind."""
    left = {w: t for w, t in said("ko").items() if not re.search("[가-힣]", t) and re.search(r"[a-z]{3,} [a-z]{2,}", t)}
    assert left == {}
