#include "gating/detail/aim.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace gating::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Where a quantile of a population ought to lie, as boundaries of the rough ruler.
struct Bracket {
  Pattern population = 0;  ///< its bit
  std::size_t first = 0;   ///< intervals
  std::size_t last = 0;
};

/// A quantile's rank in a sample is off by more than this many standard deviations about once in 150,000 times.
constexpr double deviations = 4.5;
/// Fewer events of a population say nothing about where its quantiles lie.
constexpr std::uint64_t fewest = 16;

std::size_t interval_of_rank(std::span<const std::uint32_t> counts, double rank) {
  double below = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    below += static_cast<double>(counts[i]);
    if (below > rank) return i;
  }
  return counts.size() - 1;
}

/// Every so many-th of all values, sorted.
std::vector<double> some_values(const Counted& sample) {
  constexpr std::size_t enough = 2048;
  std::size_t size = 0;
  for (std::size_t p = 0; p < sample.patterns().size(); ++p) size += sample.values(p, 0).size();
  const auto step = std::max<std::size_t>(1, size / enough);
  std::vector<double> out;
  std::size_t next = 0;  // position of the next one to take, from where a pattern's values begin
  for (std::size_t p = 0; p < sample.patterns().size(); ++p) {
    const auto values = sample.values(p, 0);
    for (; next < values.size(); next += step) out.push_back(values[next]);
    next -= values.size();
  }
  std::ranges::sort(out);
  return out;
}

/// Of each pattern the sample's values in each interval of a ruler.
std::vector<std::vector<std::uint32_t>> count(const Counted& sample, const Ruler& ruler) {
  std::vector<std::vector<std::uint32_t>> counts;
  for (std::size_t p = 0; p < sample.patterns().size(); ++p) {
    auto& own = counts.emplace_back(ruler.intervals() + 1, 0);
    ruler.place(sample.values(p, 0), [&](std::size_t, std::span<const std::uint16_t> intervals) {
      for (const auto interval : intervals) ++own[interval];
    });
  }
  return counts;
}

/// Whether a boundary sets a single value apart from its neighbours.
bool sets_one_value_apart(std::span<const double> boundaries, std::size_t b) {
  const auto key = key_of(boundaries[b]);
  return (b > 0 && key_of(boundaries[b - 1]) == key - 1) ||
         (b + 1 < boundaries.size() && key_of(boundaries[b + 1]) == key + 1);
}

}  // namespace

void append_dividing(std::vector<double>& boundaries, std::span<const double> sorted, std::size_t parts) {
  for (std::size_t part = 0; part < parts && !sorted.empty(); ++part) {
    const double value = sorted[part * sorted.size() / parts];
    const bool is_many = part > 0 && value == sorted[(part - 1) * sorted.size() / parts];
    boundaries.push_back(value);
    if (is_many && value < infinity) boundaries.push_back(value_of(key_of(value) + 1));
  }
}

void tidy(std::vector<double>& boundaries) {
  std::ranges::sort(boundaries);
  boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
  std::erase(boundaries, -infinity);
}

Cells cells_of(std::span<const double> boundaries, double finest) {
  double largest = 0;
  for (const double boundary : boundaries) {
    if (std::isfinite(boundary)) largest = std::max(largest, std::abs(boundary));
  }
  return cells_for(std::isfinite(finest) ? finest : 0, largest);
}

DimensionTask aim(std::size_t shown, const Counted& sample, std::size_t populations,
                  std::span<const double> probabilities) {
  constexpr std::size_t parts = 512;
  // Parts in an interval: where quantiles ought to lie, and elsewhere. Fewer intervals are counted faster, larger ones
  // take longer to be searched.
  constexpr std::size_t fine = 2;
  constexpr std::size_t coarse = 16;

  const auto some = some_values(sample);
  std::vector<double> boundaries;
  append_dividing(boundaries, some, parts);
  tidy(boundaries);
  // Boundaries where cells begin cost nothing, so they are moved there; but not where they set a single value apart.
  const auto rough_cells =
      cells_of(boundaries, some.empty() ? 0 : (some[some.size() * 3 / 4] - some[some.size() / 4]) / parts);
  const auto unmoved = boundaries;
  for (std::size_t b = 0; b < boundaries.size(); ++b) {
    if (!sets_one_value_apart(unmoved, b)) boundaries[b] = lowest_in_cell(rough_cells, unmoved[b]);
  }
  tidy(boundaries);
  const Ruler rough{boundaries, rough_cells};
  const auto counts = count(sample, rough);

  Pattern rare = 0;
  std::vector<Bracket> brackets;
  for (std::size_t population = 0; population < populations; ++population) {
    std::vector<std::uint32_t> own(rough.intervals(), 0);
    std::uint64_t size = 0;
    for (std::size_t p = 0; p < sample.patterns().size(); ++p) {
      if ((sample.patterns()[p] >> population & 1U) == 0) continue;
      for (std::size_t i = 0; i < own.size(); ++i) own[i] += counts[p][i];
    }
    for (const auto in_interval : own) size += in_interval;
    const auto bit = Pattern{1} << population;
    if (size < fewest) {
      rare |= bit;
      continue;
    }
    const auto n = static_cast<double>(size);
    for (const double probability : probabilities) {
      const double rank = probability * (n - 1);
      const double off = deviations * std::sqrt(n * probability * (1 - probability)) + 1;
      brackets.push_back({bit, interval_of_rank(own, rank - off), interval_of_rank(own, rank + off)});
    }
  }

  std::vector<bool> is_kept(boundaries.size());
  std::vector<bool> is_upper_end(boundaries.size());
  for (std::size_t b = 0; b < boundaries.size(); b += coarse) is_kept[b] = true;
  double finest = infinity;
  for (const auto& [bit, first, last] : brackets) {
    if (first > 0) is_kept[first - 1] = true;
    for (auto b = first; b < last; ++b) is_kept[b] = is_kept[b] || b % fine == 0;
    if (last < boundaries.size()) is_upper_end[last] = true;
    if (first == 0 || last == boundaries.size()) continue;
    const double width = boundaries[last] - boundaries[first - 1];
    if (width > 0) finest = std::min(finest, width);
  }

  // Likewise among finer cells, those of a bracket outwards.
  const auto cells = cells_of(boundaries, finest);
  std::vector<double> moved;
  for (std::size_t b = 0; b < boundaries.size(); ++b) {
    const bool is_fixed = sets_one_value_apart(boundaries, b);
    if (is_kept[b]) moved.push_back(is_fixed ? boundaries[b] : lowest_in_cell(cells, boundaries[b]));
    if (is_upper_end[b]) moved.push_back(is_fixed ? boundaries[b] : lowest_above_cell(cells, boundaries[b]));
  }
  tidy(moved);

  DimensionTask task{shown, Ruler{moved, cells}, {}};
  task.wanted.assign(task.ruler.intervals(), rare);
  for (const auto& [bit, first, last] : brackets) {
    const auto from = first == 0 ? moved.begin() : std::ranges::upper_bound(moved, boundaries[first - 1]);
    const auto to = last == boundaries.size() ? moved.end() : std::ranges::lower_bound(moved, boundaries[last]);
    for (auto i = from - moved.begin(); i <= to - moved.begin(); ++i) task.wanted[static_cast<std::size_t>(i)] |= bit;
  }
  return task;
}

}  // namespace gating::detail
