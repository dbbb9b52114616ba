magpie_unit_test(base LINK magpie_base)
magpie_fuzz_target(json LINK magpie_base)
