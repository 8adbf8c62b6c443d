#include "study/turnover.h"

#include <algorithm>
#include <bit>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "panels/match.h"
#include "study/instrument.h"

namespace study {
namespace {

/// One of the two strategies, walking through the blocks of both.
class Side {
 public:
  /// @param channels  of the blocks; what the plan needs beside them is added
  Side(const gating::Plan& plan, std::vector<fcs::ChannelIndex>& channels) : evaluator_{plan} {
    for (const auto channel : plan.channels()) {
      auto found = std::ranges::find(channels, channel);
      if (found == channels.end()) found = channels.insert(found, channel);
      positions_.push_back(static_cast<std::size_t>(found - channels.begin()));
    }
    columns_.resize(positions_.size());
  }

  void evaluate(fcs::EventBlock block) {
    for (std::size_t c = 0; c < positions_.size(); ++c) columns_[c] = block.columns[positions_[c]];
    block.columns = columns_;
    evaluator_.evaluate(block);
  }

  [[nodiscard]] const gating::Evaluator& evaluator() const { return evaluator_; }

 private:
  gating::Evaluator evaluator_;
  std::vector<std::size_t> positions_;  ///< in a block of both, of the plan's channels
  std::vector<std::span<const double>> columns_;
};

/// Events that are in one mask and not in the other.
std::uint64_t only_in(std::span<const std::uint64_t> mask, std::span<const std::uint64_t> other) {
  std::uint64_t count = 0;
  for (std::size_t word = 0; word < mask.size(); ++word) {
    count += static_cast<std::uint64_t>(std::popcount(mask[word] & ~(other.empty() ? 0 : other[word])));
  }
  return count;
}

std::optional<SideCount> count_of(const gating::Plan& plan, const gating::Evaluator& evaluator,
                                  std::optional<std::size_t> population) {
  if (!population) return std::nullopt;
  const auto parent = plan.populations()[*population].parent.value_or(*population);
  return SideCount{evaluator.counts()[*population], evaluator.counts()[parent], plan.obstacle(*population)};
}

/// What both strategies ask a sample for.
std::vector<std::string> channel_names(const gating::Strategy& before, const gating::Strategy& after) {
  std::set<std::string> names;
  for (const auto* strategy : {&before, &after}) {
    for (auto& name : gating::channel_names(*strategy)) names.insert(std::move(name));
  }
  return {names.begin(), names.end()};
}

void append_new(std::vector<fcs::Finding>& all, const std::vector<fcs::Finding>& findings, const fcs::Sample& sample) {
  for (auto finding : findings) {
    if (finding.deviation.where.file.empty()) finding.deviation.where.file = sample.file.string();
    const auto same = [&finding](const fcs::Finding& known) { return message(known) == message(finding); };
    if (std::ranges::none_of(all, same)) all.push_back(std::move(finding));
  }
}

}  // namespace

std::optional<double> SideCount::percent_of_parent() const {
  if (obstacle || parent_count == 0) return std::nullopt;
  return 100.0 * static_cast<double>(count) / static_cast<double>(parent_count);
}

bool PopulationTurnover::is_known() const { return !(before && before->obstacle) && !(after && after->obstacle); }

fcs::Result<SampleTurnover> turnover(const std::filesystem::path& file, const gating::Strategy& before,
                                     const gating::Strategy& after, const gating::StrategyDiff& diff,
                                     const panels::Panel* panel, const GateOptions& options) {
  FCS_TRY(sample, fcs::read_sample(file, options.dataset, options.read));
  auto mapping = panels::map_channels(channel_names(before, after), sample.channels, panel, instrument_of(sample));
  const MatchedSample matched{std::move(sample), std::move(mapping), options.compensation};
  FCS_TRY(plan_before, compile_for(matched, before));
  FCS_TRY(plan_after, compile_for(matched, after));

  std::vector<fcs::ChannelIndex> channels;
  Side side_before{plan_before, channels};
  Side side_after{plan_after, channels};
  SampleTurnover out;
  out.events = matched.sample.event_count;
  out.populations.resize(diff.populations.size());
  FCS_TRY(reader, fcs::BlockReader::open(matched.sample, channels));
  for (;;) {
    FCS_TRY(block, reader.next());
    if (!block) break;
    side_before.evaluate(*block);
    side_after.evaluate(*block);
    for (std::size_t p = 0; p < out.populations.size(); ++p) {
      const auto& pair = diff.populations[p];
      using Mask = std::span<const std::uint64_t>;
      const auto mask_before = pair.before ? side_before.evaluator().mask(*pair.before) : Mask{};
      const auto mask_after = pair.after ? side_after.evaluator().mask(*pair.after) : Mask{};
      out.populations[p].entering += only_in(mask_after, mask_before);
      out.populations[p].leaving += only_in(mask_before, mask_after);
    }
  }
  for (std::size_t p = 0; p < out.populations.size(); ++p) {
    out.populations[p].before = count_of(plan_before, side_before.evaluator(), diff.populations[p].before);
    out.populations[p].after = count_of(plan_after, side_after.evaluator(), diff.populations[p].after);
  }
  for (const auto& findings :
       {matched.sample.findings, reader.findings(), plan_before.findings(), plan_after.findings()}) {
    append_new(out.findings, findings, matched.sample);
  }
  return out;
}

}  // namespace study
