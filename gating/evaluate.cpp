#include "gating/evaluate.h"
