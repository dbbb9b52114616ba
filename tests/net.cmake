magpie_unit_test(sigv4 LINK magpie_net)
magpie_unit_test(sigv4_suite LINK magpie_net)
magpie_test_program(sign_lines LINK magpie_net)
find_program(PYTHON3 python3)
if(PYTHON3)
  # Skipped by name (77) where botocore is not installed.
  add_test(NAME signer_against_botocore COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/support/check_signer.py
    $<TARGET_FILE:sign_lines>)
  set_tests_properties(signer_against_botocore PROPERTIES LABELS unit SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()
