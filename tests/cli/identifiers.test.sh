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
printf '[{"name":"a","regex":"a+"},{"name":"b","regex":"b"}]' >c.json
run 0 "$MAGPIE" identifiers check c.json
is 2 "$(grep -c '^ok' out)" 'two custom identifiers'
printf '{"name":"a","regex":"a(?!b)"}' >c.json
run 2 "$MAGPIE" identifiers check c.json
has err 'look-around is not supported'
printf 'badge EMP-1234 EMP-9999 badge EMP-0000' >t
run 0 "$MAGPIE" identifiers test --regex 'EMP-[0-9]{4}' --keyword badge --ignore EMP-0000 --distance 10 t
is '{"matchCount":1}' "$(cat out)" 'matches of a trial'
run 2 "$MAGPIE" identifiers test --regex '(' t
has err 'is missing'
run 2 "$MAGPIE" identifiers test t
finish
