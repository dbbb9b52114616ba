magpie_unit_test(sigv4 LINK magpie_net)
