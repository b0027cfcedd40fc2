"""Account files from strangers: what they may hold, what is said about them, and that nothing changes until loaded."""

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.customers import tasks
from accounts.customers.models import Account, ImportJob, Placement, PostcodePlace, Visit
from common.models import AuditRecord
from people.models import FieldForce
from tests.accounts.conftest import Market

IMPORTS = "/api/v1/imports"
GOOD = """Account ID,Company,ZIP,Sales Rep,Revenue,Tier
n1,New One,66001,rita,"1,200",A
n2,New Two,66002,HOUSE,300,B
n3,New Three,66003,ron,,C
"""


def upload(market: Market, content: bytes | str, name: str = "accounts.csv", who: str = "paula", **more: str):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    body = {"kind": "accounts", "file": file, "field_force": "team", **more}
    return market.cast.client(who).post(IMPORTS, body, format="multipart")


def check(
    market: Market, content: bytes | str, mapping: dict[str, str] | None = None, partial: bool = False, **more: str
):
    job = upload(market, content, **more)
    assert job.status_code == 201, job.json()
    body = {"mapping": mapping or job.json()["mapping"], "partial": partial}
    return market.cast.client("paula").patch(f"{IMPORTS}/{job.json()['id']}", body)


def load(market: Market, checked):
    return market.cast.client("paula").post(f"{IMPORTS}/{checked.json()['id']}/load")


def adds_up(report: dict) -> bool:
    return report["rows"] == report["new"] + report["changed"] + report["unchanged"] + report["rejected"]


def test_a_good_file_is_understood_checked_and_loaded(market: Market) -> None:
    job = upload(market, GOOD).json()
    assert job["mapping"] == {
        "code": "Account ID",
        "name": "Company",
        "postcode": "ZIP",
        "owner": "Sales Rep",
        "revenue_12m": "Revenue",
        "tier": "Tier",
    }
    assert job["layout"]["encoding"] == "utf-8" and job["layout"]["columns"][0]["samples"] == ["n1", "n2", "n3"]
    checked = check(market, GOOD)
    report = checked.json()["report"]
    assert (report["rows"], report["new"], report["rejected"]) == (3, 3, 0) and adds_up(report)
    assert not Account.objects.filter(code="n1").exists()
    loaded = load(market, checked)
    assert loaded.json()["state"] == "loaded"
    one = Account.objects.get(code="n1")
    assert (one.revenue_12m, one.tier, one.owner, one.name) == (1200, "A", "rita", "New One")
    assert one.workload_hours == 24 * 45 / 60 and one.currency == "USD" and not one.synthetic
    assert AuditRecord.objects.filter(verb="import_load", facts__new=3).exists()


def test_loading_again_changes_nothing(market: Market) -> None:
    load(market, check(market, GOOD))
    report = check(market, GOOD).json()["report"]
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 3)


def test_changed_rows_are_counted_and_unmapped_fields_kept(market: Market) -> None:
    load(market, check(market, GOOD))
    Account.objects.filter(code="n1").update(city="Topeka", visits_per_year=99)
    text = "id,revenue\nn1,5\nn2,300\nnew,1\n"
    checked = check(market, text)
    report = checked.json()["report"]
    assert (report["new"], report["changed"], report["unchanged"]) == (1, 1, 1)
    load(market, checked)
    one = Account.objects.get(code="n1")
    assert (one.revenue_12m, one.city, one.name, one.visits_per_year) == (5, "Topeka", "New One", 99)
    assert Account.objects.get(code="new").name == "new"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_korean_file(market: Market, encoding: str) -> None:
    text = (
        "거래처코드\t거래처명\t우편번호\t영업담당자\t등급\t연매출\t경도\t위도\n"
        "K1\t가나 식당\t6100\t김민수\tA등급\t1,200,000원\t129.05\t35.15\n"
    )
    job = upload(market, text.encode(encoding)).json()
    assert job["mapping"] == {
        "code": "거래처코드",
        "name": "거래처명",
        "postcode": "우편번호",
        "owner": "영업담당자",
        "tier": "등급",
        "revenue_12m": "연매출",
        "lon": "경도",
        "lat": "위도",
    }
    FieldForce.objects.filter(key="team").update(currency="KRW")
    checked = check(market, text.encode(encoding))
    assert checked.json()["report"]["repairs"]["counts"] == {"leading_zero_restored": 1, "thousands_separator": 1}
    load(market, checked)
    made = Account.objects.get(code="K1")
    assert (made.postcode, made.revenue_12m, made.tier) == ("06100", 1_200_000, "A")
    assert (made.location.x, made.location.y) == (129.05, 35.15)


def test_a_spreadsheet(market: Market, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate(csv.reader(io.StringIO(GOOD))):
        sheet.write_row(number, 0, row)
    sheet.write_row(4, 0, ["n4", "Boston Ltd", 2134, "ron", 12.5, "D"])
    book.close()
    checked = check(market, path.read_bytes(), name="a.xlsx")
    assert checked.json()["report"]["repairs"]["counts"]["leading_zero_restored"] == 1
    load(market, checked)
    made = Account.objects.get(code="n4")
    assert (made.postcode, made.revenue_12m, made.field_covered) == ("02134", 12.5, False)


BAD_ROWS = {
    "missing key": ("code,name\n,x\ngood,y\n", 2, "code", "missing"),
    "duplicate key": ("code,name\na1,x\na2,x\na1,y\n", 4, "code", "already in row 2"),
    "not a number": ("code,revenue\na1,lots\n", 2, "revenue", "not a number"),
    "a negative effort": ("code,visits per year\na1,-3\n", 2, "visits per year", "negative"),
    "longitude out of range": ("code,lon,lat\na1,200,10\n", 2, "lon", "out of range"),
    "latitude out of range": ("code,lon,lat\na1,10,195\n", 2, "lat", "out of range"),
    "swapped": ("code,lon,lat\na1,35.1,129.0\n", 2, "lon, lat", "swapped"),
    "half a coordinate": ("code,lon,lat\na1,129.0,\n", 2, "lon, lat", "Only one"),
    "null island": ("code,lon,lat\na1,0,0\n", 2, "lon, lat", "sea"),
    "unknown tier": ("code,tier\na1,A\na2,B\na3,C\na4,gold\n", 5, "tier", "not known"),
    "unknown country": ("code,country\na1,US\na2,Atlantis\na3,KR\n", 3, "country", "not known"),
    "unknown flag": ("code,national\na1,perhaps\n", 2, "national", "neither yes nor no"),
    "too long": ("code,name\na1," + "x" * 300 + "\n", 2, "name", "too long"),
    "short row": ("code,name,city\na1\na2,b,c\n", 2, "", "1 cells"),
    "long row": ("code,name\na1,b,c\n", 2, "", "3 cells"),
    "broken quotation": ('code,name\na1,"b"c\na2,d\n', 2, "", "quotation"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_each_bad_row_is_named_with_field_value_and_reason(market: Market, case: str) -> None:
    text, row, field, message = BAD_ROWS[case]
    checked = check(market, text)
    report = checked.json()["report"]
    assert report["rejected"] == 1 and adds_up(report), report
    error = report["errors"][0]
    assert (error["row"], error["field"]) == (row, field) and message in error["message"]
    before = Account.objects.count()
    refused = load(market, checked)
    assert refused.status_code == 422 and refused.json()["code"] == "rows_rejected"
    assert refused.json()["errors"][0]["row"] == row
    assert Account.objects.count() == before


def test_swapped_coordinates_are_noticed_against_the_ground(market: Market) -> None:
    # A box in which turning a point round leaves valid degrees, as it does in the western United States.
    market.geography.bbox = [60.0, 20.0, 80.0, 40.0]
    market.geography.save(update_fields=["bbox"])
    text = "code,lon,lat\nright,70,30\nturned,30,70\nelsewhere,5,5\n"
    report = check(market, text, geography="three-by-three").json()["report"]
    assert [error["row"] for error in report["errors"]] == [3] and "swapped" in report["errors"][0]["message"]
    assert "70, 30" in report["errors"][0]["expected"]


def test_good_rows_alone_by_choice_and_the_bad_ones_as_a_file(market: Market) -> None:
    text = "code,name,revenue\na1,=cmd,1\na2,ok,many\na2,ok,5\na3,x\n"
    checked = check(market, text, partial=True)
    assert checked.json()["report"]["rejected"] == 2 and checked.json()["has_rejected"]
    load(market, checked)
    assert set(Account.objects.filter(imported_by=checked.json()["id"]).values_list("code", flat=True)) == {"a1", "a2"}
    answer = market.cast.client("paula").get(f"{IMPORTS}/{checked.json()['id']}/rejected.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["row", "reason", "code", "name", "revenue"]
    assert rows[1][0] == "3" and "not a number" in rows[1][1] and rows[1][2:] == ["a2", "ok", "many"]
    assert rows[2][0] == "5" and "2 cells" in rows[2][1]


def test_an_account_of_another_team_is_not_touched(market: Market) -> None:
    other = FieldForce.objects.get(key="other")
    Account.objects.create(code="theirs", name="Theirs", field_force=other)
    report = check(market, "code,name\ntheirs,Mine now\n").json()["report"]
    assert report["rejected"] == 1 and "another sales team" in report["errors"][0]["message"]


def test_wrong_columns_are_asked_for(market: Market) -> None:
    job = upload(market, "colour,shape\nred,round\n").json()
    assert job["mapping"] == {}
    client = market.cast.client("paula")
    missing = client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"name": "shape"}})
    assert missing.status_code == 422 and "account number" in missing.json()["detail"]
    unknown = client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"code": "size"}})
    assert unknown.json()["code"] == "unknown_column" and "colour, shape" in unknown.json()["detail"]
    half = client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"code": "colour", "lon": "shape"}})
    assert half.json()["code"] == "column_missing"
    odd = client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"taste": "shape"}})
    assert odd.json()["code"] == "unknown_field"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (bytes(range(256)) * 9, "not_a_table"),
        (b"code,name\n", "no_rows"),
        (b"PK\x03\x04nonsense", "bad_spreadsheet"),
        (b'code,name\n1,"a\n2,b\n', "unclosed_quote"),
    ],
)
def test_what_is_no_table_is_refused_and_not_kept(market: Market, content: bytes, code: str) -> None:
    refused = upload(market, content)
    assert refused.status_code == 422 and refused.json()["code"] == code
    assert not ImportJob.objects.exists()


def test_a_file_over_the_limit_is_refused(market: Market, settings: object) -> None:
    settings.IMPORT_MAX_MB = 0.001  # type: ignore[attr-defined]
    refused = upload(market, b"code\n" + b"x" * 2000)
    assert refused.json()["code"] == "file_too_large"


def test_where_the_accounts_would_lie_adds_up_to_the_file(market: Market) -> None:
    for postcode, unit, exact in (("66001", "a", True), ("02134", "b", True), ("66099", "c", False)):
        PostcodePlace.objects.create(
            geography=market.geography, postcode=postcode, exact=exact, unit=market.geography.units.get(code=unit)
        )
    text = "code,zip\np1,66001\np2,2134\np3,66099\np4,\np5,K1A 0B1\np6,99999\np7,66001-1234\n"
    checked = check(market, text, geography="three-by-three")
    report = checked.json()["report"]
    assert report["placement"] == {"postcode": 3, "enclosed": 1, "no_place": 1, "abroad": 1, "unknown_postcode": 1}
    assert sum(report["placement"].values()) == report["rows"] - report["rejected"] == 7
    assert report["repairs"]["counts"] == {"leading_zero_restored": 1, "canadian_postcode": 1, "zip_plus_4_cut": 1}
    assert not Account.objects.filter(code="p1").exists()
    assert load(market, checked).json()["report"]["placement"] == report["placement"]
    assert Placement.objects.filter(account__code__startswith="p").count() == 4


def test_undo_takes_everything_back(market: Market) -> None:
    before = list(Account.objects.order_by("code").values("code", "name", "revenue_12m", "location", "tier"))
    text = "code,name,revenue,lon,lat\nacc-a,Renamed,7,-96.9,38.9\nbrand-new,New,1,,\n"
    loaded = load(market, check(market, text, geography="three-by-three"))
    assert Account.objects.get(code="acc-a").name == "Renamed"
    undone = market.cast.client("paula").post(f"{IMPORTS}/{loaded.json()['id']}/undo")
    assert undone.json()["state"] == "undone"
    assert list(Account.objects.order_by("code").values("code", "name", "revenue_12m", "location", "tier")) == before
    again = market.cast.client("paula").post(f"{IMPORTS}/{loaded.json()['id']}/undo")
    assert again.status_code == 409


def test_undo_stops_at_what_was_built_on_it(market: Market) -> None:
    first = load(market, check(market, "code,name\nx1,One\n"))
    second = load(market, check(market, "code,name\nx1,Two\n"))
    client = market.cast.client("paula")
    refused = client.post(f"{IMPORTS}/{first.json()['id']}/undo")
    assert refused.status_code == 409 and refused.json()["code"] == "import_built_upon"
    client.post(f"{IMPORTS}/{second.json()['id']}/undo")
    Visit.objects.create(account=Account.objects.get(code="x1"), on="2026-01-01")
    assert client.post(f"{IMPORTS}/{first.json()['id']}/undo").json()["code"] == "import_lived_in"


@pytest.mark.parametrize(("who", "status"), [("mia", 403), ("rita", 403), ("stranger", 404), ("adam", 201)])
def test_who_may_import(market: Market, who: str, status: int) -> None:
    assert upload(market, GOOD, who=who).status_code == status


def test_imports_of_others_are_not_seen(market: Market) -> None:
    job = upload(market, GOOD).json()
    for who in ("mia", "rita", "stranger"):
        assert market.cast.client(who).get(f"{IMPORTS}/{job['id']}").status_code == 404
        assert market.cast.client(who).post(f"{IMPORTS}/{job['id']}/load").status_code == 404
    assert market.cast.client("adam").get(IMPORTS).json()["count"] == 1


def test_a_large_file_goes_to_the_queue_and_comes_back(
    market: Market, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_BACKGROUND_MB = 0  # type: ignore[attr-defined]
    queued: list[tuple] = []
    monkeypatch.setattr(tasks.check, "delay", lambda *args: queued.append(args))
    monkeypatch.setattr(tasks.load, "delay", lambda *args: queued.append(args))
    checked = check(market, GOOD)
    assert checked.status_code == 202 and checked.json()["state"] == "checking"
    assert load(market, checked).status_code == 409
    tasks.check(*queued.pop())
    assert load(market, checked).json()["state"] == "loading"
    again = queued[0]
    tasks.load(*queued.pop())
    tasks.load(*again)
    job = ImportJob.objects.get(pk=checked.json()["id"])
    assert job.state == "loaded" and job.report["new"] == 3 and Account.objects.filter(code="n1").count() == 1


def test_what_was_understood_can_be_corrected(market: Market) -> None:
    job = upload(market, "id,alias,town\nq1,One,Here\n").json()
    client = market.cast.client("paula")
    client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"code": "id", "name": "town"}})
    again = client.patch(f"{IMPORTS}/{job['id']}", {"mapping": {"code": "id", "name": "alias"}})
    load(market, again)
    assert Account.objects.get(code="q1").name == "One"
