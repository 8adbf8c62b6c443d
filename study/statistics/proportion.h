#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace study {

/// What a number must reach before it can be trusted. The defaults follow the 20 and 50 events of rare-event practice;
/// a study sets its own.
struct Rules {
  double confidence = 0.95;             ///< of the interval, two-sided
  std::uint64_t min_denominator = 100;  ///< fewer events in the denominator: LOW_DENOMINATOR
  std::uint64_t lod_events = 20;        ///< fewer events in the numerator: BELOW_LOD
  std::uint64_t lloq_events = 50;       ///< fewer events in the numerator: BELOW_LLOQ
};

/// The first that holds.
enum class Status : std::uint8_t { failed, not_evaluable, low_denominator, below_lod, below_lloq, ok };

/// "FAILED", "NOT_EVALUABLE", "LOW_DENOMINATOR", "BELOW_LOD", "BELOW_LLOQ", "OK".
[[nodiscard]] std::string_view name(Status status);

struct Interval {
  double low = 0;
  double high = 0;
};

/// Wilson score interval of a proportion, no continuity correction; the bound is exactly 0 or 1 where the proportion
/// is. It says how far counting is uncertain, not gating, staining or biology.
/// @param numerator    at most `denominator`
/// @param denominator  at least 1
/// @param confidence   between 0 and 1, two-sided
/// @return fractions, 0 to 1
/// Source: Wilson 1927; vectors in `proportion_ci`.
[[nodiscard]] Interval wilson_interval(std::uint64_t numerator, std::uint64_t denominator, double confidence);

struct Assessment {
  Status status = Status::ok;
  std::string reason;  ///< for people; empty when OK
};

/// A percentage with all that is needed to trust it.
struct Percentage {
  std::optional<double> value;       ///< 0 to 100; none where the denominator is 0, never a made-up 0
  std::optional<Interval> interval;  ///< 0 to 100
  Assessment assessment;
};

/// 100 * numerator / denominator with its interval and status.
[[nodiscard]] Percentage percentage(std::uint64_t numerator, std::uint64_t denominator, const Rules& rules);

/// The status of a plain count: the rules about the numerator alone.
[[nodiscard]] Assessment assess_count(std::uint64_t count, const Rules& rules);

}  // namespace study
