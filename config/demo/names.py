# ruff: noqa: SIM905
"""Made-up names of people and companies."""

from __future__ import annotations

import numpy as np

FIRST = (
    "Ada Ben Cleo Dan Ella Finn Gina Hugo Iris Jack Kira Leon Maya Noah Olga Paul Quinn Rosa Sam Tara Uma Vera Will "
    "Yara Zoe Amir Beth Carl Dora Ezra"
).split()
LAST = (
    "Abbott Brandt Castillo Dawson Ekberg Ferris Grant Hale Ibarra Jensen Keller Lowell Mercer Norris Okafor Pruitt "
    "Quigley Ramsey Sutter Tanaka Underhill Vance Whitlock Xiong Yates Zeller"
).split()
SURNAMES = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍".split()
GIVEN = (
    "민수 서준 지훈 현우 도윤 예준 시우 주원 지호 준서 수빈 지민 서연 하은 민서 유진 채원 다은 예린 수아 은지 "
    "태양 성호 영진 동현 상민 재영 혜진 미경 선영"
).split()
COMPANY = (
    "Alder Beacon Cobalt Drift Ember Falcon Granite Harbor Indigo Juniper Keystone Laurel Meridian Northway Oakline "
    "Pioneer Quarry Ridge Summit Timber Union Vista Willow Yellowstone Zenith Anchor Birch Cedar Delta Evergreen"
).split()
TRADE = {
    "Manufacturing": "Works Tooling Fabrication Castings Plastics".split(),
    "Healthcare": "Clinic Medical Care Health Dental".split(),
    "Construction": "Builders Contracting Concrete Roofing Homes".split(),
    "Food & beverage": "Foods Kitchens Brewing Bakery Provisions".split(),
    "Logistics": "Freight Logistics Haulage Storage Couriers".split(),
    "Retail": "Outfitters Supply Market Hardware Stores".split(),
    "Services": "Partners Group Consulting Solutions Services".split(),
    "Agriculture": "Farms Growers Feed Orchards Dairy".split(),
}
SHOP_FIRST = (
    "바다 항구 언덕 동백 갈매기 은빛 푸른 햇살 노을 돌담 솔밭 파도 달빛 새벽 들꽃 강변 고운 참 큰 옛 우리 다정 한아름 "
    "온 별 하늘 구름 나루 여울 봄"
).split()
SHOP_LAST = {
    "한식": "식당 밥상 국밥 한상 찌개 곰탕".split(),
    "횟집": "횟집 수산 활어 회센터".split(),
    "카페": "커피 다방 카페 로스터스".split(),
    "주점": "포차 호프 주막 선술집".split(),
    "치킨": "치킨 통닭 닭강정".split(),
    "분식": "분식 김밥 떡볶이".split(),
    "마트": "마트 슈퍼 상회 식자재".split(),
    "기타": "집 가게 정 관 당 옥".split(),
}


def people(count: int, rng: np.random.Generator) -> list[str]:
    """`count` different English names."""
    pairs = rng.permutation(len(FIRST) * len(LAST))[:count]
    return [f"{FIRST[pair % len(FIRST)]} {LAST[pair // len(FIRST)]}" for pair in pairs]


def korean_people(count: int, rng: np.random.Generator) -> list[str]:
    """`count` different Korean names."""
    pairs = rng.permutation(len(SURNAMES) * len(GIVEN))[:count]
    return [f"{SURNAMES[pair % len(SURNAMES)]}{GIVEN[pair // len(SURNAMES)]}" for pair in pairs]


def companies(industries: np.ndarray, rng: np.random.Generator) -> list[str]:
    """A company name for each industry given; names may repeat, as they do."""
    heads = rng.integers(len(COMPANY), size=(len(industries), 2))
    tails = rng.integers(5, size=len(industries))
    return [
        f"{COMPANY[a]} {TRADE[industry][tail]}" if a == b else f"{COMPANY[a]} {COMPANY[b]} {TRADE[industry][tail]}"
        for (a, b), tail, industry in zip(heads, tails, industries, strict=True)
    ]


def shops(kinds: np.ndarray, rng: np.random.Generator) -> list[str]:
    """A Korean shop name for each kind given (a key of SHOP_LAST)."""
    heads = rng.integers(len(SHOP_FIRST), size=(len(kinds), 2))
    tails = rng.integers(100, size=len(kinds))
    return [
        f"{SHOP_FIRST[a]}{SHOP_FIRST[b] if a != b else ''} {SHOP_LAST[kind][tail % len(SHOP_LAST[kind])]}"
        for (a, b), tail, kind in zip(heads, tails, kinds, strict=True)
    ]
