# The proof that the fast matcher finds what the reference finds, and that what the build derives is right.
magpie_unit_test(shapes LINK magpie_match PkgConfig::PCRE2)
magpie_unit_test(drawn LINK magpie_job)
magpie_unit_test(window_edges LINK magpie_job)
foreach(name shapes drawn window_edges)
  if(TARGET test_${name})
    target_sources(test_${name} PRIVATE support/agree.c support/draw.c)
  endif()
endforeach()
