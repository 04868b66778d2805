from __future__ import annotations

import gzip

import pytest

from corridor.errors import InputRefused
from corridor.exchange import lines
from corridor.exchange.table import fold, number, read_table


def table_of(tmp_path, data, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_table(path)


def values(table):
    return [row.values for row in table.rows]


def codes(table):
    return [(p.code, p.line, p.fatal) for p in table.problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_marks_and_line_ends(tmp_path, delimiter, bom, end):
    text = end.join([f"id{delimiter} Name ", f"a{delimiter}Соледар", "", f"b{delimiter}"]) + end
    table = table_of(tmp_path, bom + text.encode())
    assert table.columns == ("id", "name")
    assert values(table) == [{"id": "a", "name": "Соледар"}, {"id": "b", "name": ""}]
    assert [row.line for row in table.rows] == [2, 4]
    assert table.problems == ()


@pytest.mark.parametrize(
    ("codec", "said"),
    [("cp1251", "Windows-1251"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_other_encodings_are_read_with_a_warning(tmp_path, codec, said):
    table = table_of(tmp_path, "id;name\na;Бахмут\nb;Часів Яр\n".encode(codec))
    assert values(table) == [{"id": "a", "name": "Бахмут"}, {"id": "b", "name": "Часів Яр"}]
    (problem,) = table.problems
    assert problem.code == "table.encoding"
    assert not problem.fatal
    assert said in problem.reason
    assert "UTF-8" in problem.remedy


def test_hxl_row_is_passed_over_once(tmp_path):
    table = table_of(tmp_path, "id,lat\n#loc+id,#geo+lat\na,1\n#odd,#row\n")
    assert values(table) == [{"id": "a", "lat": "1"}, {"id": "#odd", "lat": "#row"}]


def test_excel_separator_line(tmp_path):
    table = table_of(tmp_path, "sep=;\nid;a,b\n1;2\n")
    assert values(table) == [{"id": "1", "a,b": "2"}]


def test_gzip_by_its_bytes_and_truncated(tmp_path):
    packed = gzip.compress(("id,n\n" + "".join(f"{i},{i * 7919}\n" for i in range(20000))).encode())
    assert len(table_of(tmp_path, packed).rows) == 20000
    short = table_of(tmp_path, packed[: len(packed) // 2], "u.csv.gz")
    assert 0 < len(short.rows) < 20000
    assert short.problems[-1].code == "table.truncated"


def test_quotes(tmp_path):
    table = table_of(tmp_path, 'id,name\na,"x, ""y""\nz"\nb,5" pipe\nc,"open\nd,fine\n')
    assert values(table) == [
        {"id": "a", "name": 'x, "y"\nz'},
        {"id": "b", "name": '5" pipe'},
        {"id": "d", "name": "fine"},
    ]
    assert codes(table) == [("table.quote", 5, True)]
    assert table.rows[-1].line == 6


def test_ragged_rows(tmp_path):
    table = table_of(tmp_path, "id,name,n\na,b,1,\nb\nc,x,1,extra\n")
    assert values(table) == [{"id": "a", "name": "b", "n": "1"}, {"id": "b", "name": "", "n": ""}]
    assert codes(table) == [("table.short_row", 3, False), ("table.ragged", 4, True)]
    assert "extra" not in str(table.problems[1])


def test_nul_duplicate_and_empty(tmp_path):
    table = table_of(tmp_path, b"id,lat,Latitude\na,1,2\nb\x00,1,2\n")
    assert values(table) == [{"id": "a", "lat": "1"}]
    assert codes(table) == [("table.duplicate_column", 1, True), ("table.nul", 3, True)]
    assert codes(table_of(tmp_path, b"")) == [("table.empty", None, True)]
    assert codes(table_of(tmp_path, b"\n \n;;\n")) == [("table.empty", None, True)]


def test_overlong_line_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    table = table_of(tmp_path, "id\na\n" + "x" * 5000 + "\nb\n")
    assert values(table) == [{"id": "a"}, {"id": "b"}]
    assert codes(table) == [("table.line_too_long", 3, True)]
    assert table.rows[-1].line == 4


def test_endless_gzip_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_CHARACTERS", 100_000)
    with pytest.raises(InputRefused) as refused:
        table_of(tmp_path, gzip.compress(b"id\n" + b"\0" * 3_000_000), "t.csv.gz")
    assert refused.value.code == "table.too_large"


@pytest.mark.parametrize(("data", "code"), [(b"PK\x03\x04rest", "table.spreadsheet"), (None, "file.missing")])
def test_not_a_table(tmp_path, data, code):
    if data is not None:
        (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(InputRefused) as refused:
        read_table(tmp_path / "t.csv")
    assert refused.value.code == code


def test_problems_beyond_the_limit_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_PROBLEMS", 3)
    table = table_of(tmp_path, "id\n" + "a,b\n" * 10)
    assert len(table.problems) == 4
    assert "7" in table.problems[-1].reason


@pytest.mark.parametrize(
    ("text", "comma", "value"), [("48,5", True, 48.5), (" 48.5", False, 48.5), ("-1e3", True, -1000)]
)
def test_number(text, comma, value):
    assert number(text, comma) == value


@pytest.mark.parametrize("text", ["48,5", "nan", "inf", "", "1,000,000", "x"])
def test_no_number(text):
    with pytest.raises(ValueError, match=r".*"):
        number(text)


def test_fold():
    assert fold("\ufeff Ask-Again  date ") == "ask_again_date"
