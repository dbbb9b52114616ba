magpie_unit_test(bench_corpus LINK magpie_bench)
magpie_cli_test(bench)
