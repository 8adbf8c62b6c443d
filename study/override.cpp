#include "study/override.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fcs/base/input_file.h"
#include "gating/gatingml/read.h"
#include "study/sha256.h"

namespace study {
namespace {

namespace fs = std::filesystem;
using fcs::Code;
using fcs::Error;
using fcs::Result;

constexpr std::string_view folder_name = "overrides";
constexpr std::string_view ending = ".gatingml.xml";

const gating::GateNode* find_gate(const gating::Strategy& strategy, const std::string& id) {
  const auto found = std::ranges::find(strategy.gates, id, &gating::GateNode::id);
  return found == strategy.gates.end() ? nullptr : &*found;
}

std::vector<std::string> quadrant_ids(const gating::Gate& gate) {
  std::vector<std::string> ids;
  if (const auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    for (const auto& quadrant : quadrants->quadrants) ids.push_back(quadrant.id);
  }
  return ids;
}

std::vector<std::string> sorted(std::vector<std::string> words) {
  std::ranges::sort(words);
  return words;
}

std::vector<std::string> ids_of(const gating::Strategy& strategy) {
  std::vector<std::string> ids;
  for (const auto& node : strategy.gates) ids.push_back(node.id);
  return ids;
}

/// Adds definitions under ids that are free, or that mean the same there.
/// @return the new id of each that had to be renamed
template <class Definition>
std::map<std::string, std::string> add_definitions(const std::map<std::string, Definition>& from,
                                                   std::map<std::string, Definition>& to) {
  std::map<std::string, std::string> renamed;
  for (const auto& [id, definition] : from) {
    auto free_id = id;
    for (;;) {
      const auto [place, is_new] = to.try_emplace(free_id, definition);
      if (is_new || place->second == definition) break;
      free_id += ".override";
    }
    if (free_id != id) renamed.emplace(id, free_id);
  }
  return renamed;
}

struct Renamed {
  std::map<std::string, std::string> transformations;
  std::map<std::string, std::string> ratios;
  std::map<std::string, std::string> matrices;
};

void rename(std::string& id, const std::map<std::string, std::string>& renamed) {
  if (const auto found = renamed.find(id); found != renamed.end()) id = found->second;
}

void rename(gating::Dimension& dimension, const Renamed& renamed) {
  if (dimension.transformation) rename(*dimension.transformation, renamed.transformations);
  if (auto* ratio = std::get_if<gating::RatioReference>(&dimension.source)) rename(ratio->id, renamed.ratios);
  if (auto* matrix = std::get_if<gating::MatrixCompensation>(&dimension.compensation)) {
    rename(matrix->id, renamed.matrices);
  }
}

void rename(gating::Gate& gate, const Renamed& renamed) {
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    for (auto& side : rectangle->sides) rename(side.dimension, renamed);
  } else if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    for (auto& dimension : polygon->dimensions) rename(dimension, renamed);
  } else if (auto* ellipsoid = std::get_if<gating::EllipsoidGate>(&gate)) {
    for (auto& dimension : ellipsoid->dimensions) rename(dimension, renamed);
  } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    for (auto& divider : quadrants->dividers) rename(divider.dimension, renamed);
  }
}

/// Quadrants in the order and under the names of the template.
void take_order_and_names(gating::Gate& gate, const gating::Gate& from) {
  auto* quadrants = std::get_if<gating::QuadrantGate>(&gate);
  const auto* pattern = std::get_if<gating::QuadrantGate>(&from);
  if (quadrants == nullptr || pattern == nullptr) return;
  std::vector<gating::QuadrantGate::Quadrant> ordered;
  for (const auto& wanted : pattern->quadrants) {
    ordered.push_back(*std::ranges::find(quadrants->quadrants, wanted.id, &gating::QuadrantGate::Quadrant::id));
    ordered.back().name = wanted.name;
  }
  quadrants->quadrants = std::move(ordered);
}

/// The samples whose files are in the folder, in alphabetical order; other files are passed over.
std::vector<std::string> samples_in(const fs::path& folder) {
  std::vector<std::string> samples;
  std::error_code not_there;
  for (fs::directory_iterator entry{folder, not_there}, end; !not_there && entry != end; entry.increment(not_there)) {
    const auto name = entry->path().filename().string();
    if (name.size() > ending.size() && name.ends_with(ending)) {
      samples.push_back(name.substr(0, name.size() - ending.size()));
    }
  }
  return sorted(std::move(samples));
}

/// Why the journal says that this very document was made: its newest entry about the file.
std::string reason_of(const Journal& journal, const Override& changed) {
  const auto* entry = journal.newest(changed.file);
  return entry != nullptr && entry->new_value == changed.text ? entry->reason : std::string{};
}

}  // namespace

std::string override_file(const std::string& sample) { return fmt::format("{}/{}{}", folder_name, sample, ending); }

bool Override::has(const std::string& gate) const { return find_gate(strategy, gate) != nullptr; }

std::vector<Error> check_override(const gating::Strategy& strategy, const Override& changed) {
  std::vector<Error> problems;
  if (changed.strategy.gates.empty()) {
    problems.push_back({Code::missing_element, {changed.file, "", {}}, "a gate that differs from the template", ""});
  }
  for (const auto& node : changed.strategy.gates) {
    const fcs::Place place{changed.file, "gate " + node.id, {}};
    const auto* pattern = find_gate(strategy, node.id);
    if (pattern == nullptr) {
      problems.push_back({Code::dangling_reference, place,
                          fmt::format("the id of a gate of the template: {}", fmt::join(ids_of(strategy), ", ")),
                          node.id});
      continue;
    }
    if (node.parent) {
      problems.push_back(
          {Code::unexpected_element, place, "no parent_id: the template gives the parent", *node.parent});
    }
    const auto wanted = quadrant_ids(pattern->gate);
    const auto found = quadrant_ids(node.gate);
    if (sorted(wanted) != sorted(found)) {
      const auto shown = [](const std::vector<std::string>& ids) {
        return ids.empty() ? std::string{"a gate without Quadrants"}
                           : fmt::format("the Quadrants {}", fmt::join(ids, ", "));
      };
      problems.push_back({Code::bad_gate, place, shown(wanted), shown(found)});
    }
  }
  return problems;
}

Result<gating::Strategy> with_override(const gating::Strategy& strategy, const Override& changed) {
  auto problems = check_override(strategy, changed);
  if (!problems.empty()) return std::move(problems.front());
  auto out = strategy;
  const Renamed renamed{add_definitions(changed.strategy.transformations, out.transformations),
                        add_definitions(changed.strategy.ratios, out.ratios),
                        add_definitions(changed.strategy.matrices, out.matrices)};
  for (const auto& node : changed.strategy.gates) {
    auto gate = node.gate;
    rename(gate, renamed);
    auto& place = *std::ranges::find(out.gates, node.id, &gating::GateNode::id);
    take_order_and_names(gate, place.gate);
    place.gate = std::move(gate);
  }
  auto populations = gating::populations(out);
  if (populations.has_error()) {
    populations.error().where.file = changed.file;
    return populations.error();
  }
  return out;
}

Result<AuditEntry> record_override(const Study& study, const std::string& sample, const std::string& reason,
                                   const Author& who) {
  const auto object = override_file(sample);
  const auto folder = study.file.parent_path();
  if (!is_reason(reason)) return Error{Code::missing_key, {object, "override", {}}, "a reason", ""};
  FCS_TRY(journal, read_journal(folder));
  const auto* before = journal.newest(object);
  const auto old_text = before == nullptr ? std::nullopt : before->new_value;
  std::optional<std::string> new_text;
  std::error_code not_there;
  if (fs::exists(folder / object, not_there)) {
    FCS_TRY(text, fcs::read_whole(folder / object));
    new_text = std::move(text);
  }
  if (!new_text && !old_text) {
    return Error{Code::no_such_sample, {(folder / object).string(), "", {}}, "a sample that has an override", sample};
  }
  if (new_text == old_text && before->reason == reason) {
    return Error{Code::bad_usage, {object, "", {}}, "another document or reason than the journal has", "the same"};
  }
  return append_to_journal(folder, {new_text ? "override" : "override removed", object, old_text, new_text, reason},
                           who);
}

ReadOverrides read_overrides(const Study& study, const std::vector<OverridableSample>& samples,
                             const Journal& journal) {
  ReadOverrides read;
  const auto folder = study.file.parent_path();
  for (const auto& name : samples_in(folder / folder_name)) {
    const auto sample = std::ranges::find(samples, name, &OverridableSample::sample);
    Override changed{override_file(name), {}, {}, {}, {}};
    if (sample == samples.end()) {
      read.problems.push_back(
          {Code::no_such_sample, {changed.file, "", {}}, "the name of a sample of the manifest", name});
      continue;
    }
    auto text = fcs::read_whole(folder / changed.file);
    if (text.has_error()) {
      read.problems.push_back(std::move(text.error()));
      continue;
    }
    changed.text = std::move(text).value();
    changed.sha256 = sha256(changed.text);
    auto document = gating::gatingml::read(changed.text, changed.file);
    if (document.has_error()) {
      read.problems.push_back(std::move(document.error()));
      continue;
    }
    changed.strategy = std::move(document.value().strategy);
    std::ranges::move(document.value().findings, std::back_inserter(read.findings));
    changed.reason = reason_of(journal, changed);
    if (sample->panel >= study.panels.size()) continue;  // an unknown panel is a problem of its own
    const auto& strategy = study.panels[sample->panel].panel.strategy;
    auto problems = check_override(strategy, changed);
    if (problems.empty()) {
      if (auto whole = with_override(strategy, changed); whole.has_error()) {
        problems.push_back(std::move(whole.error()));
      }
    }
    if (problems.empty()) {
      read.overrides.emplace(static_cast<std::size_t>(sample - samples.begin()), std::move(changed));
    } else {
      std::ranges::move(problems, std::back_inserter(read.problems));
    }
  }
  return read;
}

}  // namespace study
