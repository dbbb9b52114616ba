/* The log's file, within the log (log.h). */
#ifndef MGP_BASE_LOG_FILE_H
#define MGP_BASE_LOG_FILE_H

#include "base/slice.h"

/* False if there is no file, or it could not be written: the line is standard error's. */
bool mgp_log_file_write(struct mgp_slice line);

#endif
