#include "study/quality/sample_quality.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "fcs/scale.h"
#include "panels/panel.h"
#include "panels/pulse.h"
#include "study/quality/denominators.h"
#include "study/quality/drift.h"
#include "study/quality/file_identity.h"
#include "study/quality/kept_cells.h"
#include "study/quality/residual_spill.h"
#include "study/statistics/median.h"

namespace study {
namespace {

/// A gap is unusual where a steady flow would have had this many events in it: by chance once in e^30 intervals.
constexpr double events_in_a_gap = 30;
/// Of the top of the scale: dimmer cells say nothing of spill, as their noise in one channel is taken out of the other
/// by compensation.
constexpr double bright = 0.01;
constexpr double one_peak = 0.5;  ///< robust coefficient of variation under which a stain has one peak

using Limit = QualityLimit QualityLimits::*;

Flag make_flag(const QualityLimits& limits, std::string name, double value, Limit limit, std::string message) {
  return {std::move(name), FlagLevel::warn, value, (limits.*limit).value, source_of(limits, limit), std::move(message)};
}

/// Appends what is furthest from its limit, in multiples of it.
void append_worst(std::vector<Flag>& flags, std::vector<Flag> candidates) {
  const auto excess = [](const Flag& flag) { return std::max(*flag.value / *flag.limit, *flag.limit / *flag.value); };
  const auto worst = std::ranges::max_element(candidates, {}, excess);
  if (worst != candidates.end()) flags.push_back(std::move(*worst));
}

std::vector<Flag> too_few_events(const SurveyedSample& sample, const QualityLimits& limits) {
  const auto all = denominators(sample.panel);
  std::vector<Flag> out;
  for (const auto population : all) {
    if (sample.populations[population].obstacle) continue;
    const bool is_nested =
        std::ranges::any_of(all, [&](std::size_t other) { return lies_within(sample.panel, population, other); });
    const auto limit = is_nested ? &QualityLimits::min_denominator_cells : &QualityLimits::min_cells;
    const auto count = static_cast<double>(sample.populations[population].count);
    if (count >= (limits.*limit).value) continue;
    out.push_back(make_flag(limits, "LOW_EVENTS", count, limit,
                            fmt::format("{} has {} events", sample.panel.populations[population].path, count)));
  }
  return out;
}

void flag_flow(const TimeRecord& time, const QualityLimits& limits, std::vector<Flag>& flags) {
  const auto bins = time.events_per_bin(fewest_events_per_bin);
  if (bins.size() < fewest_bins) return;
  std::vector<Flag> found;
  const auto flow = unsteady_flow(bins, limits.max_flow_rate_z.value);
  if (const auto unsteady = std::ranges::count(flow.is_unsteady, true); unsteady > 0) {
    found.push_back(make_flag(limits, "FLOWRATE_UNSTABLE", flow.largest_z, &QualityLimits::max_flow_rate_z,
                              fmt::format("{} of {} bins of time are far off the usual number of events; they hold "
                                          "{:.1f} % of the events",
                                          unsteady, bins.size(), flow.percent_of_events)));
  }
  if (const double slow = percent_slow(bins); slow > limits.max_slow_percent.value) {
    found.push_back(
        make_flag(limits, "FLOWRATE_UNSTABLE", slow, &QualityLimits::max_slow_percent,
                  fmt::format("{:.0f} % of the time is at less than half of the rate of the fastest tenth", slow)));
  }
  append_worst(flags, std::move(found));
}

void flag_time(const SurveyedSample& sample, const QualityLimits& limits, std::vector<Flag>& flags) {
  const auto& time = sample.survey.time();
  if (!time || time->beyond_ticks() > 0) return;
  if (time->steps_back() > 0) {
    flags.push_back({"TIME_BACKWARDS", FlagLevel::warn, static_cast<double>(time->steps_back()), 0, "time runs forward",
                     "events are earlier than the one before: flow rate and gaps cannot be judged"});
    return;
  }
  flag_flow(*time, limits, flags);
  const auto& gap = time->longest_gap();
  const bool is_unusual = gap.length > events_in_a_gap * time->mean_interval();
  if (!sample.survey.time_is_in_seconds() || !is_unusual || gap.length <= limits.max_gap_s.value) return;
  flags.push_back(make_flag(limits, "TIME_GAP", gap.length, &QualityLimits::max_gap_s,
                            fmt::format("no event for {:.2f} s from {:.2f} s on", gap.length, gap.begin)));
}

/// Calls visit(column of the survey, channel) for each channel that is not Time.
template <class Visit>
void for_each_channel(const SurveyedSample& sample, Visit visit) {
  const auto& channels = sample.survey.channels();
  for (std::size_t column = 0; column < channels.size(); ++column) {
    const auto& channel = sample.sample.channels[channels[column].value()];
    if (!channel.is_time) visit(column, channel);
  }
}

std::vector<Flag> drifts(const SurveyedSample& sample, const QualityLimits& limits) {
  std::vector<Flag> out;
  for_each_channel(sample, [&](std::size_t column, const fcs::Channel& channel) {
    auto values = sample.survey.column(column);
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    const auto found = drift(values);
    const auto name = fcs::printable(channel.name);
    if (found.decades.value_or(0) > limits.max_drift_decades.value) {
      out.push_back(make_flag(
          limits, "DRIFT", *found.decades, &QualityLimits::max_drift_decades,
          fmt::format("{}: the median of a tenth of the events is {:.2f} decades off", name, *found.decades)));
    }
    if (found.robust_sds > limits.max_drift_rsd.value) {
      out.push_back(make_flag(limits, "DRIFT", found.robust_sds, &QualityLimits::max_drift_rsd,
                              fmt::format("{}: the median of a tenth of the events is {:.2f} robust standard "
                                          "deviations off",
                                          name, found.robust_sds)));
    }
  });
  return out;
}

std::vector<Flag> margins(const SurveyedSample& sample, const QualityLimits& limits, std::uint64_t fewest_events) {
  std::vector<Flag> out;
  if (sample.sample.event_count < fewest_events) return out;
  const auto events = static_cast<double>(sample.sample.event_count);
  for_each_channel(sample, [&](std::size_t column, const fcs::Channel& channel) {
    const auto& ends = sample.survey.ends()[column];
    const auto add = [&](std::uint64_t count, std::string_view where) {
      const double percent = 100 * static_cast<double>(count) / events;
      if (count < 2 || percent <= limits.max_margin_percent.value) return;
      out.push_back(
          make_flag(limits, "MARGIN", percent, &QualityLimits::max_margin_percent,
                    fmt::format("{}: {:.1f} % of the events are at {}", fcs::printable(channel.name), percent, where)));
    };
    add(ends.at_top, "the top of the scale");
    add(ends.at_smallest, fmt::format("the smallest value, {}", ends.smallest));
  });
  return out;
}

/// Events without a number lie in no gate.
std::vector<Flag> invalid_values(const SurveyedSample& sample) {
  std::vector<Flag> out;
  const auto events = static_cast<double>(sample.sample.event_count);
  const auto add = [&](std::uint64_t count, std::string_view channel, std::string_view what) {
    if (count == 0) return;
    const double percent = 100 * static_cast<double>(count) / events;
    out.push_back({"INVALID_VALUES", FlagLevel::warn, percent, 0, "values are numbers",
                   fmt::format("{}: {:.3g} % of the events {}", fcs::printable(channel), percent, what)});
  };
  for_each_channel(sample, [&](std::size_t column, const fcs::Channel& channel) {
    add(sample.survey.ends()[column].not_numbers, channel.name, "have no number");
  });
  if (const auto& time = sample.survey.time()) {
    add(time->not_numbers(), "Time", "have no number");
    add(time->beyond_ticks(), "Time",
        "are too far from the first to count the ticks between; flow rate and gaps cannot be judged");
  }
  return out;
}

/// The channels of a gate's dimensions; of no dimension that is a ratio or that the sample does not have.
std::vector<const fcs::Channel*> channels_of(const gating::Gate& gate, const SurveyedSample& sample) {
  std::vector<const fcs::Channel*> out;
  gating::for_each_dimension(gate, [&](const gating::Dimension& dimension) {
    const auto* reference = std::get_if<gating::ChannelReference>(&dimension.source);
    if (reference == nullptr) return;
    const auto found = sample.mapping.channels.find(reference->name);
    if (found != sample.mapping.channels.end()) out.push_back(&sample.sample.channels[found->second.value()]);
  });
  return out;
}

/// Two measures of one pulse: FSC-A against FSC-H or FSC-W.
bool tells_doublets(const gating::Gate& gate, const SurveyedSample& sample) {
  const auto channels = channels_of(gate, sample);
  return channels.size() == 2 && panels::measure_one_pulse(*channels[0], *channels[1]);
}

bool tells_viability(const gating::Gate& gate, const SurveyedSample& sample) {
  bool found = false;
  gating::for_each_dimension(gate, [&](const gating::Dimension& dimension) {
    const auto* reference = std::get_if<gating::ChannelReference>(&dimension.source);
    found = found || (reference != nullptr && std::ranges::any_of(sample.panel.panel.stains, [&](const auto& stain) {
                        return stain.role == panels::Role::viability && stain.marker == reference->name;
                      }));
  });
  return found;
}

/// Percent of its parent of each population whose gate is of a kind.
/// @param fewest_events  of the parent
template <class IsOfKind>
std::vector<std::pair<std::size_t, double>> percents_of_parent(const SurveyedSample& sample, IsOfKind is_of_kind,
                                                               std::uint64_t fewest_events) {
  std::vector<std::pair<std::size_t, double>> out;
  for (std::size_t i = 0; i < sample.panel.populations.size(); ++i) {
    const auto& population = sample.panel.populations[i];
    if (!population.gate || population.quadrant || sample.populations[i].obstacle) continue;
    if (!is_of_kind(sample.panel.panel.strategy.gates[*population.gate].gate, sample)) continue;
    const auto parent = sample.populations[*population.parent].count;
    if (parent == 0 || parent < fewest_events) continue;
    out.emplace_back(i, 100 * static_cast<double>(sample.populations[i].count) / static_cast<double>(parent));
  }
  return out;
}

std::vector<Flag> doublets(const SurveyedSample& sample, const QualityLimits& limits, std::uint64_t fewest_events) {
  std::vector<Flag> out;
  for (const auto& [population, percent] : percents_of_parent(sample, tells_doublets, fewest_events)) {
    if (100 - percent <= limits.max_doublet_percent.value) continue;
    out.push_back(
        make_flag(limits, "HIGH_DOUBLETS", 100 - percent, &QualityLimits::max_doublet_percent,
                  fmt::format("{:.1f} % lie outside of {}", 100 - percent, sample.panel.populations[population].path)));
  }
  return out;
}

std::vector<Flag> dead_cells(const SurveyedSample& sample, const QualityLimits& limits, std::uint64_t fewest_events) {
  std::vector<Flag> out;
  for (const auto& [population, percent] : percents_of_parent(sample, tells_viability, fewest_events)) {
    if (percent >= limits.min_viability_percent.value) continue;
    out.push_back(make_flag(limits, "LOW_VIABILITY", percent, &QualityLimits::min_viability_percent,
                            fmt::format("{:.1f} % lie in {}", percent, sample.panel.populations[population].path)));
  }
  return out;
}

/// Whether cells are alike in a channel, and so bright that what they spill shows.
bool is_bright_peak(const std::vector<double>& values, const fcs::Channel& channel, const fcs::Scale& scale) {
  if (values.empty() || !channel.range) return false;
  const auto spread = median_and_spread(values);
  return spread.median > bright * fcs::scale_value(scale, *channel.range) &&
         spread.robust_sd < one_peak * spread.median;
}

std::vector<Flag> residual_spills(const SurveyedSample& sample, const KeptCells& cells, const QualityLimits& limits) {
  std::vector<Flag> out;
  const auto* spillover = cells.spillover();
  if (spillover == nullptr) return out;
  const auto channel_of = [&](std::size_t detector) -> const fcs::Channel& {
    return *std::ranges::find(sample.sample.channels, spillover->detectors[detector], &fcs::Channel::name);
  };
  for (const auto population : innermost_denominators(sample.panel)) {
    for (std::size_t dye = 0; dye < spillover->size(); ++dye) {
      const auto& bright_channel = channel_of(dye);
      const auto x = cells.values(bright_channel.index, population);
      const auto& scale = sample.sample.layout.columns[bright_channel.index.value()].scale;
      if (!is_bright_peak(x, bright_channel, scale)) continue;
      for (std::size_t detector = 0; detector < spillover->size(); ++detector) {
        if (detector == dye || spillover->at(dye, detector) <= 0) continue;
        const auto& seen_in = channel_of(detector);
        const auto residual = residual_spill(x, cells.values(seen_in.index, population));
        if (!residual || !residual->is_certain || std::abs(residual->slope) <= limits.max_residual_spill.value)
          continue;
        out.push_back(
            make_flag(limits, "COMP_MISMATCH", std::abs(residual->slope), &QualityLimits::max_residual_spill,
                      fmt::format("{} changes by {:.3f} a unit of {} within {}, after compensation by {}",
                                  fcs::printable(seen_in.name), residual->slope, fcs::printable(bright_channel.name),
                                  sample.panel.populations[population].path, spillover->at(dye, detector))));
      }
    }
  }
  return out;
}

}  // namespace

std::vector<Flag> quality_flags(const SurveyedSample& sample, const KeptCells& cells, const Study& study) {
  const auto& limits = study.quality;
  const auto fewest_events = study.rules.min_denominator;
  std::vector<Flag> flags;
  append_worst(flags, too_few_events(sample, limits));
  flag_time(sample, limits, flags);
  append_worst(flags, drifts(sample, limits));
  append_worst(flags, margins(sample, limits, fewest_events));
  append_worst(flags, doublets(sample, limits, fewest_events));
  append_worst(flags, dead_cells(sample, limits, fewest_events));
  append_worst(flags, residual_spills(sample, cells, limits));
  const auto invalid = invalid_values(sample);
  const auto most_invalid = std::ranges::max_element(invalid, {}, [](const Flag& flag) { return *flag.value; });
  if (most_invalid != invalid.end()) flags.push_back(*most_invalid);
  return flags;
}

SampleTraits traits_of(const fcs::Sample& sample, const gating::ChannelMapping& mapping) {
  SampleTraits traits;
  for (const auto name : identity_keywords) {
    if (const auto* keyword = sample.keywords.find(name)) traits.identity.add(*keyword);
  }
  for (const auto& [name, channel] : mapping.channels) {
    traits.channels.emplace(name, sample.channels[channel.value()].name);
  }
  return traits;
}

}  // namespace study
