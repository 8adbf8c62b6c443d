#include "study/gate_sample.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include <tbb/enumerable_thread_specific.h>

#include "panels/match.h"
#include "study/compensated_channels.h"
#include "study/instrument.h"
#include "study/parallel.h"

namespace study {
namespace {

fcs::Error in_file(fcs::Error error, const std::filesystem::path& file) {
  if (error.where.file.empty()) error.where.file = file.string();
  return error;
}

/// Appends the bits of a block to those of the events before it.
/// @param first  events before this block
void append(std::vector<std::uint64_t>& members, std::uint64_t first, std::span<const std::uint64_t> mask,
            std::size_t events) {
  members.resize((first + events + 63) / 64, 0);
  const auto shift = first % 64;
  auto word = first / 64;
  for (const auto bits : mask) {
    members[word] |= bits << shift;
    ++word;
    if (shift != 0 && word < members.size()) members[word] |= bits >> (64 - shift);
  }
}

void append_located(std::vector<fcs::Finding>& all, std::vector<fcs::Finding> findings,
                    const std::filesystem::path& file) {
  for (auto& finding : findings) {
    finding.deviation = in_file(std::move(finding.deviation), file);
    all.push_back(std::move(finding));
  }
}

/// Few enough that a block's columns stay in a near cache from decoding to the last gate, more than enough that what
/// is done once a block costs nothing.
constexpr std::size_t events_a_block = 512;
/// Large enough that a part's beginning costs nothing, small enough that threads end together.
constexpr std::uint64_t events_a_part = std::uint64_t{128} * events_a_block;

using gating::PopulationQuantiles;

/// What one thread gates events with.
struct Walker {
  fcs::BlockReader reader;
  gating::Evaluator evaluator;
  std::optional<PopulationQuantiles::Tally> tally{};
  std::vector<std::uint64_t> counts{};  ///< of all that was walked

  static fcs::Result<Walker> open(const fcs::Sample& sample, const gating::Plan& plan,
                                  const std::vector<fcs::ChannelIndex>& channels,
                                  const PopulationQuantiles* quantiles) {
    FCS_TRY(reader, fcs::BlockReader::open(sample, channels, events_a_block, fcs::Precision::singles_where_exact));
    Walker walker{std::move(reader), gating::Evaluator{plan}};
    if (quantiles != nullptr) walker.tally = quantiles->tally();
    return walker;
  }

  fcs::Result<void> walk(const GatedBlockVisitor& visit = {}) {
    for (;;) {
      FCS_TRY(block, reader.next());
      if (!block) break;
      take(*block);
      if (visit) visit(evaluator, *block);
    }
    counts = evaluator.counts();
    return fcs::success();
  }

  void take(const fcs::EventBlock& block) {
    evaluator.evaluate(block);
    if (tally) tally->add(evaluator);
  }

  void add(const Walker& other) {
    reader.add_findings_of(other.reader);
    if (counts.empty()) counts.resize(other.counts.size(), 0);
    for (std::size_t p = 0; p < other.counts.size(); ++p) counts[p] += other.counts[p];
  }
};

/// Gates the events in parts, on as many threads as this one has a share of, each with a walker of its own.
/// @error of the first part that has one
fcs::Result<void> walk_in_parts(const fcs::Sample& sample, const gating::Plan& plan, Walker& sum,
                                PopulationQuantiles* quantiles) {
  tbb::enumerable_thread_specific<std::optional<fcs::Result<Walker>>> walkers;
  std::vector<fcs::Result<void>> outcomes((sample.event_count + events_a_part - 1) / events_a_part, fcs::success());
  for_each_part(outcomes.size(), [&](std::size_t part) {
    auto& walker = walkers.local();
    if (!walker) walker.emplace(Walker::open(sample, plan, plan.channels(), quantiles));
    if (walker->has_error()) {
      outcomes[part] = walker->error();
      return;
    }
    walker->value().reader.seek(part * events_a_part, events_a_part);
    outcomes[part] = walker->value().walk();
  });
  for (const auto& outcome : outcomes) {
    FCS_CHECK(outcome);
  }
  std::vector<PopulationQuantiles::Tally> tallies;
  for (auto& walker : walkers) {
    sum.add(walker->value());
    if (quantiles != nullptr) tallies.push_back(*std::move(walker->value().tally));
  }
  if (quantiles != nullptr) quantiles->conclude(tallies);
  return fcs::success();
}

/// @return with the counts and what the reader found
fcs::Result<Walker> walk_over_everything(const fcs::Sample& sample, const gating::Plan& plan,
                                         const std::vector<fcs::ChannelIndex>& channels, const GatedBlockVisitor& visit,
                                         PopulationQuantiles* quantiles) {
  const bool in_parts = !visit && !works_alone() && fcs::can_seek(sample) && sample.event_count > events_a_part;
  FCS_TRY(walker, Walker::open(sample, plan, channels, in_parts ? nullptr : quantiles));
  if (in_parts) {
    FCS_CHECK(walk_in_parts(sample, plan, walker, quantiles));
    return walker;
  }
  FCS_CHECK(walker.walk(visit));
  if (quantiles != nullptr) quantiles->conclude({&*walker.tally, 1});
  return walker;
}

/// Where the events cannot be gone to, all are read and some blocks gated.
fcs::Result<void> walk_over_sample(const fcs::Sample& sample, const gating::Plan& plan,
                                   PopulationQuantiles& quantiles) {
  constexpr std::uint64_t one_of = 16;
  FCS_TRY(walker, Walker::open(sample, plan, plan.channels(), &quantiles));
  if (fcs::can_seek(sample)) {
    for (const auto& run : quantiles.sample_runs()) {
      walker.reader.seek(run.first, run.count);
      FCS_CHECK(walker.walk());
    }
  } else {
    for (std::uint64_t number = 0;; ++number) {
      FCS_TRY(block, walker.reader.next());
      if (!block) break;
      if (number % one_of == 0) walker.take(*block);
    }
  }
  quantiles.conclude({&*walker.tally, 1});
  return fcs::success();
}

/// Walks that only the quantiles need.
/// @param until  what they would walk next
fcs::Result<void> walk_for_quantiles(const fcs::Sample& sample, const gating::Plan& plan,
                                     PopulationQuantiles& quantiles, PopulationQuantiles::Walk until) {
  while (quantiles.next() != until && quantiles.next() != PopulationQuantiles::Walk::nothing) {
    if (quantiles.next() == PopulationQuantiles::Walk::sample) {
      FCS_CHECK(walk_over_sample(sample, plan, quantiles));
    } else {
      FCS_TRY(walker, walk_over_everything(sample, plan, plan.channels(), {}, &quantiles));
      static_cast<void>(walker);
    }
  }
  return fcs::success();
}

}  // namespace

fcs::Result<MatchedSample> match_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                        const panels::Panel* panel, const GateOptions& options) {
  FCS_TRY(sample, fcs::read_sample(file, options.dataset, options.read));
  auto names = gating::channel_names(strategy);
  for (const auto& channel : options.statistics.channels) {
    if (std::ranges::find(names, channel) == names.end()) names.push_back(channel);
  }
  auto mapping = panels::map_channels(names, sample.channels, panel, instrument_of(sample));
  return MatchedSample{std::move(sample), std::move(mapping), options.compensation, options.maps};
}

fcs::Result<gating::Plan> compile_for(const MatchedSample& matched, const gating::Strategy& strategy,
                                      std::span<const gating::Dimension> shown) {
  const auto& spillover = matched.sample.spillover;
  return gating::Plan::compile(strategy, matched.mapping,
                               {matched.sample.channels, spillover ? &*spillover : nullptr, matched.compensation,
                                compensated_channels(matched.sample), matched.maps.get()},
                               shown);
}

fcs::Result<GatedEvents> gate_events(const MatchedSample& matched, const gating::Plan& plan,
                                     const GatedBlockVisitor& visit, std::span<const fcs::ChannelIndex> channels,
                                     PopulationQuantiles* quantiles) {
  using Walk = PopulationQuantiles::Walk;
  if (quantiles != nullptr) {
    FCS_CHECK(walk_for_quantiles(matched.sample, plan, *quantiles, Walk::everything));
    if (quantiles->next() == Walk::nothing) quantiles = nullptr;
  }
  const auto read = channels.empty() ? plan.channels() : std::vector(channels.begin(), channels.end());
  FCS_TRY(walker, walk_over_everything(matched.sample, plan, read, visit, quantiles));
  if (quantiles != nullptr) {
    FCS_CHECK(walk_for_quantiles(matched.sample, plan, *quantiles, Walk::nothing));
  }
  GatedEvents out{std::move(walker.counts), matched.sample.findings};
  append_located(out.findings, walker.reader.findings(), matched.sample.file);
  append_located(out.findings, plan.findings(), matched.sample.file);
  return out;
}

fcs::Result<GatedSample> gate_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                     const panels::Panel* panel, const GateOptions& options) {
  FCS_TRY(matched, match_sample(file, strategy, panel, options));
  const bool measures = options.measure_references && panel != nullptr;
  FCS_TRY(structure, gating::populations(strategy));
  ReferenceMeter meter{measures ? panel->references : std::vector<panels::Reference>{}, strategy, structure,
                       matched.mapping};
  FCS_TRY(of_statistics, dimensions_of(options.statistics, strategy, matched.mapping, matched.sample));
  const auto compile = [&] {
    auto shown = meter.dimensions();
    shown.insert(shown.end(), of_statistics.begin(), of_statistics.end());
    return compile_for(matched, strategy, shown);
  };
  auto compiled = compile();
  if (!compiled && !meter.dimensions().empty()) {  // this sample cannot be measured; its gates may do all the same
    meter.give_up();
    compiled = compile();
  }
  FCS_TRY(plan, std::move(compiled));
  std::vector<PopulationResult> populations;
  for (std::size_t p = 0; p < plan.populations().size(); ++p) {
    auto& result = populations.emplace_back();
    result.population = plan.populations()[p];
    if (plan.obstacle(p)) result.obstacle = in_file(*plan.obstacle(p), file);
  }

  std::optional<EventSurvey> survey;
  if (options.surveyed) survey.emplace(matched.sample, plan, *options.surveyed);
  const auto keep = [&](const gating::Evaluator& evaluator, const fcs::EventBlock& block) {
    meter.add(evaluator);
    if (survey) survey->add(evaluator, block);
    for (std::size_t p = 0; options.keep_membership && p < populations.size(); ++p) {
      append(populations[p].members, block.first.value(), evaluator.mask(p), block.size);
    }
  };
  const bool looks_on = options.keep_membership || survey || !meter.dimensions().empty();
  std::vector<std::size_t> measured(of_statistics.size());
  std::iota(measured.begin(), measured.end(), meter.dimensions().size());
  std::vector<double> probabilities;
  for (const auto& statistic : options.statistics.statistics) probabilities.push_back(statistic.probability);
  PopulationQuantiles quantiles{plan, std::move(measured), probabilities, matched.sample.event_count};
  FCS_TRY(gated, gate_events(matched, plan, looks_on ? GatedBlockVisitor{keep} : GatedBlockVisitor{},
                             survey ? survey->channels() : plan.channels(), &quantiles));
  for (std::size_t p = 0; p < populations.size(); ++p) {
    populations[p].count = gated.counts[p];
    for (std::size_t d = 0; d < of_statistics.size(); ++d) {
      for (std::size_t q = 0; q < probabilities.size(); ++q) {
        populations[p].statistics.push_back(quantiles.value(p, d, q));
      }
    }
  }
  return GatedSample{
      std::move(matched.sample), std::move(matched.mapping), std::move(populations), std::move(gated.findings),
      plan.matrices(),           meter.measured(),           std::move(survey)};
}

}  // namespace study
