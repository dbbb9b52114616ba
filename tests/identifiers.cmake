magpie_unit_test(checks LINK magpie_checks)
magpie_unit_test(catalogue LINK magpie_identifiers PkgConfig::PCRE2)
magpie_unit_test(month_names LINK magpie_checks)
magpie_unit_test(written_form LINK magpie_match)
magpie_fuzz_target(checks LINK magpie_checks)
magpie_fuzz_target(fold LINK magpie_match)

add_test(NAME unit_catalogue_compiler COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/support/catalogue_compiler.sh
  $<TARGET_FILE:catalogue_compiler> ${PROJECT_SOURCE_DIR}/identifiers/catalogue)
set_tests_properties(unit_catalogue_compiler PROPERTIES LABELS unit TIMEOUT 60)
