#include "gating/strategy_diff.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "gating/detail/match_populations.h"
#include "gating/detail/region.h"

namespace gating {
namespace {

using fcs::Result;

ChangeValue bound(double value) {
  if (std::isinf(value)) return std::monostate{};
  return value;
}

ChangeValue transformation(const ResolvedAxis& axis) {
  if (!axis.transformation) return std::monostate{};
  return *axis.transformation;
}

ChangeValue source(const ResolvedAxis& axis) {
  if (const auto* ratio = std::get_if<Ratio>(&axis.source)) return *ratio;
  return std::get<std::string>(axis.source);
}

std::string shape_name(const Region& region) {
  if (std::holds_alternative<BoxRegion>(region)) return "rectangle";
  if (std::holds_alternative<PolygonRegion>(region)) return "polygon";
  if (const auto* ellipsoid = std::get_if<EllipsoidRegion>(&region)) {
    return fmt::format("ellipsoid of {} dimensions", ellipsoid->axes.size());
  }
  return "Boolean gate";
}

/// Finds for each of some things its partner among others: an equal one, else one that is alike; each is taken once.
/// @param rules  from the strictest on: rule(before, after)
/// @return of each `before` the position in `after`
template <class Thing, class... Rules>
std::vector<std::optional<std::size_t>> partners_of(const std::vector<Thing>& before, const std::vector<Thing>& after,
                                                    Rules... rules) {
  std::vector<std::optional<std::size_t>> partners(before.size());
  std::vector<bool> is_taken(after.size(), false);
  const auto pair_by = [&](auto rule) {
    for (std::size_t b = 0; b < before.size(); ++b) {
      for (std::size_t a = 0; a < after.size() && !partners[b]; ++a) {
        if (is_taken[a] || !rule(before[b], after[a])) continue;
        partners[b] = a;
        is_taken[a] = true;
      }
    }
  };
  (pair_by(rules), ...);
  return partners;
}

constexpr auto alike = [](const ResolvedAxis& b, const ResolvedAxis& a) { return b.label() == a.label(); };
constexpr auto whatever = [](const auto&, const auto&) { return true; };

/// The changes from one region to another, in the order of the one before.
class RegionDiff {
 public:
  /// @param partners  of the populations of the strategy before
  RegionDiff(const StrategyDiff& strategies, const Partners& partners) : strategies_{strategies}, partners_{partners} {}

  std::vector<Change> changes(const Region& before, const Region& after) {
    const bool same_kind = before.index() == after.index() && shape_name(before) == shape_name(after);
    if (!same_kind) {
      add(ChangeKind::shape, "", "", shape_name(before), shape_name(after));
    } else if (const auto* box = std::get_if<BoxRegion>(&before)) {
      compare(*box, std::get<BoxRegion>(after));
    } else if (const auto* polygon = std::get_if<PolygonRegion>(&before)) {
      compare(*polygon, std::get<PolygonRegion>(after));
    } else if (const auto* ellipsoid = std::get_if<EllipsoidRegion>(&before)) {
      compare(*ellipsoid, std::get<EllipsoidRegion>(after));
    } else {
      compare(std::get<CombinedRegion>(before), std::get<CombinedRegion>(after));
    }
    return std::move(changes_);
  }

 private:
  void add(ChangeKind kind, std::string dimension, std::string item, ChangeValue before, ChangeValue after) {
    changes_.push_back({kind, std::move(dimension), std::move(item), std::move(before), std::move(after)});
  }

  void compare(const ResolvedAxis& before, const ResolvedAxis& after) {
    const auto label = after.label();
    if (before.label() != label) {
      add(ChangeKind::dimension, label, "", before.label(), label);
    } else if (before.source != after.source) {
      add(ChangeKind::ratio, label, "", source(before), source(after));
    }
    // Matrices compare by what they hold, which same_values knows.
    auto compensated_alike = before;
    compensated_alike.compensation = after.compensation;
    if (!same_values(before, compensated_alike)) {
      add(ChangeKind::compensation, label, "", before.compensation, after.compensation);
    }
    if (!(before.transformation == after.transformation)) {
      add(ChangeKind::transformation, label, "", transformation(before), transformation(after));
    }
  }

  void compare(const BoxRegion& before, const BoxRegion& after) {
    using Side = BoxRegion::Side;
    const auto equal = [](const Side& b, const Side& a) {
      return same_values(b.axis, a.axis) && b.min == a.min && b.max == a.max;
    };
    const auto same_axis = [](const Side& b, const Side& a) { return same_values(b.axis, a.axis); };
    const auto same_label = [](const Side& b, const Side& a) { return alike(b.axis, a.axis); };
    const auto partners = partners_of(before.sides, after.sides, equal, same_axis, same_label, whatever);
    std::vector<bool> is_taken(after.sides.size(), false);
    for (std::size_t b = 0; b < partners.size(); ++b) {
      const auto& old = before.sides[b];
      if (!partners[b]) {
        add(ChangeKind::dimension, old.axis.label(), "", old.axis.label(), {});
        thresholds(old.axis.label(), bound(old.min), {}, bound(old.max), {});
        continue;
      }
      is_taken[*partners[b]] = true;
      const auto& now = after.sides[*partners[b]];
      compare(old.axis, now.axis);
      thresholds(now.axis.label(), bound(old.min), bound(now.min), bound(old.max), bound(now.max));
    }
    for (std::size_t a = 0; a < after.sides.size(); ++a) {
      if (is_taken[a]) continue;
      const auto& now = after.sides[a];
      add(ChangeKind::dimension, now.axis.label(), "", {}, now.axis.label());
      thresholds(now.axis.label(), {}, bound(now.min), {}, bound(now.max));
    }
  }

  void thresholds(const std::string& label, ChangeValue old_min, ChangeValue min, ChangeValue old_max,
                  ChangeValue max) {
    number(ChangeKind::threshold, label, "min", std::move(old_min), std::move(min));
    number(ChangeKind::threshold, label, "max", std::move(old_max), std::move(max));
  }

  /// @param before, after  numbers, or nothing
  void number(ChangeKind kind, const std::string& label, const std::string& item, ChangeValue before,
              ChangeValue after) {
    const auto* old = std::get_if<double>(&before);
    const auto* now = std::get_if<double>(&after);
    const bool same = old != nullptr && now != nullptr ? *old == *now : old == now;
    if (!same) add(kind, label, item, std::move(before), std::move(after));
  }

  void compare(const PolygonRegion& before, PolygonRegion after) {
    const auto fit = [&](auto rule) {
      return rule(before.axes[0], after.axes[0]) && rule(before.axes[1], after.axes[1]);
    };
    const auto fit_swapped = [&](auto rule) {
      return rule(before.axes[0], after.axes[1]) && rule(before.axes[1], after.axes[0]);
    };
    const bool is_swapped = !fit(same_values) && (fit_swapped(same_values) || (!fit(alike) && fit_swapped(alike)));
    if (is_swapped) {
      std::swap(after.axes[0], after.axes[1]);
      for (auto& vertex : after.vertices) std::swap(vertex.x, vertex.y);
    }
    compare(before.axes[0], after.axes[0]);
    compare(before.axes[1], after.axes[1]);
    const std::array labels{after.axes[0].label(), after.axes[1].label()};
    const auto vertex = [&](std::size_t position, const Point* old, const Point* now) {
      const auto item = std::to_string(position + 1);
      const auto value = [](const Point* point, double Point::*coordinate) -> ChangeValue {
        if (point == nullptr) return std::monostate{};
        return point->*coordinate;
      };
      number(ChangeKind::vertex, labels[0], item, value(old, &Point::x), value(now, &Point::x));
      number(ChangeKind::vertex, labels[1], item, value(old, &Point::y), value(now, &Point::y));
    };
    if (before.vertices.size() == after.vertices.size()) {
      const auto partners = paired_vertices(before.vertices, after.vertices);
      for (std::size_t v = 0; v < partners.size(); ++v) {
        vertex(v, &before.vertices[v], &after.vertices[partners[v]]);
      }
      return;
    }
    const auto partners = partners_of(before.vertices, after.vertices, std::equal_to<>{});
    for (std::size_t v = 0; v < partners.size(); ++v) {
      if (!partners[v]) vertex(v, &before.vertices[v], nullptr);
    }
    for (std::size_t v = 0; v < after.vertices.size(); ++v) {
      if (std::ranges::find(partners, std::optional{v}) == partners.end()) vertex(v, nullptr, &after.vertices[v]);
    }
  }

  void compare(const EllipsoidRegion& before, const EllipsoidRegion& after) {
    const auto n = before.axes.size();
    const auto partners = partners_of(before.axes, after.axes, same_values, alike, whatever);
    for (std::size_t d = 0; d < n; ++d) compare(before.axes[d], after.axes[*partners[d]]);
    for (std::size_t d = 0; d < n; ++d) {
      number(ChangeKind::mean, after.axes[*partners[d]].label(), "", before.mean[d], after.mean[*partners[d]]);
    }
    for (std::size_t row = 0; row < n; ++row) {
      for (std::size_t column = 0; column < n; ++column) {
        number(ChangeKind::covariance, after.axes[*partners[row]].label(), after.axes[*partners[column]].label(),
               before.covariance[row * n + column], after.covariance[*partners[row] * n + *partners[column]]);
      }
    }
    number(ChangeKind::distance_square, "", "", before.distance_square, after.distance_square);
  }

  void compare(const CombinedRegion& before, const CombinedRegion& after) {
    const auto operation = [](const CombinedRegion& region) { return std::string{region.all ? "and" : "or"}; };
    if (before.all != after.all) add(ChangeKind::operation, "", "", operation(before), operation(after));
    const auto words = [](const CombinedRegion::Operand& operand, const std::vector<Population>& populations) {
      return (operand.complement ? "not " : "") + populations[operand.population].path;
    };
    std::vector<bool> is_taken(after.operands.size(), false);
    for (const auto& operand : before.operands) {
      const auto& partner = partners_[operand.population];
      const auto same =
          partner ? std::ranges::find(after.operands, CombinedRegion::Operand{partner->population, operand.complement})
                  : after.operands.end();
      if (same == after.operands.end()) {
        add(ChangeKind::operand, "", "", words(operand, strategies_.before), {});
      } else {
        is_taken[static_cast<std::size_t>(same - after.operands.begin())] = true;
      }
    }
    for (std::size_t a = 0; a < after.operands.size(); ++a) {
      if (!is_taken[a]) add(ChangeKind::operand, "", "", {}, words(after.operands[a], strategies_.after));
    }
  }

  const StrategyDiff& strategies_;
  const Partners& partners_;
  std::vector<Change> changes_;
};

/// Of populations but root, which has none.
Result<std::vector<Region>> regions_of(const Strategy& strategy, const std::vector<Population>& populations) {
  std::vector<Region> regions(populations.size());
  for (std::size_t p = 1; p < populations.size(); ++p) {
    FCS_TRY(region, region_of(strategy, populations, p));
    regions[p] = std::move(region);
  }
  return regions;
}

/// What is not the gate's own: name, id, place.
std::vector<Change> changes_of_place(const StrategyDiff& strategies, const Partners& partners, std::size_t before,
                                     std::size_t after) {
  std::vector<Change> changes;
  const auto& old = strategies.before[before];
  const auto& now = strategies.after[after];
  if (old.name != now.name) changes.push_back({ChangeKind::name, "", "", old.name, now.name});
  // A gate without a display name is called as its id: one change, not two.
  const bool id_is_name = old.id == old.name && now.id == now.name;
  if (old.id != now.id && !id_is_name) changes.push_back({ChangeKind::id, "", "", old.id, now.id});
  if (before == 0) return changes;
  const auto& parent = partners[*old.parent];
  if (!parent || parent->population != *now.parent) {
    changes.push_back(
        {ChangeKind::parent, "", "", strategies.before[*old.parent].path, strategies.after[*now.parent].path});
  }
  return changes;
}

}  // namespace

std::string_view name(ChangeKind kind) {
  static constexpr std::array<std::string_view, 15> names{
      "name",      "id",     "parent", "shape",      "dimension",       "ratio",     "compensation", "transformation",
      "threshold", "vertex", "mean",   "covariance", "distance_square", "operation", "operand"};
  return names.at(static_cast<std::size_t>(kind));
}

std::string_view name(PopulationMatch match) {
  static constexpr std::array<std::string_view, 3> names{"id", "path", "gate"};
  return names.at(static_cast<std::size_t>(match));
}

bool StrategyDiff::is_different() const { return std::ranges::any_of(populations, &PopulationDiff::is_different); }

Result<StrategyDiff> strategy_diff(const Strategy& before, const Strategy& after) {
  StrategyDiff diff;
  FCS_TRY(populations_before, populations(before));
  FCS_TRY(populations_after, populations(after));
  diff.before = std::move(populations_before);
  diff.after = std::move(populations_after);
  FCS_TRY(regions_before, regions_of(before, diff.before));
  FCS_TRY(regions_after, regions_of(after, diff.after));

  const auto same_gate = [&](std::size_t b, std::size_t a, const Partners& partners) {
    return RegionDiff{diff, partners}.changes(regions_before[b], regions_after[a]).empty();
  };
  const auto partners = match_populations(diff.before, diff.after, same_gate);

  std::vector<bool> is_matched(diff.after.size(), false);
  for (std::size_t b = 0; b < partners.size(); ++b) {
    auto& population = diff.populations.emplace_back();
    population.before = b;
    if (!partners[b]) continue;
    const auto a = partners[b]->population;
    is_matched[a] = true;
    population.after = a;
    population.match = partners[b]->match;
    population.changes = changes_of_place(diff, partners, b, a);
    if (b == 0) continue;
    auto own = RegionDiff{diff, partners}.changes(regions_before[b], regions_after[a]);
    std::ranges::move(own, std::back_inserter(population.changes));
  }
  for (std::size_t a = 0; a < diff.after.size(); ++a) {
    if (!is_matched[a]) diff.populations.push_back({std::nullopt, a, std::nullopt, {}});
  }
  return diff;
}

std::vector<CoefficientChange> coefficient_changes(const SpectrumMatrix& before, const SpectrumMatrix& after) {
  using Key = std::pair<std::string, std::string>;
  if (before.inverted_already != after.inverted_already) return {};
  const auto cells = [](const SpectrumMatrix& matrix) {
    std::vector<std::pair<Key, double>> out;
    for (std::size_t row = 0; row < matrix.fluorochromes.size(); ++row) {
      for (std::size_t column = 0; column < matrix.detectors.size(); ++column) {
        const auto position = matrix.inverted_already ? column * matrix.fluorochromes.size() + row
                                                      : row * matrix.detectors.size() + column;
        out.push_back({{matrix.fluorochromes[row], matrix.detectors[column]}, matrix.coefficients[position]});
      }
    }
    return out;
  };
  const auto old_cells = cells(before);
  const auto new_cells = cells(after);
  const std::map<Key, double> old_values(old_cells.begin(), old_cells.end());
  const std::map<Key, double> new_values(new_cells.begin(), new_cells.end());
  std::vector<CoefficientChange> changes;
  for (const auto& [key, value] : old_cells) {
    const auto now = new_values.find(key);
    if (now == new_values.end()) {
      changes.push_back({key.first, key.second, value, std::nullopt});
    } else if (now->second != value) {
      changes.push_back({key.first, key.second, value, now->second});
    }
  }
  for (const auto& [key, value] : new_cells) {
    if (!old_values.contains(key)) changes.push_back({key.first, key.second, std::nullopt, value});
  }
  return changes;
}

}  // namespace gating
