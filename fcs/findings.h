#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "fcs/base/result.h"
#include "fcs/tolerance.h"

namespace fcs {

/// A value, and what was tolerated on the way to it.
template <class T>
struct WithFindings {
  T value;
  std::vector<Finding> findings;
};

/// Collects tolerated deviations. With Tolerance::none() they are one error in the end, so that one pass names them
/// all.
class Findings {
 public:
  explicit Findings(Tolerance tolerance) : tolerance_{tolerance} {}

  [[nodiscard]] Tolerance tolerance() const { return tolerance_; }

  void tolerate(Error deviation, std::string assumed) {
    findings_.push_back({std::move(deviation), std::move(assumed)});
  }
  /// What the standard allows, but a user should know.
  void note(Error observed, std::string assumed) {
    findings_.push_back({std::move(observed), std::move(assumed), /*is_note=*/true});
  }
  /// Takes over what another stage tolerated.
  void append(std::vector<Finding> findings) {
    findings_.insert(findings_.end(), std::make_move_iterator(findings.begin()),
                     std::make_move_iterator(findings.end()));
  }

  /// @error with Tolerance::none(): the first deviation, the others as its further problems
  [[nodiscard]] Result<void> verdict() const;
  /// `error`, and with Tolerance::none() the deviations met before it as its further problems.
  [[nodiscard]] Error joined(Error error) const;

  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  Tolerance tolerance_;
  std::vector<Finding> findings_;
};

/// A file with a thousand faults is told by its first ones.
inline constexpr std::size_t most_further_problems = 19;

/// Adds a problem to the further ones of `error`, unless there are as many already.
void add_further(Error& error, const Error& problem);

/// `findings` and the value they belong to, unless they are refused.
template <class T>
[[nodiscard]] Result<WithFindings<T>> judged(T value, Findings& findings) {
  FCS_CHECK(findings.verdict());
  return WithFindings<T>{std::move(value), findings.take()};
}

}  // namespace fcs
