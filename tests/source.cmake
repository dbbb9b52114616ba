magpie_unit_test(source LINK magpie_source)
magpie_unit_test(etag LINK magpie_source)
magpie_unit_test(glob LINK magpie_source)
magpie_fuzz_target(glob LINK magpie_source)
