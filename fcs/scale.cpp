#include "fcs/scale.h"

#include <variant>

#include "fcs/base/elementary.h"

namespace fcs {

double scale_value(const LogAmplified& scale, double stored) {
  return scale.offset * elementary::exp10(scale.decades * stored / scale.range);
}

double scale_value(const Scale& scale, double stored) {
  struct Apply {
    double stored;
    double operator()(SameValue) const { return stored; }
    double operator()(DivideByGain by) const { return stored / by.gain; }
    double operator()(MultiplyByTimestep by) const { return stored * by.timestep; }
    double operator()(const LogAmplified& log) const { return scale_value(log, stored); }
  };
  return std::visit(Apply{stored}, scale);
}

}  // namespace fcs
