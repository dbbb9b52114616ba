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

run 2 "$MAGPIE" bench --corpus nonsense
has err "there is no corpus 'nonsense'"
run 2 "$MAGPIE" bench --megabytes 0
has err '--megabytes must be a number'
run 2 "$MAGPIE" bench --format xml
run 2 "$MAGPIE" bench missing-file
has err 'missing-file'
: >empty
run 2 "$MAGPIE" bench empty
has err 'empty: is empty'
finish
