#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace study {

/// How evenly events arrived, in bins of equal time.
struct FlowRate {
  double median = 0;             ///< events a bin
  double robust_sd = 0;          ///< 1.4826 * median absolute deviation; events a bin
  std::vector<double> robust_z;  ///< of each bin: (events - median) / robust_sd
};

/// @param events_per_bin  at least one bin
/// Source: study model, section 4; vectors in `flow_rate_qc`.
[[nodiscard]] FlowRate flow_rate(std::span<const std::uint64_t> events_per_bin);

struct UnsteadyFlow {
  std::vector<bool> is_unsteady;  ///< one a bin
  double largest_z = 0;           ///< of unsteady bins, without its sign; finite
  double percent_of_events = 0;   ///< in unsteady bins
};

/// A bin is unsteady where it is further from the median than the limit says, in robust standard deviations and also in
/// those of counting (the square root of the mean): no flow is steadier than chance, so a robust_sd that came out small
/// from few bins accuses nobody. Its z is the smaller of the two distances.
/// @param largest_robust_z  above 0
[[nodiscard]] UnsteadyFlow unsteady_flow(std::span<const std::uint64_t> events_per_bin, double largest_robust_z);

/// Percent of the bins that hold less than half of what the fastest tenth of them does (of the mean, where that is
/// more). It finds what unsteady_flow cannot: where a third of the time or more is slow, robust_sd grows with it.
/// @param events_per_bin  at least one bin
[[nodiscard]] double percent_slow(std::span<const std::uint64_t> events_per_bin);

/// Flow is judged by bins of as many events or more on average: counting alone moves such a bin by 4.5 %.
inline constexpr std::uint64_t fewest_events_per_bin = 500;
inline constexpr std::size_t fewest_bins = 8;  ///< of fewer none shows what is usual

/// Collects the Time of events as they are read, in bounded memory. Times that are no numbers are passed over.
class TimeRecord {
 public:
  /// @param tick  what one step of the cytometer's clock is, in the unit of the times; above 0
  explicit TimeRecord(double tick) : bins_per_unit_{1 / tick}, half_tick_{tick / 2} {}

  void add(std::span<const double> times);

  /// Events in bins of equal time that hold `events` or more on average, each a whole number of ticks wide. The last
  /// bin, which the end of the acquisition cuts short, is left out. Empty where there is no whole bin.
  [[nodiscard]] std::vector<std::uint64_t> events_per_bin(double events) const;

  struct Gap {
    double begin = 0;
    double length = 0;
  };
  [[nodiscard]] const Gap& longest_gap() const { return longest_gap_; }
  /// Mean time from event to event; 0 where there are not two.
  [[nodiscard]] double mean_interval() const;
  /// Events that are earlier than the one before. Where there are any, bins and gaps mean nothing.
  [[nodiscard]] std::uint64_t steps_back() const { return steps_back_; }
  /// Events whose time is NaN or infinite.
  [[nodiscard]] std::uint64_t not_numbers() const { return not_numbers_; }
  /// Events so far from the first that their distance in ticks is no number. Where there are any, bins and gaps mean
  /// nothing.
  [[nodiscard]] std::uint64_t beyond_ticks() const { return beyond_ticks_; }

 private:
  void halve_resolution();

  double bins_per_unit_;
  double half_tick_;
  std::vector<std::uint64_t> bins_;
  std::uint64_t events_ = 0;
  std::uint64_t steps_back_ = 0;
  std::uint64_t not_numbers_ = 0;
  std::uint64_t beyond_ticks_ = 0;
  double first_ = 0;
  double last_ = 0;
  Gap longest_gap_;
};

}  // namespace study
