# The quality bench on a small corpus: no identifier may fall below these shares. Skipped, by name, where Python with venv
# or the packages of bench/quality/requirements.txt cannot be had.
if(NOT MAGPIE_SANITIZE AND NOT MAGPIE_FUZZ)
  set(bench ${PROJECT_SOURCE_DIR}/bench/quality/run)
  add_test(NAME quality_bench COMMAND ${bench} test)
  add_test(NAME quality_smoke COMMAND ${bench} measure --magpie $<TARGET_FILE:magpie> --values 10 --clean 0.5 --seed 7
    --at-least 0.93:0.93 --people-at-least 0.80:0.70)
  set_tests_properties(quality_bench quality_smoke PROPERTIES LABELS quality TIMEOUT 600 SKIP_RETURN_CODE 77
    RESOURCE_LOCK quality_venv)
endif()
