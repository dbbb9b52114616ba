foreach(part text decode detect csv json windows)
  magpie_unit_test(content_${part} LINK magpie_content magpie_base PkgConfig::ZLIB)
endforeach()
magpie_fuzz_target(content LINK magpie_content magpie_base)
