#include "study/gate_sample.h"

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

/// Large enough that a part's beginning costs nothing, small enough that threads end together.
constexpr std::uint64_t events_a_part = std::uint64_t{64} * fcs::BlockReader::default_block_size;

/// What one thread gates events with.
struct Walker {
  fcs::BlockReader reader;
  gating::Evaluator evaluator;
  std::vector<std::uint64_t> counts{};  ///< of all that was walked

  static fcs::Result<Walker> open(const fcs::Sample& sample, const gating::Plan& plan,
                                  const std::vector<fcs::ChannelIndex>& channels) {
    FCS_TRY(reader, fcs::BlockReader::open(sample, channels, fcs::BlockReader::default_block_size,
                                           fcs::Precision::singles_where_exact));
    return Walker{std::move(reader), gating::Evaluator{plan}};
  }

  fcs::Result<void> walk(const GatedBlockVisitor& visit = {}) {
    for (;;) {
      FCS_TRY(block, reader.next());
      if (!block) break;
      evaluator.evaluate(*block);
      if (visit) visit(evaluator, *block);
    }
    counts = evaluator.counts();
    return fcs::success();
  }

  void add(const Walker& other) {
    reader.add_findings_of(other.reader);
    if (counts.empty()) counts.resize(other.counts.size(), 0);
    for (std::size_t p = 0; p < other.counts.size(); ++p) counts[p] += other.counts[p];
  }
};

/// Gates the events in parts, on as many threads as this one has a share of, each with a walker of its own.
/// @error of the first part that has one
fcs::Result<void> walk_in_parts(const fcs::Sample& sample, const gating::Plan& plan, Walker& sum) {
  tbb::enumerable_thread_specific<std::optional<fcs::Result<Walker>>> walkers;
  std::vector<fcs::Result<void>> outcomes((sample.event_count + events_a_part - 1) / events_a_part, fcs::success());
  for_each_part(outcomes.size(), [&](std::size_t part) {
    auto& walker = walkers.local();
    if (!walker) walker.emplace(Walker::open(sample, plan, plan.channels()));
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
  for (const auto& walker : walkers) sum.add(walker->value());
  return fcs::success();
}

}  // namespace

fcs::Result<MatchedSample> match_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                        const panels::Panel* panel, const GateOptions& options) {
  FCS_TRY(sample, fcs::read_sample(file, options.dataset, options.read));
  auto mapping = panels::map_channels(gating::channel_names(strategy), sample.channels, panel, instrument_of(sample));
  return MatchedSample{std::move(sample), std::move(mapping), options.compensation};
}

fcs::Result<gating::Plan> compile_for(const MatchedSample& matched, const gating::Strategy& strategy,
                                      std::span<const gating::Dimension> shown) {
  const auto& spillover = matched.sample.spillover;
  return gating::Plan::compile(strategy, matched.mapping,
                               {matched.sample.channels, spillover ? &*spillover : nullptr, matched.compensation,
                                compensated_channels(matched.sample)},
                               shown);
}

fcs::Result<GatedEvents> gate_events(const MatchedSample& matched, const gating::Plan& plan,
                                     const GatedBlockVisitor& visit, std::span<const fcs::ChannelIndex> channels) {
  const auto read = channels.empty() ? plan.channels() : std::vector(channels.begin(), channels.end());
  FCS_TRY(walker, Walker::open(matched.sample, plan, read));
  if (visit || !fcs::can_seek(matched.sample) || matched.sample.event_count <= events_a_part) {
    FCS_CHECK(walker.walk(visit));
  } else {
    FCS_CHECK(walk_in_parts(matched.sample, plan, walker));
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
  auto compiled = compile_for(matched, strategy, meter.dimensions());
  if (!compiled && !meter.dimensions().empty()) {  // this sample cannot be measured; its gates may do all the same
    meter.give_up();
    compiled = compile_for(matched, strategy);
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
  FCS_TRY(gated, gate_events(matched, plan, looks_on ? GatedBlockVisitor{keep} : GatedBlockVisitor{},
                             survey ? survey->channels() : plan.channels()));
  for (std::size_t p = 0; p < populations.size(); ++p) populations[p].count = gated.counts[p];
  return GatedSample{
      std::move(matched.sample), std::move(matched.mapping), std::move(populations), std::move(gated.findings),
      plan.matrices(),           meter.measured(),           std::move(survey)};
}

}  // namespace study
