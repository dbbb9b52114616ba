magpie_unit_test(sigv4 LINK magpie_net)
magpie_unit_test(sigv4_suite LINK magpie_net)
