#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "gating/gate.h"
#include "gating/transformation.h"

namespace gating {

/// fratio: A (x - B) / (y - C), x the numerator's value and y the denominator's, both after the gate's compensation.
struct Ratio {
  double A = 1, B = 0, C = 0;
  std::string numerator;    ///< channel name, or a fluorochrome where the gate names a spectrum matrix
  std::string denominator;  ///< likewise
  Bound bound;              ///< clamps the ratio
  friend bool operator==(const Ratio&, const Ratio&) = default;
};

/// Row i says how much each detector sees of fluorochrome i; or, `inverted_already`, the numbers are the inverse
/// itself.
struct SpectrumMatrix {
  std::vector<std::string> fluorochromes;  ///< n
  std::vector<std::string> detectors;      ///< m >= n: channel names
  std::vector<double> coefficients;        ///< n x m row-major, no unit; m x n where inverted_already
  bool inverted_already = false;
  friend bool operator==(const SpectrumMatrix&, const SpectrumMatrix&) = default;
};

/// A gate with its place in the hierarchy.
struct GateNode {
  std::string id;
  std::string name;                   ///< for people; the id where the document gives none. Of a QuadrantGate: unused
  std::optional<std::string> parent;  ///< id of a gate or of a Quadrant; none = all events
  Gate gate;
  friend bool operator==(const GateNode&, const GateNode&) = default;
};

/// A gating strategy: a plain value, in the order of its document. Ids live in one space.
struct Strategy {
  std::vector<GateNode> gates;
  std::map<std::string, Transformation> transformations;
  std::map<std::string, Ratio> ratios;
  std::map<std::string, SpectrumMatrix> matrices;
  friend bool operator==(const Strategy&, const Strategy&) = default;
};

inline constexpr auto root_id = "root";  ///< the population of all events

/// One population of a strategy: all events, a gate, or a Quadrant.
struct Population {
  std::string id;
  std::string name;
  std::string path;                     ///< names from the top down, joined by '/'; "root" for all events
  std::optional<std::size_t> parent;    ///< position in the list; none only for root
  std::optional<std::size_t> gate;      ///< position in Strategy::gates; none only for root
  std::optional<std::size_t> quadrant;  ///< position in QuadrantGate::quadrants, for a Quadrant
};

/// All populations, root first, then depth first with siblings in the order of the document: the order of every table.
/// @error Code::duplicate_id, dangling_reference, cyclic_reference (parents and Boolean operands together), bad_name (a
/// '/' in a
///        name, or one name twice among siblings), bad_gate (more than 1000 levels of parents)
[[nodiscard]] fcs::Result<std::vector<Population>> populations(const Strategy& strategy);

/// The population that `text` means: an id, a path, or the end of a path where that is unique.
/// @error Code::no_such_population, ambiguous_population (lists the candidates)
[[nodiscard]] fcs::Result<std::size_t> find_population(const std::vector<Population>& all, std::string_view text);

/// Every channel name that the strategy asks the sample for: dimensions without a spectrum matrix, inputs of ratios,
/// detectors of matrices in use. Sorted, each once.
[[nodiscard]] std::vector<std::string> channel_names(const Strategy& strategy);

}  // namespace gating
