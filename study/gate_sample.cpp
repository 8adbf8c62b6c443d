#include "study/gate_sample.h"

#include <utility>

#include "gating/evaluate.h"
#include "panels/match.h"

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

}  // namespace

fcs::Result<GatedSample> gate_sample(const std::filesystem::path& file, const gating::Strategy& strategy,
                                     const panels::Panel* panel, const GateOptions& options) {
  GatedSample out;
  FCS_TRY(sample, fcs::read_sample(file, options.dataset, options.read));
  out.sample = std::move(sample);
  out.mapping = panels::map_channels(gating::channel_names(strategy), out.sample.channels, panel);

  const gating::SampleDescription description{
      out.sample.channels, out.sample.spillover ? &*out.sample.spillover : nullptr, options.compensation};
  FCS_TRY(plan, gating::Plan::compile(strategy, out.mapping, description));
  gating::Evaluator evaluator{plan};
  for (std::size_t p = 0; p < plan.populations().size(); ++p) {
    auto& result = out.populations.emplace_back();
    result.population = plan.populations()[p];
    if (plan.obstacle(p)) result.obstacle = in_file(*plan.obstacle(p), file);
  }

  FCS_TRY(reader, fcs::BlockReader::open(out.sample, plan.channels()));
  for (;;) {
    FCS_TRY(block, reader.next());
    if (!block) break;
    evaluator.evaluate(*block);
    if (!options.keep_membership) continue;
    for (std::size_t p = 0; p < out.populations.size(); ++p) {
      append(out.populations[p].members, block->first.value(), evaluator.mask(p), block->size);
    }
  }
  for (std::size_t p = 0; p < out.populations.size(); ++p) out.populations[p].count = evaluator.counts()[p];

  out.findings = out.sample.findings;
  for (auto finding : reader.findings()) {
    finding.deviation = in_file(std::move(finding.deviation), file);
    out.findings.push_back(std::move(finding));
  }
  for (auto finding : plan.findings()) {
    finding.deviation = in_file(std::move(finding.deviation), file);
    out.findings.push_back(std::move(finding));
  }
  return out;
}

}  // namespace study
