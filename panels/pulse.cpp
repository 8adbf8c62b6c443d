#include "panels/pulse.h"

#include "panels/detail/characters.h"
#include "panels/detail/measure.h"

namespace panels {
namespace {

using namespace detail;

bool differ_in_measure_alone(const MeasuredName& one, const MeasuredName& other) {
  return !one.stem.empty() && equal_but_for_case(one.stem, other.stem) && one.measure != other.measure;
}

}  // namespace

bool measure_one_pulse(const fcs::Channel& one, const fcs::Channel& other) {
  if (differ_in_measure_alone(split_measure(one.name), split_measure(other.name))) return true;
  const auto first = split_measure(one.label);
  const auto second = split_measure(other.label);
  return first.measure != Measure::none && second.measure != Measure::none && differ_in_measure_alone(first, second);
}

}  // namespace panels
