#include "study/concentration.h"

#include <algorithm>
#include <array>
#include <string>

#include "study/detail/units.h"

namespace study {
namespace {

/// A nanomolar is `parts` of the unit, or the unit is `times` nanomolar: powers of ten that a double holds exactly.
struct Unit {
  std::string_view name;
  double parts = 1;
  double times = 1;
};

constexpr auto units =
    std::to_array<Unit>({{"fM", 1e6, 1}, {"pM", 1e3, 1}, {"nM", 1, 1}, {"uM", 1, 1e3}, {"mM", 1, 1e6}, {"M", 1, 1e9}});

/// "nmol/L" is "nM". The prefix and the M say which is which, so their case counts, but there is no other use for "nm"
/// and "um" here.
std::string molar(std::string_view unit) {
  auto plain = detail::plain_unit(unit);
  for (const std::string_view ending : {"mol/L", "mol/l", "molar", "Molar"}) {
    if (plain.ends_with(ending)) plain = plain.substr(0, plain.size() - ending.size()) + "M";
  }
  if (plain == "fm" || plain == "pm" || plain == "nm" || plain == "um") plain.back() = 'M';
  if (plain == "NM") return "nM";
  return plain == "UM" ? "uM" : plain;
}

}  // namespace

std::optional<double> nanomolar(double value, std::string_view unit) {
  const auto found = std::ranges::find(units, molar(unit), &Unit::name);
  if (found == units.end()) return std::nullopt;
  return value / found->parts * found->times;
}

}  // namespace study
