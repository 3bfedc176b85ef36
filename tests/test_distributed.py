"""A cluster finds what one process finds, byte for byte."""

import json
import pickle
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpuslint import Config, fix_text, rulebook
from corpuslint.checking.check import check_documents, check_files
from corpuslint.cli import main
from corpuslint.fixing import shelf
from corpuslint.policy import Policy
from corpuslint.report.contract import dumps, row
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

pa = pytest.importorskip("pyarrow")
arrow = pytest.importorskip("corpuslint.arrow")
distributed = pytest.importorskip("corpuslint.checking.distributed")

RULESET = Ruleset([rule for rule in rulebook.shipped() if rule.default])
TEXTS = [
    "会议于2020年08月03日召开。",
    "中国—东盟合作。",
    "中国—东盟中心。",
    "双方推动中国-东盟合作。",
    "",
    "好。\n&nbsp;坏\n",
] * 5
TEXTS += ["開會於2020-08-03，環境與發展國際會議在這裡舉行。", "开会于2020年8月4日。"] * 2
COLUMNS = arrow.Columns("text", "path", "record")
RECORDS = {"text": TEXTS, "path": ["a.jsonl"] * len(TEXTS), "record": list(range(1, len(TEXTS) + 1))}


def batches(size: int) -> list[Any]:
    return pa.table(RECORDS).to_batches(max_chunksize=size)


def local() -> list[str]:
    documents = [Raw("a.jsonl", text.encode(), number) for number, text in enumerate(TEXTS, 1)]
    return [dumps(row(finding)) for finding in check_documents(documents, RULESET).findings]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_arrow_batches_give_the_findings_of_one_process(size: int) -> None:
    counts = [arrow.count(batch, RULESET, COLUMNS) for batch in batches(size)]
    decisions = arrow.decide(reversed(counts), RULESET)
    found = [arrow.check(batch, RULESET, decisions, COLUMNS) for batch in batches(size)]
    assert [line for batch in found for line in batch.column("json").to_pylist()] == local()
    assert local()
    assert all(batch.schema == arrow.findings_schema() for batch in found)


def test_a_corpus_rule_takes_part() -> None:
    assert {"NAM001", "DAT002"} <= {json.loads(line)["code"] for line in local()}


def test_stale_decisions_are_refused() -> None:
    decisions = arrow.decide([], RULESET)
    other = Ruleset(RULESET.rules, Policy(script="simplified"))
    with pytest.raises(arrow.StaleError):
        arrow.check(batches(9)[0], other, decisions, COLUMNS)


def test_a_rule_set_travels() -> None:
    RULESET.scanner.scan("会议于2020年08月03日召开。".encode() * 4000)
    there = pickle.loads(pickle.dumps(RULESET))
    assert arrow.name_of(there) == arrow.name_of(RULESET)
    documents = [Raw("a.jsonl", text.encode(), number) for number, text in enumerate(TEXTS, 1)]
    assert check_documents(documents, there).findings == check_documents(documents, RULESET).findings


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    from pyarrow import parquet

    monkeypatch.setattr("corpuslint.containers.PIECE", 400)
    parquet.write_table(pa.table({"text": TEXTS}), tmp_path / "a.parquet", row_group_size=6)
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in TEXTS]
    (tmp_path / "b.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text(TEXTS[0], encoding="utf-8")
    return [tmp_path / name for name in ("a.parquet", "b.jsonl", "c.txt")]


def test_processes_find_what_one_process_finds(corpus: list[Path]) -> None:
    expected = check_files(corpus, RULESET)
    assert expected.documents == 2 * len(TEXTS) + 1
    assert check_files(corpus, RULESET, jobs=2) == expected


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    ray = pytest.importorskip("ray")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ray.init(num_cpus=2, object_store_memory=256 << 20, include_dashboard=False, log_to_driver=False)
        yield ray
        ray.shutdown()


@pytest.mark.usefixtures("ray")
@pytest.mark.filterwarnings("ignore")
def test_ray_finds_what_one_process_finds(corpus: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributed, "_WINDOW", 30_000)
    assert check_files(corpus, RULESET, run=distributed.ordered) == check_files(corpus, RULESET)


def run(*arguments: str, capture: Any) -> tuple[int, str, str]:
    capture.readouterr()
    status = main(["--lang", "en", *arguments])
    return (status, *capture.readouterr())


@pytest.mark.usefixtures("ray")
@pytest.mark.filterwarnings("ignore")
def test_commands_on_ray_are_those_on_this_machine(
    corpus: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shelf, "PAYS", 0)
    monkeypatch.setattr(shelf, "BATCH", 300)
    names = [file.name for file in corpus]
    for form in ("json", "full"):
        local, there = (
            run("check", *names, "--isolated", "--output-format", form, *engine, capture=capfd)
            for engine in ([], ["--engine", "ray"])
        )
        assert local == there
    for folder, engine in (("local", []), ("there", ["--engine", "ray"])):
        assert run("fix", *names, "--isolated", "--unsafe-fixes", "--output", folder, *engine, capture=capfd)[0] == 0
    written = sorted(each.relative_to("local") for each in Path("local").rglob("*") if each.is_file())
    assert len(written) == 5
    for name in written:
        assert (Path("local") / name).read_bytes() == (Path("there") / name).read_bytes(), name


def example(name: str) -> str:
    """An example of the guide."""
    guide = (Path(arrow.__file__).parent / "guide" / "scale.md").read_text(encoding="utf-8")
    found = re.search(rf"```python {name}\n(.*?)```", guide, re.DOTALL)
    assert found
    assert len(found[1].splitlines()) <= 26
    return found[1]


@pytest.mark.filterwarnings("ignore")
def test_spark_finds_what_one_process_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sql = pytest.importorskip("pyspark.sql")
    from pyarrow import parquet

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYSPARK_DRIVER_PYTHON", sys.executable)
    monkeypatch.chdir(tmp_path)
    parquet.write_table(pa.table(RECORDS), "corpus.parquet", row_group_size=7)
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "4").getOrCreate()
    try:
        exec(compile(example("spark"), "scale.md", "exec"), {})
        found = parquet.read_table("findings.parquet").to_pylist()
    finally:
        spark.stop()
    order = sorted(found, key=lambda row: (row["record"], row["start"], row["end"], row["code"]))
    assert [row["json"] for row in order] == local()


@pytest.mark.filterwarnings("ignore")
def test_datatrove_fixes_what_fix_fixes() -> None:
    data = pytest.importorskip("datatrove.data")
    made: dict[str, Any] = {}
    exec(compile(example("datatrove"), "scale.md", "exec"), made)
    documents = [data.Document(text=text, id=str(number)) for number, text in enumerate(TEXTS)]
    fixed = list(made["Corpuslint"]().run(iter(documents)))
    assert [each.id for each in fixed] == [str(number) for number in range(len(TEXTS))]
    assert [each.text for each in fixed] == [fix_text(text) for text in TEXTS]


def test_a_batch_is_fixed_and_the_rest_of_it_kept() -> None:
    rules = arrow.rules(scope="file")
    table = {"id": [1, 2, 3], "text": ["会议于2020年08月03日召开。", None, "好。"]}
    batch = pa.RecordBatch.from_pydict(table).replace_schema_metadata({"a": "b"})
    fixed = arrow.fix(batch, rules)
    assert fixed.schema.equals(batch.schema, check_metadata=True)
    assert fixed.to_pydict() == {**table, "text": ["会议于2020年8月3日召开。", None, "好。"]}
    assert arrow.fix(fixed, rules) is fixed
    with pytest.raises(ValueError, match="rules about the corpus cannot fix batches"):
        arrow.fix(batch, arrow.rules())


def test_a_rule_that_crashes_on_a_record_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = arrow.rules(Config(select=("DAT002",)), scope="file")
    monkeypatch.setattr("corpuslint.engine.detector", lambda _rule: lambda *_: 1 // 0)
    with pytest.raises(arrow.CrashError, match="rule DAT002 crashed on '会议于2020"):
        arrow.fix(pa.RecordBatch.from_pydict({"text": TEXTS[:1]}), rules)
