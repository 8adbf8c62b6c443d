#include "study/control_flags.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "study/controls.h"
#include "study/table.h"

namespace study {
namespace {

/// Gathers the edges that one cause concerns into one flag.
class FlagsByCause {
 public:
  /// @return the flag, without a message
  Flag& add(std::string name, std::string cause, const ResolvedThreshold& threshold) {
    const auto known = std::ranges::find_if(
        causes_, [&](const Cause& other) { return other.flag.name == name && other.text == cause; });
    auto& entry = known == causes_.end() ? causes_.emplace_back() : *known;
    entry.flag.name = std::move(name);
    entry.text = std::move(cause);
    entry.edges.push_back(fmt::format("{} ({})", fcs::printable(threshold.gate), fcs::printable(threshold.dimension)));
    return entry.flag;
  }

  [[nodiscard]] std::vector<Flag> flags() && {
    std::vector<Flag> out;
    for (auto& cause : causes_) {
      cause.flag.message = fmt::format("{}: {}", fmt::join(cause.edges, ", "), cause.text);
      out.push_back(std::move(cause.flag));
    }
    return out;
  }

 private:
  struct Cause {
    Flag flag;
    std::string text;
    std::vector<std::string> edges;
  };
  std::vector<Cause> causes_;
};

/// More of a control's events from the template's edge on, in percent, are no chance.
double most_past_template(double quantile) { return std::max(2.0, 500 - 500 * quantile); }

void flag_stained(const panels::Threshold& threshold, const ResolvedThreshold& resolved, const Rules& rules,
                  FlagsByCause& flags) {
  const auto& control = *resolved.control;
  if (control.events == 0) return;
  const auto past = percentage(control.events_past_template, control.events, rules);
  const double limit = most_past_template(threshold.quantile);
  if (past.interval->low <= limit) return;
  auto& flag = flags.add("CONTROL_FAIL",
                         fmt::format("{} has more events beyond the template's edge than a tube without the marker: is "
                                     "it stained, or does the template not fit?",
                                     control.control),
                         resolved);
  flag.value = std::max(flag.value.value_or(0), *past.value);
  flag.limit = limit;
  flag.limit_source = "5 times what lies beyond the quantile, 2 % at least";
}

/// What speaks against an edge of this control for this sample. What the sample suffers from itself, it says itself.
std::set<std::string_view> objections(const SampleResult& control, const SampleResult& sample) {
  std::set<std::string_view> out;
  for (const auto& flag : control.flags) {
    const bool counts = flag.level == FlagLevel::fail || flag.name == "NO_COMPENSATION" || flag.name == "COMP_MISMATCH";
    const bool is_shared = std::ranges::any_of(sample.flags, [&flag](const Flag& own) {
      return own.name == flag.name && (own.level == flag.level || own.level == FlagLevel::fail);
    });
    if (counts && !is_shared) out.insert(flag.name);
  }
  return out;
}

}  // namespace

std::vector<Flag> control_flags(std::span<const panels::Threshold> thresholds,
                                std::span<const ResolvedThreshold> resolved, const Rules& rules) {
  assert(thresholds.size() == resolved.size());
  FlagsByCause flags;
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    const auto& edge = resolved[i];
    if (!edge.fallback.empty()) flags.add("FMO_MISSING", "the template's edge is used: " + edge.fallback, edge);
    if (!edge.control) continue;
    const auto& control = *edge.control;
    if (control.rung != ControlRung::same_visit) {
      flags.add(fmt::format("FMO_FALLBACK_{}", static_cast<int>(control.rung)),
                fmt::format("the edge is that of {}, of the {}", control.control, name(control.rung)), edge);
    }
    if (control.events < fewest_control_events) {
      auto& flag = flags.add("FMO_LOW", fmt::format("{} has few events in the parent gate", control.control), edge);
      const auto events = static_cast<double>(control.events);
      flag.value = std::min(flag.value.value_or(events), events);
      flag.limit = static_cast<double>(fewest_control_events);
    }
    flag_stained(thresholds[i], edge, rules, flags);
  }
  return std::move(flags).flags();
}

void flag_failed_controls(const Manifest& manifest, std::vector<SampleResult>& samples) {
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < samples.size(); ++i) by_name[manifest.rows[i].sample] = i;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (manifest.rows[i].stain != "FULL") continue;
    FlagsByCause flags;
    const auto object_to = [&](const std::string& control, const ResolvedThreshold& threshold) {
      const auto found = objections(samples[by_name.at(control)], samples[i]);
      if (found.empty()) return;
      flags
          .add("CONTROL_FAIL", fmt::format("{} decides, and is flagged {}", control, fmt::join(found, ", ")), threshold)
          .level = FlagLevel::fail;
    };
    for (const auto& threshold : samples[i].thresholds) {
      if (!threshold.control) continue;
      object_to(threshold.control->control, threshold);
      for (const auto& other : threshold.control->rests_on) object_to(other, threshold);
    }
    std::ranges::move(std::move(flags).flags(), std::back_inserter(samples[i].flags));
  }
}

}  // namespace study
