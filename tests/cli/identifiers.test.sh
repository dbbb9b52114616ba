# magpie identifiers
. "$SOURCE/tests/cli/lib.sh"
run 0 "$MAGPIE" identifiers list
is 166 "$(grep -cE '^[A-Z_()]+ +(CREDENTIALS|FINANCIAL_INFORMATION|PERSONAL_INFORMATION) ' out)" 'identifiers listed'
has out '166 identifiers'
active=$(sed -n 's/^166 identifiers, \([0-9]*\) active$/\1/p' out)
is 166 "$active" 'active identifiers'
run 0 "$MAGPIE" identifiers check
has out ' 0 examples failed'
run 0 "$MAGPIE" identifiers show USA_SOCIAL_SECURITY_NUMBER
has out 'social security'
has out 078-05-1120
run 2 "$MAGPIE" identifiers show USA_SOCIAL_SECURITY_NUMBR
has err 'did you mean USA_SOCIAL_SECURITY_NUMBER?'
run 2 "$MAGPIE" identifiers
run 2 "$MAGPIE" identifiers lst
run 0 "$MAGPIE" identifiers --help
# list
run 0 "$MAGPIE" identifiers list passport
is 1 "$([ "$(grep -c PASSPORT out)" -ge 6 ] && ! grep -q IBAN out && echo 1)" 'a word chooses'
run 0 "$MAGPIE" identifiers list --format json
is '166 35 9' "$(python3 -c '
import json
d = json.load(open("out"))["identifiers"]
assert all(set(i) == {"id", "name", "category", "active", "inactiveReason", "keyword", "recommended", "validators",
                      "severityLevels", "countries"} for i in d), d[0]
assert all([l["occurrencesThreshold"] for l in i["severityLevels"]] == [1, 2, 100] for i in d)
ssn = [i for i in d if i["id"] == "USA_SOCIAL_SECURITY_NUMBER"][0]
assert ssn["active"] and ssn["keyword"] == "yes" and "us_ssn" in ssn["validators"] and ssn["recommended"], ssn
print(len(d), sum(i["recommended"] for i in d), sum(i["category"] == "CREDENTIALS" for i in d))')" 'the list as JSON'
run 2 "$MAGPIE" identifiers list --format yaml
run 2 "$MAGPIE" identifiers list a b
run 2 "$MAGPIE" identifiers lisst
has err 'did you mean list?'

# show explains
run 0 "$MAGPIE" identifiers show usa_social_security_number
has out 'found: keyword "SSN", distance 1 (up to 30)'
has out '    ~~~ ^^^^^^^^^^^'
has out 'the check us_ssn does not hold'
run 0 "$MAGPIE" identifiers show NAME
run 2 "$MAGPIE" identifiers show
run 2 "$MAGPIE" identifiers show A B
for id in $("$MAGPIE" identifiers list | sed -n 's/^\([A-Z_()]*_[A-Z_()]*\) .*/\1/p' | awk 'NR % 16 == 1'); do
    "$MAGPIE" identifiers show "$id" >shown 2>&1 || fail "show $id"
done

# check a file
printf '[{"name":"a","regex":"a+"},{"name":"b","regex":"b"}]' >c.json
run 0 "$MAGPIE" identifiers check c.json
is 2 "$(grep -c '^ok' out)" 'two custom identifiers'
has out '(no examples)'
has out '        looked for by an automaton over every value'
printf '[{"name":"a","regex":"EMP-[0-9]{4}"},{"name":"b","regex":"[0-9]{9}","keywords":["badge"]},{"name":"c","regex":"x[0-9]{9}"}]' >c.json
run 0 "$MAGPIE" identifiers check c.json
has out 'looked for by the text "EMP-"'
has out 'looked for by its keywords'
has out 'looked for by runs of 9 digits'
printf '[{"name":"a","regex":"a[ab]{15}a"}]' >c.json
run 0 "$MAGPIE" identifiers check c.json
has out 'looked for by its regex over every value (slower)'
run 0 "$MAGPIE" identifiers show USA_SOCIAL_SECURITY_NUMBER
has out '    looked for by its shape near keywords'
run 0 "$MAGPIE" identifiers show STRIPE_CREDENTIALS
has out '    looked for by how it begins'
printf '{"name":"a","regex":"a(?!b)"}' >c.json
run 2 "$MAGPIE" identifiers check c.json
has err 'c.json:1:21: regex is not valid at offset 1: look-around is not supported'
printf '{"name":"badge","regex":"EMP-[0-9]{4}","keywords":["badge"],"examples":["badge EMP-1234","EMP-1234"],
"counterExamples":["badge EMP-12345","badge EMP-1111"]}' >c.json
run 1 "$MAGPIE" identifiers check c.json
has out 'badge: 2 of 4 examples failed'
has out '    example 2 is not found'
has out 'no keyword stands near it'
has out '    counter-example 2 is found'
printf '{"name":"badge","regex":"EMP-[0-9]{4}","keywords":["badge"],"examples":["badge EMP-1234"],
"counterExamples":["badge EMP-12345"]}' >c.json
run 0 "$MAGPIE" identifiers check c.json
has out 'badge: 2 examples hold'
run 2 "$MAGPIE" identifiers check none.json
run 2 "$MAGPIE" identifiers check c.json c.json

# test: each condition
try() { # STATUS TEXT-IN-THE-ANSWER ARGUMENTS...
    local wanted=$1 text=$2
    shift 2
    run "$wanted" "$MAGPIE" identifiers test "$@"
    has out "$text"
}
badge=(--regex 'EMP-[0-9]{4}' --keyword badge)
try 0 'text:1:7: found: keyword "badge", distance 9 (up to 50)' "${badge[@]}" --text 'badge EMP-1234'
has out '    badge EMP-1234'
has out '    ~~~~~ ^^^^^^^^'
has out '1 found, 0 not'
try 0 'distance 9 (up to 9)' "${badge[@]}" --distance 9 --text 'badge EMP-1234'
try 1 'the keyword "badge" is too far: distance 9, up to 8 characters would do' "${badge[@]}" --distance 8 \
    --text 'badge EMP-1234'
try 1 'the keyword "badge" does not stand before the match' "${badge[@]}" --text 'EMP-1234 badge'
try 1 'no keyword stands near it' "${badge[@]}" --text 'EMP-1234'
try 1 'it is part of something longer' "${badge[@]}" --text 'badge EMP-12345'
try 1 'it holds an ignore word' "${badge[@]}" --ignore 1234 --text 'badge EMP-1234'
try 0 'found' --regex 'EMP-[a-z]{4}' --ignore ABCD --text 'EMP-abcd'
try 1 'Nothing in the text matches the regex.' --regex zzz --text 'badge EMP-1234'
echo 'emp-1234' >allowed.txt
try 1 'it stands on an allow list' "${badge[@]}" --allow-list allowed.txt --text 'badge EMP-1234'
try 1 'the check us_ssn does not hold' --identifier USA_SOCIAL_SECURITY_NUMBER --text 'SSN 666-12-1234'
try 1 'a value that Macie never reports' --identifier USA_SOCIAL_SECURITY_NUMBER --text 'SSN 078-05-1120'
try 1 'the keyword "SSN" is too far: distance 31, up to 30' --identifier USA_SOCIAL_SECURITY_NUMBER \
    --text 'SSN ............................. 536-90-4399'
try 0 'distance 30 (up to 30)' --identifier USA_SOCIAL_SECURITY_NUMBER \
    --text 'SSN ............................ 536-90-4399'
try 0 'distance 30 (up to 30)' --identifier USA_SOCIAL_SECURITY_NUMBER \
    --text '536-90-4399 ............................ SSN'
try 0 'distance 30 (up to 30)' --identifier USA_SOCIAL_SECURITY_NUMBER \
    --text 'SSN éééééééééééééééééééééééééééé 536-90-4399'
try 1 'check digit (Luhn) does not hold' --identifier CREDIT_CARD_NUMBER --text 'card 4532015112830367'
try 1 'check digits (mod 97) does not hold' --identifier GERMANY_BANK_ACCOUNT_NUMBER --text 'DE89 3704 0044 0532 0130 01'
try 0 'in a scan for everything CREDIT_CARD_NUMBER takes these bytes' --identifier 'CREDIT_CARD_NUMBER_(NO_KEYWORD)' \
    --text 'card 4532015112830366'
printf 'name,ssn,other\nx,536-90-4399,536-90-4398\n' >p.csv
try 0 'p.csv: row 2, column 2 (ssn): found: the keyword "ssn" stands in the name "ssn"' \
    --identifier USA_SOCIAL_SECURITY_NUMBER p.csv
has out 'row 2, column 3 (other): not found: no keyword stands in the value or in "other"'
printf '{"person":{"ssn":"536-90-4399"}}' >p.json
try 0 'record 0, $.person.ssn: found' --identifier USA_SOCIAL_SECURITY_NUMBER p.json
printf 'badge \033[31m EMP-1234\r\n' >t
try 0 'x1b[31m' "${badge[@]}" t
lacks out "$(printf '\033')"
printf 'badge EMP-1234 EMP-9999 badge EMP-0000' >t
run 0 "$MAGPIE" identifiers test "${badge[@]}" --ignore EMP-0000 --distance 10 --format json t
is '{"matchCount":1}' "$(cat out)" 'matches of a trial'
run 1 "$MAGPIE" identifiers test --regex zzz --format json t
is '{"matchCount":0}' "$(cat out)" 'no match'
checks=$((checks + 1))
"$MAGPIE" identifiers test --regex 'EMP' - <t >out || fail 'standard input'
has out 'stdin:1:7: found'
printf '[{"name":"one","regex":"EMP-[0-9]{4}"},{"name":"two","regex":"zzz"}]' >c.json
run 2 "$MAGPIE" identifiers test --custom c.json t
has err 'c.json: 2 identifiers; choose one with --name'
run 0 "$MAGPIE" identifiers test --custom c.json --name one t
run 1 "$MAGPIE" identifiers test --custom c.json --name two t
run 2 "$MAGPIE" identifiers test --custom c.json --name three t
has err "no identifier has the name 'three'"
printf '\211PNG\r\n\032\n0000' >p.png
run 2 "$MAGPIE" identifiers test --regex zzz p.png
has out 'was not looked at in full'
run 0 "$MAGPIE" identifiers test --help
is 1 "$([ "$(wc -l <out)" -le 24 ] && echo 1)" 'the help fits a screen'
run 0 "$MAGPIE" identifiers --help
is 1 "$([ "$(wc -l <out)" -le 24 ] && echo 1)" 'the help fits a screen'
run 2 "$MAGPIE" identifiers test --regex '(' t
has err 'is missing'
run 2 "$MAGPIE" identifiers test t
run 2 "$MAGPIE" identifiers test --regex a
run 2 "$MAGPIE" identifiers test --regex a --identifier NAME t
run 2 "$MAGPIE" identifiers test --identifier NAME --keyword abc t
run 2 "$MAGPIE" identifiers test --regex a --distance 301 t
has err 'maximumMatchDistance is 301: 1 to 300 are allowed'
run 2 "$MAGPIE" identifiers test --regex a --distance x t
run 2 "$MAGPIE" identifiers test --regex a --keyword ab t
has err 'keywords[0] has 2 characters: 3 to 90 are allowed'
run 2 "$MAGPIE" identifiers test --regex a none
run 2 "$MAGPIE" identifiers test --identifier NONE t
run 2 "$MAGPIE" identifiers test --regex a --allow-list none t
finish
