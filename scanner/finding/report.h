#include "scanner/match/report.h"
