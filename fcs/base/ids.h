#pragma once

#include <compare>
#include <cstddef>

namespace fcs {

/// A position of one kind: a row cannot be passed for a column, and the only conversion is spelt out.
template <class Tag>
class Index {
 public:
  constexpr Index() = default;
  constexpr explicit Index(std::size_t value) : value_{value} {}
  [[nodiscard]] constexpr std::size_t value() const { return value_; }
  friend constexpr auto operator<=>(Index, Index) = default;

 private:
  std::size_t value_ = 0;
};

using ChannelIndex = Index<struct ChannelTag>;  ///< column of the event matrix; n of $PnN is value() + 1
using EventIndex = Index<struct EventTag>;      ///< row of the event matrix

}  // namespace fcs
