#pragma once

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

/// Collects tolerated deviations; with Tolerance::none() the first deviation is the error instead.
class Findings {
 public:
  explicit Findings(Tolerance tolerance) : tolerance_{tolerance} {}

  [[nodiscard]] Result<void> tolerate(Error deviation, std::string assumed) {
    if (!tolerance_.repairs()) return deviation;
    findings_.push_back({std::move(deviation), std::move(assumed)});
    return success();
  }
  /// Takes over what another stage tolerated.
  void append(std::vector<Finding> findings) {
    findings_.insert(findings_.end(), std::make_move_iterator(findings.begin()),
                     std::make_move_iterator(findings.end()));
  }
  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  Tolerance tolerance_;
  std::vector<Finding> findings_;
};

}  // namespace fcs
