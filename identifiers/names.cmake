# The table of names, compiled from identifiers/data/. Sets MGP_NAME_DATA, the generated source.
add_executable(names_compiler ${CMAKE_CURRENT_LIST_DIR}/names_compiler.c
  ${CMAKE_CURRENT_LIST_DIR}/recogniser_name_key.c)
target_link_libraries(names_compiler PRIVATE magpie_options magpie_base)

# In the order of the bits of enum mgp_name_flag.
set(name_lists given_common given_rare weak_given surnames_common surnames_rare words places after before
  titles particles stop code phrases words_foreign)
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

# The table of places and postal codes, likewise. Sets MGP_PLACE_DATA.
add_executable(places_compiler ${CMAKE_CURRENT_LIST_DIR}/places_compiler.c
  ${CMAKE_CURRENT_LIST_DIR}/recogniser_address_key.c ${CMAKE_CURRENT_LIST_DIR}/recogniser_name_key.c)
target_link_libraries(places_compiler PRIVATE magpie_options magpie_base)

set(place_files ${CMAKE_CURRENT_LIST_DIR}/data/streets.txt)
set(place_arguments ${place_files})
foreach(country us ca gb au fr de it es)
  set(place_file ${CMAKE_CURRENT_LIST_DIR}/data/places_${country}.txt)
  list(APPEND place_files ${place_file})
  list(APPEND place_arguments ${country}=${place_file})
endforeach()

add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/place_data.c
  COMMAND places_compiler ${CMAKE_CURRENT_BINARY_DIR}/place_data.c ${place_arguments}
  DEPENDS places_compiler ${place_files} VERBATIM)
set(MGP_PLACE_DATA ${CMAKE_CURRENT_BINARY_DIR}/place_data.c)
