#include "gating/strategy.h"
