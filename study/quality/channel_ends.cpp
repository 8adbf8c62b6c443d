#include "study/quality/channel_ends.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace study {
namespace {

/// Vectors of the width that every x86-64 processor has.
template <class Value>
struct Lanes;
template <>
struct Lanes<float> {
  using Values [[gnu::vector_size(16)]] = float;
  using Counts [[gnu::vector_size(16)]] = std::int32_t;
};
template <>
struct Lanes<double> {
  using Values [[gnu::vector_size(16)]] = double;
  using Counts [[gnu::vector_size(16)]] = std::int64_t;
};

/// The lowest value of its type that is not below.
float not_below(double limit, float) {
  if (limit > std::numeric_limits<float>::max()) return std::numeric_limits<float>::infinity();
  const auto rounded = static_cast<float>(limit);
  return double{rounded} < limit ? std::nextafter(rounded, std::numeric_limits<float>::infinity()) : rounded;
}
double not_below(double limit, double) { return limit; }

/// Of a few values, so that no lane's count runs over.
template <class Value>
void add_some(ChannelEnds& ends, std::span<const Value> values, Value top) {
  using Values = typename Lanes<Value>::Values;
  using Counts = typename Lanes<Value>::Counts;
  constexpr std::size_t lanes = sizeof(Values) / sizeof(Value);
  constexpr Value largest = std::numeric_limits<Value>::max();
  constexpr Value infinity = std::numeric_limits<Value>::infinity();

  Values smallest = Values{} + infinity;
  Counts numbers = {};  // a comparison that holds is minus one
  Counts at_top = {};
  const auto whole = values.size() - values.size() % lanes;
  const auto each = [&](auto visit) {
    for (std::size_t i = 0; i < whole; i += lanes) {
      Values some;
      std::memcpy(&some, values.data() + i, sizeof some);
      visit(some);
    }
    if (whole == values.size()) return;
    Values rest = Values{} + std::numeric_limits<Value>::quiet_NaN();
    std::memcpy(&rest, values.data() + whole, (values.size() - whole) * sizeof(Value));
    visit(rest);
  };
  each([&](const Values& some) {
    const Counts is_number = (some <= largest) & (some >= -largest);
    numbers -= is_number;
    at_top -= is_number & (some >= top);
    smallest = (is_number & (some < smallest)) ? some : smallest;
  });
  const auto sum = [](const Counts& counts) {
    std::uint64_t out = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) out += static_cast<std::uint64_t>(counts[lane]);
    return out;
  };
  ends.at_top += sum(at_top);
  ends.not_numbers += values.size() - sum(numbers);
  Value least = smallest[0];
  for (std::size_t lane = 1; lane < lanes; ++lane) least = std::min<Value>(least, smallest[lane]);
  if (least == infinity || double{least} > ends.smallest) return;
  if (double{least} < ends.smallest) {
    ends.smallest = double{least};
    ends.at_smallest = 0;
  }
  Counts at_least = {};
  each([&](const Values& some) { at_least -= some == least; });
  ends.at_smallest += sum(at_least);
}

template <class Value>
void add_all(ChannelEnds& ends, std::span<const Value> values, double top) {
  constexpr std::size_t some = std::size_t{1} << 20U;
  const Value limit = not_below(top, Value{});
  for (; !values.empty(); values = values.subspan(std::min(some, values.size()))) {
    add_some(ends, values.first(std::min(some, values.size())), limit);
  }
}

}  // namespace

void add_to(ChannelEnds& ends, std::span<const float> values, double top) { add_all(ends, values, top); }
void add_to(ChannelEnds& ends, std::span<const double> values, double top) { add_all(ends, values, top); }

}  // namespace study
