#include "gating/plan.h"
