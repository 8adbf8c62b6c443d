#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "fcs/base/result.h"

namespace gating::gatingml::detail {

/// Line and column, for sorting; what has none comes first.
[[nodiscard]] inline std::pair<std::uint32_t, std::uint32_t> position_of(const fcs::Error& error) {
  const auto* at = std::get_if<fcs::LineColumn>(&error.where.at);
  return at == nullptr ? std::pair{0U, 0U} : std::pair{at->line, at->column};
}

/// Gathers the errors of parts that can be looked at one by one, so that one does not hide the others.
class Errors {
 public:
  /// As many as anyone reads; whoever goes on to the next part may stop here.
  static constexpr std::size_t most = 1000;

  void add(fcs::Error error) {
    auto further = std::exchange(error.further, {});
    errors_.push_back(std::move(error));
    errors_.insert(errors_.end(), std::make_move_iterator(further.begin()), std::make_move_iterator(further.end()));
  }

  /// What the result holds; nothing where it is an error, which is added.
  template <class T>
  std::optional<T> keep(fcs::Result<T> result) {
    if (result.has_value()) return std::move(result).value();
    add(std::move(result).error());
    return std::nullopt;
  }
  /// Whether it is a success; an error is added.
  bool keep(fcs::Result<void> result) {
    if (result.has_error()) add(std::move(result).error());
    return result.has_value();
  }

  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] bool is_full() const { return errors_.size() >= most; }
  [[nodiscard]] std::vector<fcs::Error>& all() { return errors_; }

  /// The first with the others as its further ones; success where there is none.
  [[nodiscard]] fcs::Result<void> result() {
    if (errors_.empty()) return fcs::success();
    auto first = std::move(errors_.front());
    first.further.assign(std::make_move_iterator(std::next(errors_.begin())), std::make_move_iterator(errors_.end()));
    errors_.clear();
    return first;
  }

 private:
  std::vector<fcs::Error> errors_;
};

}  // namespace gating::gatingml::detail
