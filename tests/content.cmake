foreach(part text decode detect csv json json_index structure hostile windows)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_content_${part}.c)
    magpie_unit_test(content_${part} LINK magpie_content magpie_base PkgConfig::ZLIB)
  endif()
endforeach()
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_content.c)
  magpie_fuzz_target(content LINK magpie_content magpie_base)
endif()

# What structure costs: bench/layout.c. As a test it only runs, briefly.
add_executable(bench_layout ${PROJECT_SOURCE_DIR}/bench/layout.c)
target_link_libraries(bench_layout PRIVATE magpie_options magpie_bench magpie_content magpie_identifiers)
add_test(NAME bench_layout COMMAND bench_layout 1 1)
set_tests_properties(bench_layout PROPERTIES LABELS unit TIMEOUT 60)
