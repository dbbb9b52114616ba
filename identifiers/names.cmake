# The table of names, compiled from identifiers/data/. Sets MGP_NAME_DATA, the generated source.
add_executable(names_compiler ${CMAKE_CURRENT_LIST_DIR}/names_compiler.c
  ${CMAKE_CURRENT_LIST_DIR}/recogniser_name_key.c)
target_link_libraries(names_compiler PRIVATE magpie_options magpie_base)

# In the order of the bits of enum mgp_name_flag.
set(name_lists given_common given_rare weak_given surnames_common surnames_rare words places after before
  titles particles stop code phrases)
set(name_arguments)
set(name_files)
set(name_bit 0)
foreach(list ${name_lists})
  set(name_file ${CMAKE_CURRENT_LIST_DIR}/data/${list}.txt)
  list(APPEND name_files ${name_file})
  list(APPEND name_arguments ${name_bit}=${name_file})
  math(EXPR name_bit "${name_bit} + 1")
endforeach()

add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/name_data.c
  COMMAND names_compiler ${CMAKE_CURRENT_BINARY_DIR}/name_data.c ${name_arguments}
  DEPENDS names_compiler ${name_files} VERBATIM)
set(MGP_NAME_DATA ${CMAKE_CURRENT_BINARY_DIR}/name_data.c)
