#!/usr/bin/env bash
# catalogue_compiler.sh COMPILER FOLDER: what the compiler says of wrong definitions. FOLDER has the real ones.
set -u
compiler=$1 folder=$2 failed=0 place='in\.json:[0-9]+:[0-9]+: '
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

good='{"id": "A_B", "name": "n", "category": "CREDENTIALS", "countries": ["Any"], "severity": ["Low", "Low", "High"],
 "recommended": false, "patterns": [{"regex": "[0-9]{3}", "case": "sensitive", "keyword": "required", "proof": "bare"}],
 "keywords": ["k"], "examples": ["k 123", "k 456"], "counter_examples": ["123", ["k", " 12"]]}'

# expect NAME MESSAGE [SED-EXPRESSION]: the message, or none at all, for the good definition so changed.
expect() {
    printf '[\n%s\n]\n' "$good" | sed "${3:-}" >"$work/in.json"
    rm -f "$work/out.c"
    said=$("$compiler" "$work/out.c" "$work/in.json" 2>&1)
    status=$?
    if [ -z "$2" ]; then
        [ "$status" = 0 ] && [ -z "$said" ] && [ -s "$work/out.c" ] && return
    else
        [ "$status" = 1 ] && [ ! -e "$work/out.c" ] && [[ $said =~ $place ]] && [[ $said == *"$2"* ]] && return
    fi
    echo "$1: expected '$2', got status $status and: $said"
    failed=1
}

expect good ""
expect unknown_member 'in.json:4:12: unknown member "regexp"' 's/"keywords"/"regexp": 1, "keywords"/'
expect repeated_member 'in.json:4:10: member "name" is given twice' 's/"keywords"/"name": "x", "keywords"/'
expect unknown_check 'in.json:3:114: there is no check "luna"' 's/"proof": "bare"/"checks": ["luna"], "proof": "bare"/'
expect bad_category 'in.json:2:40: must be one of "CREDENTIALS"' 's/CREDENTIALS/SECRETS/'
expect bad_severity 'must be one of "Low", "Medium", "High"' 's/"Low", "Low"/"Low", "low"/'
expect bad_proof 'must be one of "bare"' 's/"bare"/"sure"/'
expect bad_edges 'must be one of "number", "base64"' 's/"proof"/"edges": ["word"], "proof"/'
expect capture 'holds a group that captures' 's/\[0-9\]{3}/([0-9]{3})/'
expect look_ahead 'holds a group that captures' 's/\[0-9\]{3}/(?=[0-9]{3})/'
expect anchor 'holds an anchor' 's/\[0-9\]{3}/[0-9]{3}$/'
expect back_reference 'holds a back-reference' 's/\[0-9\]{3}/[0-9]{3}\\\\1/'
expect possessive 'holds a possessive repeat' 's/\[0-9\]{3}/[0-9]{3}++/'
expect open_class 'class that is not closed' 's/\[0-9\]{3}/[0-9{3}/'
expect one_example 'at least two examples' 's/"k 123", //'
expect same_example 'stands here twice' 's/"k 123"/"k 456"/'
expect no_keywords 'keywords must be given exactly if' 's/"keywords": \["k"\], //'
expect no_patterns 'has neither patterns nor a recogniser' 's/"patterns": .*/"note": "n",/; s/"keywords": \["k"\], //'
expect bad_id '"id" must be capitals' 's/A_B/a b/'
expect bad_json 'not valid JSON' 's/"keywords"/keywords/'
expect no_array 'must be an array of definitions' 's/^\[$/{"x": /; s/^\]$/}/'
expect iban_variant '"variant" must be a country code' 's/"keywords"/"recogniser": {"name": "iban", "variant": "de", "keyword": "none", "proof": "iban"}, "keywords"/'

cp "$folder"/cards.json "$work/cards.json"
said=$("$compiler" "$work/out.c" "$work/cards.json" "$work/cards.json" 2>&1) && failed=1
[[ $said == *"id CREDIT_CARD_NUMBER is taken"* ]] || { echo "duplicate ids: $said"; failed=1; }
exit "$failed"
