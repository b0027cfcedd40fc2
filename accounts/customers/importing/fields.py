"""The fields of an account in a file: what they are called, and what a value must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.importing.columns import Guess
from common.importing.values import is_number, number, yes_or_no


class BadValue(ValueError):
    """A value that cannot be used: what is wrong, and what would be right."""

    def __init__(self, message: str | Promise, expected: str | Promise = "") -> None:
        super().__init__(message)
        self.message, self.expected = message, expected


@dataclass(frozen=True)
class Field:
    """One importable field: its column type in the staging table, its reader, and how it is recognised."""

    key: str
    label: str | Promise
    sql_type: str
    read: Callable[[str], Any]
    guess: Guess
    required: bool = False


def text_up_to(length: int) -> Callable[[str], str]:
    """A reader of plain text with a limit."""

    def read(value: str) -> str:
        if len(value) > length:
            raise BadValue(
                _("The text is too long (%(length)s characters).") % {"length": len(value)},
                _("at most %(limit)s characters") % {"limit": length},
            )
        return value

    return read


def amount(value: str) -> float:
    """Any number, with separators and currency signs as people write them."""
    if not value:
        return 0.0
    try:
        return number(value)
    except ValueError as error:
        raise BadValue(_("This is not a number."), _("a number, e.g. 1234.5")) from error


def not_negative(value: str) -> float:
    found = amount(value)
    if found < 0:
        raise BadValue(_("The number is negative."), _("0 or more"))
    return found


def longitude(value: str) -> float | None:
    return _degrees(value, 180, _("longitude between −180 and 180"))


def latitude(value: str) -> float | None:
    return _degrees(value, 90, _("latitude between −90 and 90"))


def _degrees(value: str, limit: float, expected: str | Promise) -> float | None:
    if not value:
        return None
    try:
        found = number(value)
    except ValueError as error:
        raise BadValue(_("This is not a number."), expected) from error
    if abs(found) > limit:
        raise BadValue(_("The coordinate is out of range."), expected)
    return found


def one_of(words: dict[str, str], expected: str | Promise) -> Callable[[str], str]:
    """A reader of a word out of a list of synonyms (lower case → meaning)."""

    def read(value: str) -> str:
        meaning = words.get(value.strip().lower())
        if meaning is None:
            raise BadValue(_("This word is not known here."), expected)
        return meaning

    return read


def flag(value: str) -> bool:
    if not value:
        return False
    try:
        return yes_or_no(value)
    except ValueError as error:
        raise BadValue(_("This is neither yes nor no."), _("yes or no")) from error


_KINDS = {
    "": "customer",
    "customer": "customer",
    "거래처": "customer",
    "고객": "customer",
    "기존": "customer",
    "기존거래처": "customer",
    "client": "customer",
    "existing": "customer",
    "prospect": "prospect",
    "lead": "prospect",
    "미거래처": "prospect",
    "잠재": "prospect",
    "가망": "prospect",
    "잠재거래처": "prospect",
    "신규": "prospect",
}
_STATUS = {
    "": "active",
    "active": "active",
    "open": "active",
    "정상": "active",
    "거래중": "active",
    "영업": "active",
    "운영": "active",
    "closed": "closed",
    "inactive": "closed",
    "폐업": "closed",
    "중지": "closed",
    "거래중지": "closed",
}
_TIERS = {
    "": "",
    **{letter: letter.upper() for letter in "abcd"},
    **{f"{x}등급": x.upper() for x in "abcd"},
    **{f"tier {x}": x.upper() for x in "abcd"},
    **{f"class {x}": x.upper() for x in "abcd"},
}
_COUNTRIES = {
    "": "",
    "us": "US",
    "usa": "US",
    "united states": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "미국": "US",
    "kr": "KR",
    "kor": "KR",
    "korea": "KR",
    "south korea": "KR",
    "republic of korea": "KR",
    "한국": "KR",
    "대한민국": "KR",
    "ca": "CA",
    "can": "CA",
    "canada": "CA",
    "캐나다": "CA",
}


def country(value: str) -> str:
    word = value.strip().lower()
    if word in _COUNTRIES:
        return _COUNTRIES[word]
    if re.fullmatch(r"[a-z]{2}", word):
        return word.upper()
    raise BadValue(_("This country is not known here."), _("a two-letter code, e.g. US or KR"))


def _postcode_like(value: str) -> bool:
    return bool(re.fullmatch(r"\d{3,5}(-\d{3,4})?|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d", value))


def _in(words: dict[str, str]) -> Callable[[str], bool]:
    return lambda value: value.strip().lower() in words


def _within(limit: float) -> Callable[[str], bool]:
    return lambda value: is_number(value) and abs(number(value)) <= limit


def _field(
    key: str,
    label: str | Promise,
    sql_type: str,
    read: Callable[[str], Any],
    names: str,
    looks_right: Callable[[str], bool] = bool,
    *,
    required: bool = False,
) -> Field:
    return Field(key, label, sql_type, read, Guess([key, *names.split("|")], looks_right), required)


#: In the order in which ties between columns are settled.
FIELDS: dict[str, Field] = {
    field.key: field
    for field in [
        _field(
            "code",
            _("account number"),
            "text",
            text_up_to(60),
            "account id|account no|account number|acct no|acct id|account code|account|customer id|customer no|"
            "customer number|customer code|cust id|cust no|id|key|no|거래처코드|거래처번호|거래처 id|고객코드|"
            "고객번호|코드|사업자등록번호|사업자번호|상가업소번호|관리번호",
            required=True,
        ),
        _field(
            "name",
            _("name"),
            "text",
            text_up_to(200),
            "account name|customer name|company|company name|business name|customer|거래처명|거래처|고객명|상호|"
            "상호명|업체명|회사명|이름",
        ),
        _field(
            "name_local", _("name in local script"), "text", text_up_to(200), "local name|korean name|한글명|현지명"
        ),
        _field(
            "owner",
            _("owner"),
            "text",
            text_up_to(120),
            "account owner|sales rep|rep|rep name|salesperson|sales person|owner name|assigned to|territory owner|"
            "담당자|영업담당자|영업담당|담당|담당자명|영업사원|담당사원",
        ),
        _field(
            "postcode",
            _("postcode"),
            "text",
            text_up_to(20),
            "zip|zip code|zipcode|postal code|post code|billing zip|shipping zip|billing postal code|우편번호|"
            "신우편번호",
            _postcode_like,
        ),
        _field(
            "lon", _("longitude"), "float8", longitude, "longitude|lng|long|x|x coord|경도|좌표x|x좌표", _within(180)
        ),
        _field("lat", _("latitude"), "float8", latitude, "latitude|y|y coord|위도|좌표y|y좌표", _within(90)),
        _field(
            "revenue_12m",
            _("revenue, 12 months"),
            "float8",
            amount,
            "revenue|revenue 12m|12 month revenue|12 months revenue|sales|annual revenue|ttm revenue|net sales|"
            "revenue ttm|sales 12m|매출|매출액|연매출|12개월매출|매출12개월|실적",
            is_number,
        ),
        _field(
            "potential",
            _("potential"),
            "float8",
            not_negative,
            "potential revenue|opportunity|annual potential|잠재매출|잠재|잠재력|예상매출",
            is_number,
        ),
        _field(
            "tier",
            _("tier"),
            "text",
            one_of(_TIERS, _("A, B, C or D")),
            "class|segment|grade|account tier|abc|rating|등급|거래처등급|고객등급|거래등급",
            _in(_TIERS),
        ),
        _field(
            "visits_per_year",
            _("visits a year"),
            "float8",
            not_negative,
            "visits|visit frequency|calls per year|call frequency|calls|frequency|방문횟수|연방문|방문수|방문빈도|"
            "연간방문횟수",
            is_number,
        ),
        _field(
            "minutes_per_visit",
            _("minutes a visit"),
            "float8",
            not_negative,
            "minutes|visit minutes|call minutes|duration|minutes per call|방문시간|방문분|분",
            is_number,
        ),
        _field(
            "kind",
            _("customer or prospect"),
            "text",
            one_of(_KINDS, _("customer or prospect")),
            "type|account type|customer type|구분|거래구분|거래처구분",
            _in(_KINDS),
        ),
        _field(
            "status",
            _("status"),
            "text",
            one_of(_STATUS, _("active or closed")),
            "account status|상태|영업상태|거래상태",
            _in(_STATUS),
        ),
        _field("field_covered", _("visited in the field"), "bool", flag, "field|visited|방문대상|현장방문"),
        _field(
            "industry",
            _("industry"),
            "text",
            text_up_to(100),
            "sector|vertical|sic|naics|업종|업태|상권업종소분류명|산업",
        ),
        _field(
            "address",
            _("address"),
            "text",
            text_up_to(300),
            "street|address 1|address line 1|billing street|street address|주소|도로명주소|사업장주소",
        ),
        _field("city", _("city"), "text", text_up_to(120), "town|billing city|시군구|시군구명|도시"),
        _field("country", _("country"), "text", country, "country code|billing country|국가"),
        _field(
            "is_national", _("national account"), "bool", flag, "national|key account|national account|ka|본사관리|체인"
        ),
        _field(
            "family",
            _("account family"),
            "text",
            text_up_to(120),
            "parent|parent account|group|chain|headquarters|ultimate parent|그룹사|본점|체인명|모회사",
        ),
    ]
}


def guesses() -> dict[str, Guess]:
    """How each field may be recognised."""
    return {key: field.guess for key, field in FIELDS.items()}
