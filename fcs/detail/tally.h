#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fcs/findings.h"

namespace fcs::detail {

/// One kind of deviation, met any number of times: a TEXT with a million faults gives one finding.
class Tally {
 public:
  /// @param at  in the file; 0 to 0 where there is no such place
  void add(std::string_view name, ByteRange at) {
    if (count_ == 0) first_ = at;
    if (count_ < most_named) names_ += fmt::format("{}{}", count_ == 0 ? "" : ", ", printable(name, 64));
    ++count_;
  }
  [[nodiscard]] std::size_t count() const { return count_; }

  /// Nothing, where nothing was met.
  void report(Findings& findings, Code code, std::string_view item, std::string_view expected,
              std::string_view assumed) const {
    if (count_ > 0) findings.tolerate(error(code, item, expected), std::string{assumed});
  }
  /// Likewise of what the standard allows.
  void note(Findings& findings, Code code, std::string_view item, std::string_view expected,
            std::string_view assumed) const {
    if (count_ > 0) findings.note(error(code, item, expected), std::string{assumed});
  }

 private:
  [[nodiscard]] Error error(Code code, std::string_view item, std::string_view expected) const {
    auto found = names_;
    if (count_ > most_named) found += fmt::format(" and {} more", count_ - most_named);
    Place place{"", std::string{item}, {}};
    if (first_ != ByteRange{}) place.at = first_;
    return {code, std::move(place), std::string{expected}, std::move(found)};
  }

  static constexpr std::size_t most_named = 5;
  std::size_t count_ = 0;
  ByteRange first_;
  std::string names_;
};

}  // namespace fcs::detail
