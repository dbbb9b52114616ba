# Builds for 64-bit ARM on another machine: Debian's cross compiler, and what tests/arm64/run unpacked into
# build/arm64/sysroot. Programs that the build itself runs, and the tests, go through an emulator.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
# Warnings of optimised builds alone, which the presets for development do not have.
set(CMAKE_C_FLAGS_INIT "-Wno-error=format-truncation -Wno-error=maybe-uninitialized")
find_program(MAGPIE_EMULATOR NAMES qemu-aarch64 qemu-aarch64-static REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${MAGPIE_EMULATOR} -L /usr/aarch64-linux-gnu)

get_filename_component(sysroot ${CMAKE_CURRENT_LIST_DIR}/../../build/arm64/sysroot ABSOLUTE)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${sysroot})
set(ENV{PKG_CONFIG_LIBDIR} ${sysroot}/usr/lib/aarch64-linux-gnu/pkgconfig)
