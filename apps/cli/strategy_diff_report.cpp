#include "apps/cli/strategy_diff_report.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cli {
namespace {

using gating::Change;
using gating::ChangeKind;
using nlohmann::ordered_json;

// Values of changes

/// A transformation by the names that Gating-ML gives it and its parameters.
struct NamedParameters {
  std::string_view name;
  std::vector<std::pair<std::string_view, double>> values;
};

NamedParameters parameters_of(const gating::Transformation& transformation) {
  struct Name {
    NamedParameters operator()(const gating::Linear& f) const { return {"linear", {{"T", f.T}, {"A", f.A}}}; }
    NamedParameters operator()(const gating::Logarithmic& f) const { return {"log", {{"T", f.T}, {"M", f.M}}}; }
    NamedParameters operator()(const gating::Arcsinh& f) const {
      return {"asinh", {{"T", f.T}, {"M", f.M}, {"A", f.A}}};
    }
    NamedParameters operator()(const gating::Logicle& f) const {
      return {"logicle", {{"T", f.T}, {"W", f.W}, {"M", f.M}, {"A", f.A}}};
    }
    NamedParameters operator()(const gating::Hyperlog& f) const {
      return {"hyperlog", {{"T", f.T}, {"W", f.W}, {"M", f.M}, {"A", f.A}}};
    }
  };
  auto named = std::visit(Name{}, transformation.parameters());
  const auto& bound = transformation.bound();
  if (!(bound == gating::Bound{})) {
    named.values.insert(named.values.end(), {{"boundMin", bound.min}, {"boundMax", bound.max}});
  }
  return named;
}

/// A value in words. Nothing is "none", which fits a transformation, a vertex and an open side alike.
struct Words {
  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& word) const { return fcs::printable(word, 1000); }
  std::string operator()(const gating::Ratio& ratio) const {
    auto out = fmt::format("{} (x - {}) / (y - {})", ratio.A, ratio.B, ratio.C);
    if (!(ratio.bound == gating::Bound{})) out += fmt::format(" within {} to {}", ratio.bound.min, ratio.bound.max);
    return out;
  }
  std::string operator()(const gating::ResolvedCompensation& compensation) const {
    if (const auto* matrix = std::get_if<gating::ResolvedMatrix>(&compensation)) {
      return "matrix " + fcs::printable(matrix->id);
    }
    return std::holds_alternative<gating::FileCompensation>(compensation) ? "the file's matrix" : "uncompensated";
  }
  std::string operator()(const gating::Transformation& transformation) const {
    const auto named = parameters_of(transformation);
    std::string out{named.name};
    for (const auto& [name, value] : named.values) out += fmt::format(" {}={}", name, value);
    return out;
  }
};

/// The two matrices of a change, where both sides have one.
std::optional<std::pair<const gating::SpectrumMatrix*, const gating::SpectrumMatrix*>> matrices_of(
    const Change& change) {
  const auto matrix = [](const gating::ChangeValue& value) -> const gating::SpectrumMatrix* {
    const auto* compensation = std::get_if<gating::ResolvedCompensation>(&value);
    if (compensation == nullptr) return nullptr;
    const auto* resolved = std::get_if<gating::ResolvedMatrix>(compensation);
    return resolved == nullptr ? nullptr : &resolved->matrix;
  };
  const auto* before = matrix(change.before);
  const auto* after = matrix(change.after);
  if (before == nullptr || after == nullptr) return std::nullopt;
  return std::pair{before, after};
}

std::string coefficients(const Change& change) {
  const auto matrices = matrices_of(change);
  if (!matrices) return {};
  constexpr std::size_t most = 5;
  const auto changes = gating::coefficient_changes(*matrices->first, *matrices->second);
  if (changes.empty()) return " (one of them is given as an inverse)";
  const auto number = [](const std::optional<double>& value) { return value ? fmt::format("{}", *value) : "none"; };
  std::string out;
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i) {
    out += fmt::format("{}{} in {} {} -> {}", i == 0 ? " (" : "; ", fcs::printable(changes[i].fluorochrome),
                       fcs::printable(changes[i].detector), number(changes[i].before), number(changes[i].after));
  }
  return out + (changes.size() > most ? fmt::format("; and {} more)", changes.size() - most) : ")");
}

/// What changed, without its values.
std::string subject(const Change& change) {
  const auto dimension = fcs::printable(change.dimension);
  const auto item = fcs::printable(change.item);
  const bool is_new = std::holds_alternative<std::monostate>(change.before);
  const bool is_gone = std::holds_alternative<std::monostate>(change.after);
  switch (change.kind) {
    case ChangeKind::name:
      return "renamed";
    case ChangeKind::parent:
      return "moved";
    case ChangeKind::dimension:
      return is_new ? "new dimension" : is_gone ? "dimension gone" : "dimension";
    case ChangeKind::ratio:
      return "ratio " + dimension;
    case ChangeKind::compensation:
    case ChangeKind::transformation:
      return fmt::format("{} of {}", name(change.kind), dimension);
    case ChangeKind::threshold:
      return fmt::format("{} {}", dimension, item);
    case ChangeKind::vertex:
      return fmt::format("{} {}, {}", is_new ? "new vertex" : is_gone ? "vertex gone" : "vertex", item, dimension);
    case ChangeKind::mean:
      return "mean of " + dimension;
    case ChangeKind::covariance:
      return fmt::format("covariance of {} and {}", dimension, item);
    case ChangeKind::distance_square:
      return "squared distance";
    case ChangeKind::operand:
      return is_new ? "new operand" : "operand gone";
    case ChangeKind::id:
    case ChangeKind::shape:
    case ChangeKind::operation:
      break;
  }
  return std::string{name(change.kind)};
}

/// Whether two changes differ in their dimension alone, as where several dimensions share a transformation.
bool is_same_change(const Change& a, const Change& b) {
  const bool is_of_definition = a.kind == ChangeKind::transformation || a.kind == ChangeKind::compensation;
  return is_of_definition && a.kind == b.kind && std::visit(Words{}, a.before) == std::visit(Words{}, b.before) &&
         std::visit(Words{}, a.after) == std::visit(Words{}, b.after);
}

/// Changes with those that say the same of other dimensions joined to them.
std::vector<Change> joined(const std::vector<Change>& changes) {
  std::vector<Change> out;
  for (const auto& change : changes) {
    const auto same = std::ranges::find_if(out, [&](const Change& known) { return is_same_change(known, change); });
    if (same == out.end()) {
      out.push_back(change);
    } else {
      same->dimension += ", " + change.dimension;
    }
  }
  return out;
}

std::string line(const Change& change) {
  const auto before = std::visit(Words{}, change.before);
  const auto after = std::visit(Words{}, change.after);
  const auto is_none = [](const gating::ChangeValue& value) { return std::holds_alternative<std::monostate>(value); };
  const bool whole =
      change.kind == ChangeKind::dimension || change.kind == ChangeKind::operand || change.kind == ChangeKind::vertex;
  const auto values = whole && is_none(change.before)  ? after
                      : whole && is_none(change.after) ? before
                                                       : fmt::format("{} -> {}", before, after);
  return fmt::format("{}: {}{}", subject(change), values, coefficients(change));
}

// Populations and samples

/// As it is called after the change, or was called where it is gone.
const gating::Population& population_of(const gating::StrategyDiff& diff, const gating::PopulationDiff& pair) {
  return pair.after ? diff.after[*pair.after] : diff.before[*pair.before];
}

std::string headline(const StrategyDiffReport& report) {
  std::size_t added = 0;
  std::size_t removed = 0;
  std::size_t changed = 0;
  for (const auto& pair : report.diff.populations) {
    added += pair.before ? 0U : 1U;
    removed += pair.after ? 0U : 1U;
    changed += pair.before && pair.after && pair.is_different() ? 1U : 0U;
  }
  const auto files = fmt::format("{} -> {}", fcs::printable(report.before.string(), 1000),
                                 fcs::printable(report.after.string(), 1000));
  if (!report.diff.is_different()) return files + ": no difference\n";
  return fmt::format("{}: {} population{} changed, {} added, {} removed\n", files, changed, changed == 1 ? "" : "s",
                     added, removed);
}

std::string text(const gating::StrategyDiff& diff, const gating::PopulationDiff& pair) {
  if (!pair.is_different()) return {};
  const auto& population = population_of(diff, pair);
  const char mark = !pair.before ? '+' : !pair.after ? '-' : ' ';
  auto out = fmt::format("{} {}\n", mark, fcs::printable(population.path, 1000));
  for (const auto& change : joined(pair.changes)) out += fmt::format("      {}\n", line(change));
  return out;
}

std::string percent(const std::optional<study::SideCount>& side) {
  const auto value = side ? side->percent_of_parent() : std::nullopt;
  return value ? fmt::format("{:.2f}", *value) : "-";
}

bool is_changed(const study::PopulationTurnover& turnover) {
  return !turnover.is_known() || turnover.entering + turnover.leaving > 0 ||
         percent(turnover.before) != percent(turnover.after);
}

std::string text(const gating::StrategyDiff& diff, const ComparedSample& sample) {
  if (sample.result.has_error()) return fmt::format("\n{}: not read\n", fcs::printable(sample.file.string(), 1000));
  const auto& turnovers = sample.result.value().populations;
  auto out = fmt::format("\n{}, {} events\n", fcs::printable(sample.file.string(), 1000), sample.result.value().events);
  std::size_t widest = 10;
  std::size_t same = 0;
  for (std::size_t p = 0; p < turnovers.size(); ++p) {
    if (is_changed(turnovers[p])) {
      widest = std::max(widest, fcs::printable(population_of(diff, diff.populations[p]).path).size());
    } else {
      ++same;
    }
  }
  if (same < turnovers.size()) {
    out += fmt::format("  {:<{}}  {:>9}  {:>9}  {:>9}  {:>9}  {}\n", "population", widest, "before", "after", "enter",
                       "leave", "% of parent");
  }
  const auto count = [](const std::optional<study::SideCount>& side) {
    return side && !side->obstacle ? std::to_string(side->count) : "-";
  };
  for (std::size_t p = 0; p < turnovers.size(); ++p) {
    const auto& turnover = turnovers[p];
    if (!is_changed(turnover)) continue;
    const auto moved = [&](std::uint64_t events) { return turnover.is_known() ? std::to_string(events) : "-"; };
    out += fmt::format("  {:<{}}  {:>9}  {:>9}  {:>9}  {:>9}  {} -> {}\n",
                       fcs::printable(population_of(diff, diff.populations[p]).path), widest, count(turnover.before),
                       count(turnover.after), moved(turnover.entering), moved(turnover.leaving),
                       percent(turnover.before), percent(turnover.after));
    for (const auto* side : {&turnover.before, &turnover.after}) {
      if (*side && (*side)->obstacle) out += fmt::format("      {}\n", fcs::message(*(*side)->obstacle));
    }
  }
  return out + fmt::format("  {} {}population{} hold{} the same events\n", same,
                           same == turnovers.size() ? "" : "other ", same == 1 ? "" : "s", same == 1 ? "s" : "");
}

// JSON

ordered_json number(double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); }
ordered_json number(const std::optional<double>& value) { return value ? number(*value) : ordered_json(nullptr); }

struct JsonValue {
  ordered_json operator()(std::monostate) const { return nullptr; }
  ordered_json operator()(double value) const { return value; }
  ordered_json operator()(const std::string& word) const { return word; }
  ordered_json operator()(const gating::Ratio& ratio) const {
    return {{"A", ratio.A},
            {"B", ratio.B},
            {"C", ratio.C},
            {"boundMin", number(ratio.bound.min)},
            {"boundMax", number(ratio.bound.max)}};
  }
  ordered_json operator()(const gating::ResolvedCompensation& compensation) const {
    if (const auto* matrix = std::get_if<gating::ResolvedMatrix>(&compensation)) return matrix->id;
    return std::holds_alternative<gating::FileCompensation>(compensation) ? "FCS" : "uncompensated";
  }
  ordered_json operator()(const gating::Transformation& transformation) const {
    const auto named = parameters_of(transformation);
    ordered_json out{{"type", named.name}};
    for (const auto& [name, value] : named.values) out[std::string{name}] = number(value);
    return out;
  }
};

ordered_json json_of(const Change& change) {
  ordered_json out{{"kind", name(change.kind)}};
  if (!change.dimension.empty()) out["dimension"] = change.dimension;
  if (!change.item.empty()) out["item"] = change.item;
  out["before"] = std::visit(JsonValue{}, change.before);
  out["after"] = std::visit(JsonValue{}, change.after);
  if (const auto matrices = matrices_of(change)) {
    auto& list = out["coefficients"] = ordered_json::array();
    for (const auto& coefficient : gating::coefficient_changes(*matrices->first, *matrices->second)) {
      list.push_back({{"fluorochrome", coefficient.fluorochrome},
                      {"detector", coefficient.detector},
                      {"before", number(coefficient.before)},
                      {"after", number(coefficient.after)}});
    }
  }
  return out;
}

ordered_json json_of(const std::vector<gating::Population>& populations, const std::optional<std::size_t>& position) {
  if (!position) return nullptr;
  const auto& population = populations[*position];
  return {{"population", population.path}, {"id", population.id}};
}

ordered_json json_of(const std::optional<study::SideCount>& side) {
  if (!side) return nullptr;
  if (side->obstacle)
    return {{"count", nullptr},
            {"parent_count", nullptr},
            {"percent_of_parent", nullptr},
            {"reason", fcs::message(*side->obstacle)}};
  return {{"count", side->count},
          {"parent_count", side->parent_count},
          {"percent_of_parent", number(side->percent_of_parent())}};
}

ordered_json json_of(const gating::StrategyDiff& diff, const ComparedSample& sample) {
  ordered_json out{{"file", sample.file.string()}};
  if (sample.result.has_error()) {
    out["error"] = fcs::message(sample.result.error());
    return out;
  }
  out["events"] = sample.result.value().events;
  auto& list = out["populations"] = ordered_json::array();
  for (std::size_t p = 0; p < diff.populations.size(); ++p) {
    const auto& turnover = sample.result.value().populations[p];
    const auto& population = population_of(diff, diff.populations[p]);
    const auto moved = [&](std::uint64_t events) {
      return turnover.is_known() ? ordered_json(events) : ordered_json(nullptr);
    };
    list.push_back({{"population", population.path},
                    {"id", population.id},
                    {"before", json_of(turnover.before)},
                    {"after", json_of(turnover.after)},
                    {"entering", moved(turnover.entering)},
                    {"leaving", moved(turnover.leaving)}});
  }
  return out;
}

}  // namespace

std::string text(const StrategyDiffReport& report) {
  auto out = headline(report);
  for (const auto& pair : report.diff.populations) out += text(report.diff, pair);
  for (const auto& sample : report.samples) out += text(report.diff, sample);
  return out;
}

std::string json(const StrategyDiffReport& report) {
  ordered_json out{
      {"before", report.before.string()}, {"after", report.after.string()}, {"different", report.diff.is_different()}};
  auto& populations = out["populations"] = ordered_json::array();
  for (const auto& pair : report.diff.populations) {
    ordered_json row{{"state", !pair.before          ? "added"
                               : !pair.after         ? "removed"
                               : pair.is_different() ? "changed"
                                                     : "same"},
                     {"before", json_of(report.diff.before, pair.before)},
                     {"after", json_of(report.diff.after, pair.after)},
                     {"matched_by", pair.match ? ordered_json(name(*pair.match)) : ordered_json(nullptr)}};
    auto& changes = row["changes"] = ordered_json::array();
    for (const auto& change : pair.changes) changes.push_back(json_of(change));
    populations.push_back(std::move(row));
  }
  auto& samples = out["samples"] = ordered_json::array();
  for (const auto& sample : report.samples) samples.push_back(json_of(report.diff, sample));
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cli
