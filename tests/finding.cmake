magpie_unit_test(finding LINK magpie_finding)
magpie_unit_test(bucket_facts LINK magpie_finding)
magpie_unit_test(sinks LINK magpie_output)
magpie_fuzz_target(bucket_facts LINK magpie_finding)
