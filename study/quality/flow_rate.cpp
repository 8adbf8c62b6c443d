#include "study/quality/flow_rate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "study/statistics/median.h"

namespace study {
namespace {

constexpr std::size_t most_bins = 4096;
constexpr double slow = 0.5;  ///< of the rate of the fastest tenth

double mean_of(std::span<const std::uint64_t> events_per_bin) {
  const auto all = std::accumulate(events_per_bin.begin(), events_per_bin.end(), std::uint64_t{0});
  return static_cast<double>(all) / static_cast<double>(events_per_bin.size());
}

/// Adds neighbours in pairs.
void merge_pairs(std::vector<std::uint64_t>& bins) {
  for (std::size_t i = 0; 2 * i < bins.size(); ++i) {
    bins[i] = bins[2 * i] + (2 * i + 1 < bins.size() ? bins[2 * i + 1] : 0);
  }
  bins.resize((bins.size() + 1) / 2);
}

}  // namespace

FlowRate flow_rate(std::span<const std::uint64_t> events_per_bin) {
  const auto [median, robust_sd] = median_and_spread({events_per_bin.begin(), events_per_bin.end()});
  FlowRate out{median, robust_sd, {}};
  for (const auto events : events_per_bin) {
    const double difference = static_cast<double>(events) - median;
    out.robust_z.push_back(difference == 0 ? 0 : difference / robust_sd);
  }
  return out;
}

UnsteadyFlow unsteady_flow(std::span<const std::uint64_t> events_per_bin, double largest_robust_z) {
  const auto rate = flow_rate(events_per_bin);
  const double counting_sd = std::sqrt(mean_of(events_per_bin));
  UnsteadyFlow out;
  std::uint64_t unsteady_events = 0;
  for (std::size_t bin = 0; bin < events_per_bin.size(); ++bin) {
    const double difference = std::abs(static_cast<double>(events_per_bin[bin]) - rate.median);
    const double z = difference == 0 ? 0 : std::min(std::abs(rate.robust_z[bin]), difference / counting_sd);
    out.is_unsteady.push_back(z > largest_robust_z);
    if (!out.is_unsteady.back()) continue;
    out.largest_z = std::max(out.largest_z, z);
    unsteady_events += events_per_bin[bin];
  }
  const auto all_events = std::accumulate(events_per_bin.begin(), events_per_bin.end(), std::uint64_t{0});
  if (all_events > 0) {
    out.percent_of_events = 100 * static_cast<double>(unsteady_events) / static_cast<double>(all_events);
  }
  return out;
}

double percent_slow(std::span<const std::uint64_t> events_per_bin) {
  std::vector<std::uint64_t> bins{events_per_bin.begin(), events_per_bin.end()};
  std::ranges::sort(bins);
  const auto fast = static_cast<double>(bins[bins.size() * 9 / 10]);
  const double least = slow * std::max(fast, mean_of(bins));
  const auto slow_bins =
      std::ranges::count_if(bins, [least](std::uint64_t events) { return static_cast<double>(events) < least; });
  return 100 * static_cast<double>(slow_bins) / static_cast<double>(bins.size());
}

void TimeRecord::halve_resolution() {
  merge_pairs(bins_);
  bins_per_unit_ /= 2;
}

void TimeRecord::add(std::span<const double> times) {
  for (const double time : times) {
    if (!std::isfinite(time)) {
      ++not_numbers_;
      continue;
    }
    if (events_ == 0) first_ = last_ = time;
    ++events_;
    const double step = time - last_;
    if (step > longest_gap_.length) longest_gap_ = {last_, step};
    steps_back_ += step < 0 ? 1 : 0;
    last_ = time;
    double position = (time - first_ + half_tick_) * bins_per_unit_;
    if (!std::isfinite(position)) {
      ++beyond_ticks_;
      continue;
    }
    if (position < 0) continue;
    while (position >= static_cast<double>(most_bins)) {
      halve_resolution();
      position /= 2;
    }
    const auto bin = static_cast<std::size_t>(position);
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    ++bins_[bin];
  }
}

std::vector<std::uint64_t> TimeRecord::events_per_bin(double events) const {
  auto out = bins_;
  while (out.size() > 1 && static_cast<double>(events_) < events * static_cast<double>(out.size())) merge_pairs(out);
  if (!out.empty()) out.pop_back();
  return out;
}

double TimeRecord::mean_interval() const {
  return events_ < 2 ? 0 : (last_ - first_) / static_cast<double>(events_ - 1);
}

}  // namespace study
