#include "study/single_stains.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/elementary.h"
#include "gating/compensation.h"
#include "gating/statistics/quantile.h"
#include "panels/match.h"
#include "study/compensated_channels.h"
#include "study/instrument.h"
#include "study/statistics/median.h"

namespace study {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

constexpr double positive_quantile = 0.995;
constexpr std::uint64_t least_positives = 10;

Error in_file(Error error, const ControlFile& control) {
  error.where.file = control.file.string();
  return error;
}

/// The events of one control that count.
struct Events {
  EventColumns columns;      ///< one a detector
  std::vector<double> tops;  ///< of each detector's scale; infinite where it has none
  std::vector<fcs::Finding> findings;
};

/// The largest value that the channel can hold, infinite where nothing says so or values lie above it.
double top_of(const fcs::Channel& channel, const std::vector<double>& values) {
  constexpr auto none = std::numeric_limits<double>::infinity();
  if (!channel.range || !(*channel.range > 1) || values.empty()) return none;
  const auto scaled = [&channel](double stored) {
    const auto& log = channel.amplification;
    if (log.decades == 0) return stored / channel.gain;
    return log.offset * fcs::elementary::exp10(log.decades * stored / *channel.range);
  };
  return *std::ranges::max_element(values) > scaled(*channel.range) ? none : scaled(*channel.range - 1);
}

/// $PnN of the detector that a control is for.
Result<std::string> own_detector(const SingleStain& stain, const SpilloverOptions& options) {
  FCS_TRY(sample, fcs::read_sample(stain.control.file, stain.control.dataset, options.read));
  auto match = panels::match_channel(stain.name, sample.channels, options.panel, instrument_of(sample));
  if (match.has_error()) return in_file(std::move(match).error(), stain.control);
  return sample.channels[match.value().channel.value()].name;
}

Result<void> refuse_compensated(const fcs::Sample& sample, const std::vector<fcs::ChannelIndex>& channels) {
  const auto compensated = compensated_channels(sample);
  for (const auto channel : channels) {
    const auto found = compensated.find(channel);
    if (found == compensated.end()) continue;
    return Error{Code::already_compensated,
                 {sample.file.string(), "channel " + sample.channels[channel.value()].name, {}},
                 "values not yet compensated",
                 found->second};
  }
  return fcs::success();
}

Result<Events> read_events(const ControlFile& control, const std::vector<std::string>& detectors,
                           const SpilloverOptions& options) {
  FCS_TRY(matched, match_sample(control.file, options.strategy, options.panel, {control.dataset, options.read}));
  std::vector<gating::Dimension> shown;
  std::vector<fcs::ChannelIndex> channels;
  for (const auto& name : detectors) {
    const auto found = std::ranges::find(matched.sample.channels, name, &fcs::Channel::name);
    if (found == matched.sample.channels.end()) {
      return in_file({Code::no_such_channel, {}, "the detector of another control", name}, control);
    }
    matched.mapping.channels.insert_or_assign(name, found->index);
    shown.push_back({gating::ChannelReference{name}, gating::Uncompensated{}, std::nullopt});
    channels.push_back(found->index);
  }
  FCS_CHECK(refuse_compensated(matched.sample, channels));
  FCS_TRY(plan, compile_for(matched, options.strategy, shown));
  FCS_TRY(population, gating::find_population(plan.populations(), options.population));
  if (plan.obstacle(population)) return in_file(*plan.obstacle(population), control);

  Events events;
  events.columns.resize(detectors.size());
  const auto keep = [&](const gating::Evaluator& evaluator, const fcs::EventBlock&) {
    const auto mask = evaluator.mask(population);
    for (std::size_t word = 0; word < mask.size(); ++word) {
      for (auto bits = mask[word]; bits != 0; bits &= bits - 1) {
        const auto event = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        bool is_finite = true;
        for (std::size_t d = 0; d < detectors.size(); ++d)
          is_finite = is_finite && std::isfinite(evaluator.shown(d)[event]);
        if (!is_finite) continue;
        for (std::size_t d = 0; d < detectors.size(); ++d) events.columns[d].push_back(evaluator.shown(d)[event]);
      }
    }
  };
  FCS_TRY(gated, gate_events(matched, plan, keep));
  events.findings = std::move(gated.findings);
  for (std::size_t d = 0; d < detectors.size(); ++d) {
    events.tops.push_back(top_of(matched.sample.channels[channels[d].value()], events.columns[d]));
  }
  return events;
}

/// One control on its way to a row of the matrix.
class Row {
 public:
  Row(const ControlFile& control, const std::vector<std::string>& detectors, std::size_t own)
      : control_{control}, detectors_{detectors}, own_{own} {
    evidence_.channel = detectors[own];
    evidence_.file = control.file;
  }

  Result<ControlEvidence> estimate(const Events& events, const EventColumns& negatives, SpilloverEstimator estimator) {
    evidence_.events = events.columns[own_].size();
    auto unstained = negatives[own_];
    std::ranges::sort(unstained);
    evidence_.threshold = gating::quantile(unstained, positive_quantile);
    const auto positives = positives_of(events);
    evidence_.positives = positives[own_].size();
    if (evidence_.positives < least_positives) {
      return in_file({Code::bad_value,
                      {{}, "channel " + evidence_.channel, {}},
                      fmt::format("at least {} events above {}, below which {} % of the unstained lie", least_positives,
                                  evidence_.threshold, 100 * positive_quantile),
                      fmt::format("{} of {}", evidence_.positives, evidence_.events)},
                     control_);
    }
    for (const auto& column : positives) evidence_.positive_medians.push_back(median(column));
    evidence_.shares = spillover_shares(positives, negatives, own_, estimator);
    add_notes(events, positives);
    return std::move(evidence_);
  }

 private:
  EventColumns positives_of(const Events& events) {
    EventColumns out(detectors_.size());
    for (std::size_t e = 0; e < events.columns[own_].size(); ++e) {
      const double own = events.columns[own_][e];
      if (!(own > evidence_.threshold)) continue;
      if (own >= events.tops[own_]) {
        ++evidence_.saturated;
        continue;
      }
      for (std::size_t d = 0; d < detectors_.size(); ++d) out[d].push_back(events.columns[d][e]);
    }
    return out;
  }

  void add_notes(const Events& events, const EventColumns& positives) {
    constexpr std::uint64_t many = 100;
    constexpr double most_saturated = 0.01;
    constexpr double most_uncertain = 0.01;
    const auto note = [this](ControlWarning warning, std::string text) {
      evidence_.notes.push_back({warning, std::move(text)});
    };
    if (evidence_.positives < many) {
      note(ControlWarning::few_positives, fmt::format("only {} positive events", evidence_.positives));
    }
    const auto& shares = evidence_.shares.values;
    const auto peak = static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
    if (shares[peak] > 1) {
      note(ControlWarning::other_peak,
           fmt::format("{} sees {:.3g} times as much of this dye: is the control another one's?", detectors_[peak],
                       shares[peak]));
    }
    const auto all = static_cast<double>(evidence_.positives + evidence_.saturated);
    if (static_cast<double>(evidence_.saturated) > most_saturated * all) {
      note(ControlWarning::saturated,
           fmt::format("{} of {:.0f} positive events are at the top of the scale and were left out",
                       evidence_.saturated, all));
    }
    for (std::size_t d = 0; d < detectors_.size(); ++d) {
      if (d == own_) continue;
      const auto at_top = std::ranges::count_if(positives[d], [top = events.tops[d]](double x) { return x >= top; });
      if (static_cast<double>(at_top) > most_saturated * static_cast<double>(evidence_.positives)) {
        note(ControlWarning::saturated,
             fmt::format("{} positive events are at the top of the scale of {}", at_top, detectors_[d]));
      }
      const double error = evidence_.shares.standard_errors[d];
      if (shares[d] < -3 * error) {
        note(ControlWarning::negative_share,
             fmt::format("{} sees {:.3g} of this dye, which is less than nothing", detectors_[d], shares[d]));
      }
      if (error > most_uncertain) {
        note(ControlWarning::uncertain_share,
             fmt::format("the share in {} is uncertain by {:.2g}", detectors_[d], error));
      }
    }
  }

  const ControlFile& control_;
  const std::vector<std::string>& detectors_;
  std::size_t own_;
  ControlEvidence evidence_;
};

}  // namespace

std::string_view name(ControlWarning warning) {
  switch (warning) {
    case ControlWarning::few_positives:
      return "few_positives";
    case ControlWarning::other_peak:
      return "other_peak";
    case ControlWarning::saturated:
      return "saturated";
    case ControlWarning::negative_share:
      return "negative_share";
    case ControlWarning::uncertain_share:
      break;
  }
  return "uncertain_share";
}

Result<ComputedSpillover> compute_spillover(const SingleStains& stains, const SpilloverOptions& options) {
  std::vector<std::string> detectors;
  for (const auto& stain : stains.controls) {
    FCS_TRY(detector, own_detector(stain, options));
    if (std::ranges::find(detectors, detector) != detectors.end()) {
      return in_file({Code::duplicate_row, {}, "one control for each detector", detector}, stain.control);
    }
    detectors.push_back(std::move(detector));
  }
  FCS_TRY(negatives, read_events(stains.unstained, detectors, options));
  ComputedSpillover out;
  out.estimator = options.estimator;
  out.negatives = negatives.columns.front().size();
  if (out.negatives < least_positives) {
    return in_file({Code::bad_value,
                    {{}, "unstained control", {}},
                    fmt::format("at least {} events", least_positives),
                    fmt::format("{}", out.negatives)},
                   stains.unstained);
  }
  for (const auto& column : negatives.columns) out.negative_medians.push_back(median(column));
  out.findings = std::move(negatives.findings);
  out.matrix.detectors = detectors;
  for (std::size_t own = 0; own < detectors.size(); ++own) {
    const auto& control = stains.controls[own].control;
    FCS_TRY(events, read_events(control, detectors, options));
    Row row{control, detectors, own};
    FCS_TRY(evidence, row.estimate(events, negatives.columns, options.estimator));
    std::ranges::move(events.findings, std::back_inserter(out.findings));
    out.matrix.fluorochromes.push_back("Comp-" + detectors[own]);
    out.matrix.coefficients.insert(out.matrix.coefficients.end(), evidence.shares.values.begin(),
                                   evidence.shares.values.end());
    out.controls.push_back(std::move(evidence));
  }
  FCS_TRY(unmixing, gating::unmixing(out.matrix));
  static_cast<void>(unmixing);
  out.condition_number = gating::condition_number(out.matrix.coefficients, detectors.size(), detectors.size());
  return out;
}

}  // namespace study
