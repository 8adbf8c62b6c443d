#include "study/simulate/activation.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>

#include "fcs/base/elementary.h"

namespace study::simulate {
namespace {

namespace elementary = fcs::elementary;

constexpr std::string_view visits[] = {"C1D1", "C1D8", "C1D15", "C1D22", "C2D1"};

/// At the dose whose scale is 1. Activation of CD4+ cells follows that of CD8+ cells at lower levels.
constexpr ExpectedActivation usual_activation[] = {
    {{0.03, 0.09, 0.12, 0.76}, {0.02, 0.05, 0.10, 0.83}},   {{0.12, 0.11, 0.17, 0.60}, {0.05, 0.06, 0.13, 0.76}},
    {{0.17, 0.12, 0.18, 0.53}, {0.07, 0.07, 0.14, 0.72}},   {{0.11, 0.11, 0.16, 0.62}, {0.05, 0.06, 0.13, 0.76}},
    {{0.055, 0.095, 0.13, 0.72}, {0.03, 0.05, 0.11, 0.81}},
};

double log_odds(double p) { return elementary::log(p / (1 - p)); }

Activation moved(const Activation& baseline, const Activation& visit, double dose_scale, double shift) {
  const double from = log_odds(baseline[0]);
  const double odds = elementary::exp(from + dose_scale * (log_odds(visit[0]) - from) + shift);
  Activation out = {odds / (1 + odds)};
  for (std::size_t i = 1; i < out.size(); ++i) out[i] = visit[i] / (1 - visit[0]) * (1 - out[0]);
  return out;
}

}  // namespace

std::span<const std::string_view> modelled_visits() { return visits; }

ExpectedActivation expected_activation(std::string_view visit, double dose_scale, double shift) {
  const auto position = std::ranges::find(visits, visit) - std::begin(visits);
  assert(position < std::ssize(visits));
  const auto& baseline = usual_activation[0];
  const auto& usual = usual_activation[position];
  return {moved(baseline.cd8, usual.cd8, dose_scale, shift), moved(baseline.cd4, usual.cd4, dose_scale, shift)};
}

}  // namespace study::simulate
