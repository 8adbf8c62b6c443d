#include "study/live_cohort.h"

#include <atomic>
#include <cassert>
#include <exception>
#include <utility>

#include "study/parallel.h"

namespace study {
namespace {

fcs::Result<void> count_into(SampleResult& result, const LiveSample& sample, const gating::Strategy& edited) {
  FCS_TRY(counts, sample.counts(edited));
  for (std::size_t p = 0; p < counts.size(); ++p) result.populations[p].count = counts[p];
  return fcs::success();
}

}  // namespace

LiveCohort::LiveCohort(Study study, Manifest manifest, std::vector<SampleGates> gates, const BatchOptions& options,
                       std::size_t memory_limit)
    : study_{std::move(study)},
      manifest_{std::move(manifest)},
      gates_{std::move(gates)},
      options_{options},
      memory_limit_{memory_limit},
      samples_(manifest_.rows.size()) {}

bool LiveCohort::recount(std::size_t panel, const gating::Strategy& edited, std::size_t gate,
                         std::span<SampleResult> results, const std::function<bool()>& is_cancelled) {
  assert(results.size() == samples_.size() && gates_.size() == samples_.size());
  std::atomic<bool> cancelled{false};
  for_each_index(samples_.size(), options_.jobs, [&](std::size_t i) {
    if (manifest_.rows[i].panel != panel || cancelled) return;
    if (is_cancelled && is_cancelled()) {
      cancelled = true;
      return;
    }
    recount_sample(i, edited, gate, results[i]);
  });
  return !cancelled;
}

void LiveCohort::recount_sample(std::size_t sample, const gating::Strategy& edited, std::size_t gate,
                                SampleResult& result) {
  if (result.failure) return;
  const auto& row = manifest_.rows[sample];
  auto& kept = samples_[sample];
  const auto count = [&]() -> fcs::Result<void> {
    if (kept && kept->answers(edited)) return count_into(result, *kept, edited);
    forget(sample);
    FCS_TRY(opened, LiveSample::open(study_, row, gates_[sample], edited, gate, options_));
    FCS_CHECK(count_into(result, opened, edited));
    const auto size = opened.bytes();
    if (bytes_.fetch_add(size) + size > memory_limit_) {
      bytes_ -= size;
    } else {
      kept = std::move(opened);
    }
    return fcs::success();
  };
  try {
    const auto counted = count();
    if (!counted.has_error()) return;
    result.failure = counted.error();
  } catch (const std::exception& exception) {  // out of memory: this sample's alone
    result.failure = fcs::Error{fcs::Code::internal, {row.file, "", {}}, "", exception.what()};
  }
  result.populations.clear();
  forget(sample);
}

void LiveCohort::forget(std::size_t sample) {
  if (!samples_[sample]) return;
  bytes_ -= samples_[sample]->bytes();
  samples_[sample].reset();
}

}  // namespace study
