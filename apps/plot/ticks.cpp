#include "apps/plot/ticks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "apps/plot/page.h"
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
      std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(value), std::chars_format::general, 9).ptr;
  return std::string(value < 0 ? "−" : "").append(digits.data(), end).append(suffix);
}

double scaled(const std::optional<Transformation>& transformation, double value) {
  return transformation ? (*transformation)(value) : value;
}

/// Ems that a label takes when it is drawn: the sum of its advances in DejaVu Sans.
double width_of(std::string_view text) {
  struct Glyph {
    std::string_view text;
    double advance;
  };
  static constexpr std::array<Glyph, 8> other_than_digits{
      {{"−", 0.838}, {"⁻", 0.528}, {"-", 0.361}, {"+", 0.838}, {".", 0.318}, {"e", 0.615}, {"K", 0.656}, {"M", 0.863}}};
  constexpr double digit = 0.636;
  constexpr double raised_digit = 0.401;
  double width = 0;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const auto glyph = text.substr(0, first < 0x80 ? 1 : first < 0xE0 ? 2 : 3);  // bytes of its UTF-8
    const auto* known = std::find_if(other_than_digits.begin(), other_than_digits.end(),
                                     [&](const Glyph& other) { return other.text == glyph; });
    width += known != other_than_digits.end() ? known->advance : glyph.size() == 1 ? digit : raised_digit;
    text.remove_prefix(glyph.size());
  }
  return width;
}

/// Gives labels their room, in the order in which they come: one that would stand nearer to another than a space is
/// wide is left out. Labels are as long as on the x axis, where they stand side by side, each in the middle of its
/// tick; on the y axis they need less.
class PlacedTicks {
 public:
  explicit PlacedTicks(AxisRange range) : range_{range} {}

  void add(Tick tick) {
    if (!(tick.position >= range_.low && tick.position <= range_.high)) return;
    const bool crowded = std::any_of(ticks_.begin(), ticks_.end(), [&](const Tick& other) {
      return !other.text.empty() && std::abs(other.position - tick.position) < room_between(tick.text, other.text);
    });
    if (crowded) tick.text.clear();
    ticks_.push_back(std::move(tick));
  }
  std::vector<Tick> sorted() {
    std::sort(ticks_.begin(), ticks_.end(), [](const Tick& a, const Tick& b) { return a.position < b.position; });
    return std::move(ticks_);
  }

 private:
  /// @return scale units from the middle of one label to that of the other
  [[nodiscard]] double room_between(std::string_view one, std::string_view other) const {
    constexpr double space = 0.318;
    const double ems = (width_of(one) + width_of(other)) / 2 + space;
    return ems * page::label_size / page::axis_length * (range_.high - range_.low);
  }

  AxisRange range_;
  std::vector<Tick> ticks_;
};

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
  PlacedTicks out{range};
  const double part = step / minor;
  const double first = std::ceil(low / part);
  const double last = std::floor(high / part);
  for (double i = first; i <= last; ++i) {
    const bool major = std::fmod(i, minor) == 0;
    const double value = (major ? i / minor * step : i * part) + 0.0;  // not -0
    out.add({scaled(transformation, value), major ? linear_text(value) : "", major});
  }
  return out.sorted();
}

/// Zero and the decades on both sides, in the order in which labels are given room.
class DecadeTicks {
 public:
  DecadeTicks(const Transformation& transformation, AxisRange range)
      : transformation_{transformation}, length_{range.high - range.low}, zero_{transformation(0)}, ticks_{range} {}

  void add_zero() {
    if (std::isfinite(zero_)) ticks_.add({zero_, "0", true});
  }
  /// @param largest  data units, > 0; its decade and smaller ones are added
  void add_decades(double largest, bool negative) {
    constexpr int most_decades = 20;
    constexpr double linear_region = 0.02;         // of the axis, a digit's width: decades so near to zero run together
    constexpr double room_for_minor_ticks = 0.05;  // of the axis: in a shorter decade they would touch
    const double sign = negative ? -1 : 1;
    const int largest_exponent = floor_of_log10(largest);
    for (int exponent = largest_exponent; exponent > largest_exponent - most_decades; --exponent) {
      const double power = power_of_ten(exponent);
      const double position = transformation_(sign * power);
      if (std::abs(position - zero_) < linear_region * length_) return;
      if (std::abs(transformation_(sign * 10 * power) - position) >= room_for_minor_ticks * length_) {
        for (int factor = 2; factor < 10; ++factor) ticks_.add({transformation_(sign * factor * power), "", false});
      }
      ticks_.add({position, decade_text(exponent, negative), true});
    }
  }
  std::vector<Tick> sorted() { return ticks_.sorted(); }

 private:
  const Transformation& transformation_;
  double length_;  ///< of the axis, scale units
  double zero_;    ///< scale units; -infinity on a logarithmic scale
  PlacedTicks ticks_;
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
