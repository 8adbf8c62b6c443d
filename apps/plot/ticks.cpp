#include "apps/plot/ticks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "fcs/base/elementary.h"

namespace plot {
namespace {

using gating::AxisRange;
using gating::Transformation;

/// 10^exponent, the double nearest to it for |exponent| <= 22.
double power_of_ten(int exponent) {
  double power = 1;
  for (int i = std::abs(exponent); i > 0; --i) power *= 10;
  return exponent < 0 ? 1 / power : power;
}

int floor_of_log10(double value) {
  auto exponent = static_cast<int>(std::floor(fcs::elementary::log10(value)));
  if (power_of_ten(exponent + 1) <= value) ++exponent;  // the logarithm may fall short of a whole number
  return exponent;
}

/// 10 and the exponent raised, as in 10³.
std::string decade_text(int exponent, bool negative) {
  static constexpr std::array<std::string_view, 10> raised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = negative ? "−10" : "10";
  if (exponent < 0) out += "⁻";
  for (const char digit : std::to_string(std::abs(exponent))) out += raised[static_cast<std::size_t>(digit - '0')];
  return out;
}

/// 50000 is 50K and 2000000 is 2M, as cytometers write them.
std::string linear_text(double value) {
  struct Unit {
    double size;
    std::string_view text;
  };
  std::string_view suffix;
  for (const auto unit : {Unit{1e6, "M"}, Unit{1e3, "K"}}) {
    if (std::abs(value) >= unit.size && std::abs(value) < 1e3 * unit.size) {
      value /= unit.size;
      suffix = unit.text;
      break;
    }
  }
  std::array<char, 32> digits{};
  // Nine digits, so that 3 * 0.1 is 0.3.
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 9).ptr;
  return std::string(digits.data(), end).append(suffix);
}

double scaled(const std::optional<Transformation>& transformation, double value) {
  return transformation ? (*transformation)(value) : value;
}

void add_within(std::vector<Tick>& ticks, AxisRange range, Tick tick) {
  if (tick.position >= range.low && tick.position <= range.high) ticks.push_back(std::move(tick));
}

/// @param low, high  data units
std::vector<Tick> linear_ticks(const std::optional<Transformation>& transformation, AxisRange range, double low,
                               double high) {
  constexpr double most_steps = 6;
  const double smallest_step = (high - low) / most_steps;
  const double power = power_of_ten(floor_of_log10(smallest_step));
  double step = 10 * power;
  int minor = 5;  // parts of a step
  for (const int factor : {5, 2, 1}) {
    if (factor * power < smallest_step) break;
    step = factor * power;
    minor = factor == 2 ? 4 : 5;
  }
  std::vector<Tick> out;
  const double part = step / minor;
  const double first = std::ceil(low / part);
  const double last = std::floor(high / part);
  for (double i = first; i <= last; ++i) {
    const bool major = std::fmod(i, minor) == 0;
    const double value = (major ? i / minor * step : i * part) + 0.0;  // not -0
    add_within(out, range, {scaled(transformation, value), major ? linear_text(value) : "", major});
  }
  return out;
}

// Shares of the axis.
constexpr double room_for_label = 0.04;         ///< that labels keep from each other
constexpr double room_for_signed_label = 0.08;  ///< a sign makes a label wider, and the axis' end may not cut it
constexpr double room_for_minor_ticks = 0.05;   ///< a decade that is shorter has none
constexpr double linear_region = 0.02;          ///< decades this near to zero are not told apart

/// Zero and the decades on both sides, in the order in which labels are given room.
class DecadeTicks {
 public:
  DecadeTicks(const Transformation& transformation, AxisRange range)
      : transformation_{transformation}, range_{range}, zero_{transformation(0)} {}

  void add_zero() {
    if (std::isfinite(zero_)) add({zero_, "0", true}, room_for_label);
  }
  /// @param largest  data units, > 0; its decade and smaller ones are added
  void add_decades(double largest, bool negative) {
    constexpr int most_decades = 20;
    const double sign = negative ? -1 : 1;
    const int largest_exponent = floor_of_log10(largest);
    for (int exponent = largest_exponent; exponent > largest_exponent - most_decades; --exponent) {
      const double power = power_of_ten(exponent);
      const double position = transformation_(sign * power);
      if (std::abs(position - zero_) < share(linear_region)) return;
      if (std::abs(transformation_(sign * 10 * power) - position) >= share(room_for_minor_ticks)) {
        for (int factor = 2; factor < 10; ++factor) add({transformation_(sign * factor * power), "", false}, 0);
      }
      if (position < range_.low && !negative) return;
      add({position, decade_text(exponent, negative), true}, negative ? room_for_signed_label : room_for_label);
    }
  }
  std::vector<Tick> sorted() {
    std::sort(ticks_.begin(), ticks_.end(), [](const Tick& a, const Tick& b) { return a.position < b.position; });
    return std::move(ticks_);
  }

 private:
  [[nodiscard]] double share(double of_axis) const { return of_axis * (range_.high - range_.low); }

  /// @param room  share of the axis that the label keeps from others, and half of it from the axis' low end
  void add(Tick tick, double room) {
    const bool crowded = std::any_of(ticks_.begin(), ticks_.end(), [&](const Tick& other) {
      return !other.text.empty() && std::abs(other.position - tick.position) < share(room);
    });
    if (crowded || (tick.text != "0" && tick.position - range_.low < share(room) / 2)) tick.text.clear();
    add_within(ticks_, range_, std::move(tick));
  }

  const Transformation& transformation_;
  AxisRange range_;
  double zero_;  ///< scale units; -infinity on a logarithmic scale
  std::vector<Tick> ticks_;
};

}  // namespace

std::vector<Tick> ticks(const std::optional<Transformation>& transformation, AxisRange range) {
  const double low = transformation ? transformation->inverse(range.low) : range.low;
  const double high = transformation ? transformation->inverse(range.high) : range.high;
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) return {};
  if (!transformation || std::holds_alternative<gating::Linear>(transformation->parameters())) {
    return linear_ticks(transformation, range, low, high);
  }
  DecadeTicks decades{*transformation, range};
  decades.add_zero();
  if (high > 0) decades.add_decades(high, false);
  if (low < 0) decades.add_decades(-low, true);
  return decades.sorted();
}

}  // namespace plot
