/* Config and credentials files. */
#include "net/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_ini ini = {0};
    struct mgp_error error;
    mgp_ini_parse(&ini, "file", mgp_slice_of(data, size), &error);
    mgp_ini_find(&ini, "default", "region");
    mgp_ini_clear(&ini);
    return 0;
}
