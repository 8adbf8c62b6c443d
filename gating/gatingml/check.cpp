#include "gating/gatingml/check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "gating/compensation.h"
#include "gating/gatingml/detail/document_reader.h"
#include "gating/gatingml/detail/schema.h"
#include "gating/gatingml/detail/xml.h"
#include "gating/geometry.h"
#include "gating/reach.h"

namespace gating::gatingml {
namespace {

using fcs::Code;
using fcs::Error;

bool is_symmetric(const EllipsoidGate& gate) {
  const auto size = gate.dimensions.size();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (gate.covariance[i * size + j] != gate.covariance[j * size + i]) return false;
    }
  }
  return true;
}

std::string text_of(const Interval& extent) { return fmt::format("{} to {}", extent.min, extent.max); }

class Checker {
 public:
  Checker(detail::Reading reading, const ChannelTops& tops) : reading_{std::move(reading)}, tops_{tops} {}

  CheckReport check(const detail::Element& root) {
    out_.errors = std::move(reading_.errors);
    const bool is_whole = out_.errors.empty();
    out_.warnings = std::move(reading_.findings);
    for (auto& deviation : detail::schema_deviations(root, reading_.definitions)) {
      out_.warnings.push_back(std::move(deviation));
    }
    for (const auto& [id, matrix] : reading_.strategy.matrices) check_matrix(id, matrix);
    for (const auto& node : reading_.strategy.gates) {
      if (const auto* ellipsoid = std::get_if<EllipsoidGate>(&node.gate)) check_ellipsoid(node.id, *ellipsoid);
      if (const auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) check_cells(*quadrants);
    }
    if (is_whole) check_reach();
    std::ranges::stable_sort(out_.errors, {}, detail::position_of);
    std::ranges::stable_sort(out_.warnings, {},
                             [](const fcs::Finding& finding) { return detail::position_of(finding.deviation); });
    return std::move(out_);
  }

 private:
  const detail::Element& element(const std::string& id) const { return reading_.ids.elements().at(id); }

  void warn(const std::string& id, Code code, std::string expected, std::string found, std::string assumed) {
    if (out_.warnings.size() >= detail::Errors::most) return;
    out_.warnings.push_back({element(id).error(code, std::move(expected), std::move(found)), std::move(assumed)});
  }

  void check_matrix(const std::string& id, const SpectrumMatrix& matrix) {
    auto made = unmixing(matrix);
    if (made.has_value()) return;
    auto error = std::move(made).error();
    out_.errors.push_back(element(id).error(error.code, std::move(error.expected), std::move(error.found)));
  }

  void check_ellipsoid(const std::string& id, const EllipsoidGate& gate) {
    auto inverse = invert(gate.covariance, gate.dimensions.size(), gate.dimensions.size());
    if (inverse.has_error()) {
      auto error = std::move(inverse).error();
      out_.errors.push_back(
          element(id).error(error.code, "a covarianceMatrix whose rows are independent", error.found));
    } else if (gate.distance_square == 0) {
      warn(id, Code::bad_gate, "distanceSquare > 0", "0", "only events exactly at the mean are in it");
    } else if (is_symmetric(gate) && !half_extents(gate.covariance, gate.distance_square)) {
      warn(id, Code::bad_gate, "a positive definite covarianceMatrix", "one that is not",
           "it is used as it stands; what it holds is no ellipsoid");
    }
  }

  /// Two Quadrants that take the same cells hold the same events, and one of them was meant otherwise.
  void check_cells(const QuadrantGate& gate) {
    if (gate.dividers.empty()) return;  // the outline of one that could not be read
    std::map<std::string, const std::vector<double>*> values_of;
    for (const auto& divider : gate.dividers) values_of.emplace(divider.id, &divider.values);
    std::map<std::set<std::pair<std::string, std::ptrdiff_t>>, std::string> taken;
    for (const auto& quadrant : gate.quadrants) {
      std::set<std::pair<std::string, std::ptrdiff_t>> cells;
      for (const auto& [divider, location] : quadrant.positions) {
        const auto& values = *values_of.at(divider);
        cells.emplace(divider, std::ranges::upper_bound(values, location) - values.begin());
      }
      const auto [before, is_new] = taken.emplace(std::move(cells), quadrant.id);
      if (is_new) continue;
      warn(quadrant.id, Code::bad_gate, "a cell that no other Quadrant of the gate takes", "that of " + before->second,
           "both hold the same events");
    }
  }

  void check_reach() {
    const auto all = populations(reading_.strategy);
    if (all.has_error()) return;  // else the reading would have had an error
    for (const auto& one : unreachable_populations(reading_.strategy, all.value(), tops_.top_of, tops_.sample)) {
      warn(all.value()[one.population].id, Code::bad_gate,
           fmt::format("a gate that reaches into {} of {}, by {}", text_of(one.given), one.dimension, one.known_by),
           text_of(one.wanted), "hardly an event can be in it");
    }
  }

  detail::Reading reading_;
  const ChannelTops& tops_;
  CheckReport out_;
};

}  // namespace

CheckReport check(std::string_view xml, const std::string& file, const ChannelTops& tops) {
  const auto source = detail::XmlFile::parse(xml, file);
  if (source.has_error()) return {{source.error()}, {}};
  const auto root = source.value()->root();
  if (auto is_gating_ml = detail::check_root(root); is_gating_ml.has_error()) {
    return {{std::move(is_gating_ml).error()}, {}};
  }
  return Checker{detail::read_document(root), tops}.check(root);
}

}  // namespace gating::gatingml
