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
  double largest_z = 0;           ///< without its sign
  double percent_of_events = 0;   ///< in unsteady bins
};

/// A bin is unsteady where |robust z| is above the limit and it is also further from the median than that many
/// standard deviations of counting (the square root of the median): no flow is steadier than chance, so a robust_sd
/// that came out small from few bins accuses nobody.
/// @param largest_robust_z  above 0
[[nodiscard]] UnsteadyFlow unsteady_flow(std::span<const std::uint64_t> events_per_bin, double largest_robust_z);

/// Collects the Time of events as they are read, in bounded memory.
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

 private:
  void halve_resolution();

  double bins_per_unit_;
  double half_tick_;
  std::vector<std::uint64_t> bins_;
  std::uint64_t events_ = 0;
  std::uint64_t steps_back_ = 0;
  double first_ = 0;
  double last_ = 0;
  Gap longest_gap_;
};

}  // namespace study
