#include "study/controls.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "gating/statistics/quantile.h"
#include "panels/match.h"
#include "study/gate_sample.h"
#include "study/parallel.h"

namespace study {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

bool is_same_marker(const std::string& one, const std::string& other) {
  if (one == other) return true;
  const auto marker = panels::parse_label(one).marker;
  return !marker.empty() && marker == panels::parse_label(other).marker;
}

/// Whether the control leaves out what the dimension measures, by the panel's names for it.
bool is_control_of(const ManifestRow& control, const panels::Panel& panel, const std::string& dimension) {
  if (is_same_marker(control.control_marker, dimension)) return true;
  return std::ranges::any_of(panel.stains, [&](const panels::Stain& stain) {
    return is_same_marker(stain.marker, dimension) && std::ranges::any_of(stain.aliases, [&](const std::string& alias) {
             return is_same_marker(alias, control.control_marker);
           });
  });
}

std::optional<ControlRung> rung_of(const ManifestRow& control, const ManifestRow& sample) {
  const auto run = sample.kept("run_id");
  const bool is_same_run = control.kept("run_id") == run;
  if (!sample.subject.empty() && control.subject == sample.subject && control.visit_name == sample.visit_name &&
      is_same_run) {
    return ControlRung::same_visit;
  }
  if (!run.empty() && is_same_run) return ControlRung::same_run;
  if (!sample.batch.empty() && control.batch == sample.batch) return ControlRung::same_batch;
  return std::nullopt;
}

/// A control that a sample may ask, and how near it stands.
struct Candidate {
  std::size_t row = 0;
  ControlRung rung = ControlRung::same_visit;
};

/// How many gates above the threshold's have thresholds of their own: those must be known before it can be taken.
std::size_t depth_of(const panels::Panel& panel, const panels::Threshold& threshold) {
  const auto node_of = [&panel](const std::string& id) {
    return std::ranges::find_if(panel.strategy.gates, [&](const gating::GateNode& node) {
      if (node.id == id) return true;
      const auto* quadrants = std::get_if<gating::QuadrantGate>(&node.gate);
      return quadrants != nullptr && std::ranges::find(quadrants->quadrants, id, &gating::QuadrantGate::Quadrant::id) !=
                                         quadrants->quadrants.end();
    });
  };
  std::size_t depth = 0;
  auto node = node_of(threshold.gate);
  while (node != panel.strategy.gates.end() && node->parent) {
    node = node_of(*node->parent);
    if (node == panel.strategy.gates.end()) break;
    if (std::ranges::find(panel.thresholds, node->id, &panels::Threshold::gate) != panel.thresholds.end()) ++depth;
  }
  return depth;
}

/// The dimension of a gate that looks at a channel.
const gating::Dimension* find_dimension(const gating::Gate& gate, const std::string& name) {
  const gating::Dimension* found = nullptr;
  gating::for_each_dimension(gate, [&](const gating::Dimension& dimension) {
    const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
    if (found == nullptr && channel != nullptr && channel->name == name) found = &dimension;
  });
  return found;
}

Error no_cut(const ManifestRow& control, std::string expected, std::string found) {
  return {Code::control_not_applied, {control.file, "", {}}, std::move(expected), std::move(found)};
}

/// @param values         of the control's events in the parent of the threshold's gate, at least one, no NaN
/// @param template_edge  data units
Result<ControlCut> cut_at(const ManifestRow& control, std::vector<double> values, double probability,
                          std::optional<double> template_edge) {
  std::ranges::sort(values);
  const auto from = [&values](double edge) {
    return static_cast<std::uint64_t>(values.end() - std::ranges::lower_bound(values, edge));
  };
  ControlCut cut;
  cut.control = control.sample;
  cut.value = gating::quantile(values, probability);
  cut.events = values.size();
  if (!std::isfinite(cut.value)) {
    const auto infinite = std::ranges::count_if(values, [](double value) { return std::isinf(value); });
    return no_cut(control, fmt::format("a finite value at the quantile {}", probability),
                  fmt::format("infinite values in {} of {} events", infinite, values.size()));
  }
  cut.percent_above = 100 * static_cast<double>(from(cut.value)) / static_cast<double>(values.size());
  if (template_edge) cut.events_past_template = from(*template_edge);
  return cut;
}

/// Controls that decided edges of this strategy, and those that these rest on.
std::vector<std::string> deciders(const ResolvedStrategy& resolved) {
  std::set<std::string> out;
  for (const auto& threshold : resolved.thresholds) {
    if (!threshold.control) continue;
    out.insert(threshold.control->control);
    out.insert(threshold.control->rests_on.begin(), threshold.control->rests_on.end());
  }
  return {out.begin(), out.end()};
}

/// Where a control cuts, for several thresholds in one pass over its file.
/// @param wanted  positions in the panel's thresholds
Result<std::map<std::size_t, Result<ControlCut>>> cuts_of(const StudyPanel& panel, const ManifestRow& control,
                                                          const SampleGates& gates, std::span<const std::size_t> wanted,
                                                          const BatchOptions& options) {
  const auto& thresholds = panel.panel.thresholds;
  FCS_TRY(resolved, resolve(panel.panel.strategy, thresholds, gates));
  std::vector<gating::Dimension> shown;
  std::vector<std::size_t> parents;
  for (const auto t : wanted) {
    const auto node = std::ranges::find(resolved.strategy.gates, thresholds[t].gate, &gating::GateNode::id);
    const auto* dimension = find_dimension(node->gate, thresholds[t].dimension);
    if (dimension == nullptr) return no_cut(control, "a gate that looks at " + thresholds[t].dimension, "an override");
    shown.push_back(*dimension);
    const auto parent =
        std::ranges::find(panel.populations, node->parent.value_or(gating::root_id), &gating::Population::id);
    parents.push_back(static_cast<std::size_t>(parent - panel.populations.begin()));
  }
  FCS_TRY(matched, match_sample(control.path, resolved.strategy, &panel.panel,
                                {control.dataset, options.read, options.compensation, false}));
  FCS_TRY(plan, compile_for(matched, resolved.strategy, shown));
  std::vector<std::vector<double>> values(wanted.size());
  const auto keep_members = [&](const gating::Evaluator& evaluator, const fcs::EventBlock& block) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (plan.obstacle(parents[i])) continue;
      const auto mask = evaluator.mask(parents[i]);
      const auto column = evaluator.shown(i);
      for (std::size_t event = 0; event < block.size; ++event) {
        const bool is_member = (mask[event / 64] >> (event % 64) & 1U) != 0;
        if (is_member && !std::isnan(column[event])) values[i].push_back(column[event]);
      }
    }
  };
  FCS_CHECK(gate_events(matched, plan, keep_members));
  std::map<std::size_t, Result<ControlCut>> cuts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& threshold = thresholds[wanted[i]];
    if (plan.obstacle(parents[i])) {
      cuts.emplace(wanted[i], *plan.obstacle(parents[i]));
    } else if (values[i].empty()) {
      cuts.emplace(wanted[i], no_cut(control, "events in the gate's parent", "none"));
    } else {
      auto cut = cut_at(control, std::move(values[i]), threshold.quantile, resolved.thresholds[wanted[i]].value);
      if (cut.has_value()) cut.value().rests_on = deciders(resolved);
      cuts.emplace(wanted[i], std::move(cut));
    }
  }
  return cuts;
}

class Controls {
 public:
  Controls(const Study& study, const Manifest& manifest, const BatchOptions& options,
           const std::function<bool()>& is_cancelled)
      : study_{study}, manifest_{manifest}, options_{options}, is_cancelled_{is_cancelled} {}

  std::vector<SampleGates> gates(std::span<const std::size_t> rows) {
    std::vector<SampleGates> out(manifest_.rows.size());
    for (const auto& [row, changed] : manifest_.overrides) out[row].changed = changed;
    const auto asking = with_controls(rows);
    for (const auto row : asking) out[row].edges.resize(thresholds_of(row).size());
    for (std::size_t depth = 0; depth <= deepest(); ++depth) {
      const auto cuts = cuts_at(depth, asking, out);
      for (const auto row : asking) {
        for (std::size_t t = 0; t < thresholds_of(row).size(); ++t) {
          if (depth_of(row, t) == depth) out[row].edges[t] = edge_of(row, t, cuts);
        }
      }
    }
    return out;
  }

 private:
  using Cuts = std::map<std::pair<std::size_t, std::size_t>, Result<ControlCut>>;  ///< by row and threshold

  [[nodiscard]] const StudyPanel& panel_of(std::size_t row) const { return study_.panels[manifest_.rows[row].panel]; }
  [[nodiscard]] const std::vector<panels::Threshold>& thresholds_of(std::size_t row) const {
    return panel_of(row).panel.thresholds;
  }
  [[nodiscard]] std::size_t depth_of(std::size_t row, std::size_t threshold) const {
    return study::depth_of(panel_of(row).panel, thresholds_of(row)[threshold]);
  }
  [[nodiscard]] std::size_t deepest() const {
    std::size_t depth = 0;
    for (const auto& panel : study_.panels) {
      for (const auto& threshold : panel.panel.thresholds) {
        depth = std::max(depth, study::depth_of(panel.panel, threshold));
      }
    }
    return depth;
  }

  /// Controls decide about fully stained samples, and about each other.
  [[nodiscard]] bool is_controlled(std::size_t row) const {
    const auto& stain = manifest_.rows[row].stain;
    return (stain == "FULL" || stain == "FMO") && !thresholds_of(row).empty();
  }

  /// Whether a tube may decide about a threshold of a row, however far it stands.
  [[nodiscard]] bool is_usable(const ManifestRow& control, std::size_t row, std::size_t threshold) const {
    return control.stain == "FMO" && control.panel == manifest_.rows[row].panel && control.use_for_analysis &&
           is_control_of(control, panel_of(row).panel, thresholds_of(row)[threshold].dimension);
  }

  /// Nearest first.
  [[nodiscard]] std::vector<Candidate> candidates(std::size_t row, std::size_t threshold) const {
    const auto& sample = manifest_.rows[row];
    std::vector<Candidate> out;
    for (std::size_t i = 0; i < manifest_.rows.size(); ++i) {
      const auto& control = manifest_.rows[i];
      if (!is_usable(control, row, threshold)) continue;
      if (const auto rung = rung_of(control, sample)) out.push_back({i, *rung});
    }
    std::ranges::stable_sort(out, {}, [&](const Candidate& candidate) {
      return std::pair{candidate.rung, manifest_.rows[candidate.row].timepoint != sample.timepoint};
    });
    return out;
  }

  /// The rows, and the controls that they and their controls may ask.
  [[nodiscard]] std::set<std::size_t> with_controls(std::span<const std::size_t> rows) const {
    std::vector<std::size_t> open{rows.begin(), rows.end()};
    if (open.empty()) {
      open.resize(manifest_.rows.size());
      std::iota(open.begin(), open.end(), std::size_t{0});
    }
    std::set<std::size_t> out;
    while (!open.empty()) {
      const auto row = open.back();
      open.pop_back();
      if (!is_controlled(row) || !out.insert(row).second) continue;
      for (std::size_t t = 0; t < thresholds_of(row).size(); ++t) {
        for (const auto& candidate : candidates(row, t)) open.push_back(candidate.row);
      }
    }
    return out;
  }

  /// Gates the controls; those of smaller depth are in `gates` already.
  [[nodiscard]] Cuts cuts_at(std::size_t depth, const std::set<std::size_t>& asking,
                             const std::vector<SampleGates>& gates) const {
    std::map<std::size_t, std::vector<std::size_t>> wanted;
    for (const auto row : asking) {
      const auto& control = manifest_.rows[row];
      if (control.stain != "FMO") continue;
      for (std::size_t t = 0; t < thresholds_of(row).size(); ++t) {
        const bool is_asked =
            depth_of(row, t) == depth && is_control_of(control, panel_of(row).panel, thresholds_of(row)[t].dimension);
        if (is_asked) wanted[row].push_back(t);
      }
    }
    const std::vector<std::pair<std::size_t, std::vector<std::size_t>>> jobs(wanted.begin(), wanted.end());
    std::vector<std::map<std::size_t, Result<ControlCut>>> found(jobs.size());
    for_each_index(jobs.size(), options_.jobs, [&](std::size_t i) {
      if (is_cancelled_ && is_cancelled_()) return;
      found[i] = all_cuts(jobs[i].first, gates[jobs[i].first], jobs[i].second);
    });
    Cuts cuts;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (auto& [threshold, cut] : found[i]) cuts.emplace(std::pair{jobs[i].first, threshold}, std::move(cut));
    }
    return cuts;
  }

  /// A control that cannot be read says so for each threshold.
  [[nodiscard]] std::map<std::size_t, Result<ControlCut>> all_cuts(std::size_t row, const SampleGates& gates,
                                                                   std::span<const std::size_t> wanted) const {
    const auto& control = manifest_.rows[row];
    std::optional<Error> failure;
    try {
      auto cuts = cuts_of(panel_of(row), control, gates, wanted, options_);
      if (cuts.has_value()) return std::move(cuts).value();
      failure = std::move(cuts.error());
    } catch (const std::exception& exception) {  // out of memory: this control's alone
      failure = Error{Code::internal, {control.file, "", {}}, "", exception.what()};
    }
    if (failure->where.file.empty() || failure->where.file == control.path.string()) failure->where.file = control.file;
    std::map<std::size_t, Result<ControlCut>> out;
    for (const auto threshold : wanted) out.emplace(threshold, *failure);
    return out;
  }

  [[nodiscard]] ControlledEdge edge_of(std::size_t row, std::size_t threshold, const Cuts& cuts) const {
    ControlledEdge edge;
    for (const auto& candidate : candidates(row, threshold)) {
      const auto found = cuts.find({candidate.row, threshold});
      if (found == cuts.end()) continue;
      if (found->second.has_error()) {
        edge.why_not += (edge.why_not.empty() ? "" : "; ") + message(found->second.error());
        continue;
      }
      edge.cut = found->second.value();
      edge.cut->rung = candidate.rung;
      return edge;
    }
    if (edge.why_not.empty()) edge.why_not = why_no_candidate(row, threshold);
    return edge;
  }

  /// Names the tubes that only another run_id keeps from deciding.
  [[nodiscard]] std::string why_no_candidate(std::size_t row, std::size_t threshold) const {
    const auto& sample = manifest_.rows[row];
    std::string why = "no FMO tube without the marker is of the same subject, visit and run_id, or run_id, or batch";
    for (const auto& control : manifest_.rows) {
      const bool is_near = !sample.subject.empty() && control.subject == sample.subject &&
                           control.visit_name == sample.visit_name && is_usable(control, row, threshold);
      if (is_near) {
        why += fmt::format("; {} has the run_id '{}', the sample '{}'", fcs::printable(control.sample),
                           fcs::printable(control.kept("run_id")), fcs::printable(sample.kept("run_id")));
      }
    }
    return why;
  }

  const Study& study_;
  const Manifest& manifest_;
  const BatchOptions& options_;
  const std::function<bool()>& is_cancelled_;
};

}  // namespace

std::vector<SampleGates> gates_of_samples(const Study& study, const Manifest& manifest, const BatchOptions& options,
                                          std::span<const std::size_t> rows,
                                          const std::function<bool()>& is_cancelled) {
  return Controls{study, manifest, options, is_cancelled}.gates(rows);
}

}  // namespace study
