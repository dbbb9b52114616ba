# magpie bench: its options, its two reports, its texts
. "$SOURCE/tests/cli/lib.sh"
run 0 "$MAGPIE" bench --help
has out 'Usage: magpie bench'

# The texts: of the wanted size, the same twice, one file each.
mkdir one two
run 0 "$MAGPIE" bench --megabytes 1 --corpus prose,records --write one
run 0 "$MAGPIE" bench --megabytes 1 --corpus prose,records --write two
is 'people.jsonl prose.txt' "$(ls one | xargs)" 'texts written'
same one/prose.txt two/prose.txt
same one/people.jsonl two/people.jsonl
is 1 "$(($(wc -c <one/prose.txt) >> 20))" 'megabytes of prose'
run 2 "$MAGPIE" bench --corpus prose --megabytes 1 --write missing/folder
has err 'missing/folder'

# How many findings a kilobyte holds is part of what was measured: 20 and more in records, hardly any in prose.
run 0 "$MAGPIE" bench --megabytes 1 --corpus prose,records --repeat 1
has out 'finds/KB'
is 'prose records' "$(awk 'NR > 1 { print $1 }' out | xargs)" 'rows of the table'
is 'few many' "$(awk 'NR > 1 { print ($(NF - 1) > 15 ? "many" : $(NF - 1) < 0.1 ? "few" : "neither") }' out | xargs)" 'findings per KB'

# As JSON, with everything that can be measured; the files are gone afterwards.
mkdir temporary
head -c 100000 one/people.jsonl >sample.jsonl
run 0 env TMPDIR="$PWD/temporary" "$MAGPIE" bench --repeat 2 --threads 2 --end-to-end --stages --identifier NAME \
    --format json sample.jsonl
python3 - out <<'PYTHON' || fail 'the JSON report'
import json, sys
rows = json.load(open(sys.argv[1]))["results"]
ways = {(row["way"], row["threads"], row.get("identifier"), row.get("without")) for row in rows}
whole = {(way, threads, None, None) for way in ("memory", "files", "windows", "values", "find") for threads in (1, 2)}
single = {("memory", threads, "NAME", None) for threads in (1, 2)} | {("memory", threads, None, "NAME") for threads in (1, 2)}
assert ways == whole | single, ways
found = {(row["way"], row.get("identifier"), row.get("without")): row["findings"] for row in rows}
assert found["memory", None, None] == found["files", None, None] > 100, found
assert found["memory", None, None] == found["memory", "NAME", None] + found["memory", None, "NAME"], found
assert found["windows", None, None] == found["values", None, None] == found["find", None, None] == 0
for row in rows:
    assert 0 < row["slowest_gb_per_s"] <= row["gb_per_s"] <= row["fastest_gb_per_s"], row
    assert abs(row["times_memcpy"] * row["memcpy_gb_per_s"] / row["gb_per_s"] - 1) < 0.01, row
    assert 0.1 < row["cycles_per_byte"] * row["gb_per_s"] / row["threads"] < 10, row  # clock of the processor in GHz
    assert abs(row["findings_per_kb"] * row["bytes"] / 1000 - row["findings"]) < 1, row
    assert ("adds_ns_per_byte" in row) == ("without" in row)
PYTHON
is '' "$(ls temporary)" 'files left behind'
run 2 env TMPDIR="$PWD/missing" "$MAGPIE" bench --megabytes 1 --corpus prose --end-to-end
has err 'a temporary folder cannot be made'

# Adversarial texts come in two sizes, which one row compares.
run 0 "$MAGPIE" bench --adversarial --corpus digits,blanks --repeat 1 --format json
is '2 2' "$(grep -c '"corpus"' out) $(grep -c '"growth"' out)" 'rows and growths'
run 0 "$MAGPIE" bench --corpus adversarial --megabytes 1 --corpus deep-json,json-one-object --write two
run 0 python3 -c 'import json; [json.load(open("two/" + name + ".json")) for name in ("deep-json", "json-one-object")]'

# One line that is longer than what is held of it: as long as asked for, measured in memory and in a file, and written.
run 0 "$MAGPIE" bench --adversarial --corpus one-line --megabytes 6 --repeat 1 --end-to-end --format json
python3 - out <<'PYTHON' || fail 'a line of 6 MB'
import json, sys
rows = json.load(open(sys.argv[1]))["results"]
assert [row["way"] for row in rows] == ["memory", "files"] and rows[0]["findings"] == rows[1]["findings"] > 900, rows
for row in rows:
    assert row["bytes"] == 6 << 20 and row["growth"] < 2, row
PYTHON
run 0 "$MAGPIE" bench --corpus one-line --megabytes 6 --write two
is "$((6 << 20)) 0" "$(wc -c <two/one-line.txt) $(wc -l <two/one-line.txt)" 'bytes and line feeds'

run 2 "$MAGPIE" bench --corpus nonsense
has err "there is no corpus 'nonsense'"
run 2 "$MAGPIE" bench --corpus ''
has err '--corpus needs a name'
run 2 "$MAGPIE" bench --identifier NONSENSE sample.jsonl
has err "unknown identifier 'NONSENSE'"
run 2 "$MAGPIE" bench --megabytes 0
has err '--megabytes must be a number'
run 2 "$MAGPIE" bench --format xml
run 2 "$MAGPIE" bench missing-file
has err 'missing-file'
: >empty
run 2 "$MAGPIE" bench empty
has err 'empty: is empty'
finish
