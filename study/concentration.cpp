#include "study/concentration.h"

#include <algorithm>
#include <array>

namespace study {
namespace {

struct Unit {
  std::string_view name;
  double nanomolar;
};

constexpr std::array<Unit, 7> units{
    Unit{"pM", 1e-3}, {"nM", 1}, {"uM", 1e3}, {"\xC2\xB5M", 1e3} /* micro sign */, {"\xCE\xBCM", 1e3} /* mu */,
    {"mM", 1e6},      {"M", 1e9}};

}  // namespace

std::optional<double> nanomolar(double value, std::string_view unit) {
  const auto found = std::ranges::find(units, unit, &Unit::name);
  if (found == units.end()) return std::nullopt;
  return found->nanomolar < 1 ? value / 1e3 : value * found->nanomolar;
}

}  // namespace study
