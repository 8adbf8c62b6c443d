// Not built: check_layers must refuse both lines.
#include <QString>

#include "fcs/reader.h"
