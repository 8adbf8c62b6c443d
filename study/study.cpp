#include "study/study.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "fcs/base/input_file.h"
#include "gating/strategy.h"
#include "panels/read.h"
#include "study/detail/study_panel.h"
#include "study/mappings.h"
#include "study/sha256.h"

namespace study {
namespace {

namespace fs = std::filesystem;

/// Takes values out of the document, and keeps what is wrong with them.
class Document {
 public:
  explicit Document(ReadStudy& read) : read_{read}, file_{read.study.file.string()} {}

  void report(const toml::node& node, fcs::Code code, std::string item, std::string expected, std::string found) {
    read_.problems.push_back({code, {file_, std::move(item), position(node)}, std::move(expected), std::move(found)});
  }

  /// @param expected  what the value should have been, for people
  template <class T>
  std::optional<T> value(const toml::table& table, std::string_view key, std::string_view expected) {
    const auto* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    auto value = std::is_same_v<T, double> ? node->value<T>() : node->value_exact<T>();
    if (!value) report(*node, fcs::Code::bad_value, std::string{key}, std::string{expected}, kind(*node));
    return value;
  }

  std::string required_text(const toml::table& table, std::string_view key) {
    if (table.get(key) == nullptr) {
      report(table, fcs::Code::missing_key, "", std::string{key}, "");
      return {};
    }
    auto text = value<std::string>(table, key, "a text in quotes");
    if (text && text->empty())
      report(*table.get(key), fcs::Code::bad_value, std::string{key}, "a text", "an empty one");
    return text.value_or("");
  }

  /// Reads a number and checks it.
  template <class T, class IsGood>
  void number(const toml::table& table, std::string_view key, std::string_view expected, IsGood is_good, T& target) {
    using Stored = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;
    const auto found = value<Stored>(table, key, expected);
    if (!found) return;
    if (is_good(*found)) {
      target = static_cast<T>(*found);
    } else {
      report(*table.get(key), fcs::Code::bad_value, std::string{key}, std::string{expected}, fmt::format("{}", *found));
    }
  }

  void warn_of_unknown_keys(const toml::table& table, std::initializer_list<std::string_view> known) {
    warn_of_unknown_keys(table, std::span{known});
  }

  void warn_of_unknown_keys(const toml::table& table, std::span<const std::string_view> known) {
    for (const auto& [key, node] : table) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      read_.findings.push_back({{fcs::Code::unknown_key,
                                 {file_, "", position(node)},
                                 fmt::format("{}", fmt::join(known, ", ")),
                                 std::string{key.str()}},
                                "it is ignored"});
    }
  }

  [[nodiscard]] static std::string kind(const toml::node& node) {
    return fmt::format("a value of type {}", [&] {
      switch (node.type()) {
        case toml::node_type::table:
          return "table";
        case toml::node_type::array:
          return "array";
        case toml::node_type::string:
          return "text";
        case toml::node_type::integer:
          return "integer";
        case toml::node_type::floating_point:
          return "decimal number";
        case toml::node_type::boolean:
          return "true or false";
        default:
          return "date or time";
      }
    }());
  }

 private:
  static fcs::LineColumn position(const toml::node& node) {
    const auto& begin = node.source().begin;
    return {begin.line, begin.column};
  }

  ReadStudy& read_;
  std::string file_;
};

void read_visits(const toml::table& root, Document& document, Study& study) {
  const auto* node = root.get("visits");
  if (node == nullptr) return;
  const auto* list = node->as_array();
  if (list == nullptr) {
    document.report(*node, fcs::Code::bad_value, "visits", "a list such as [\"C1D1\", \"C1D8\"]",
                    Document::kind(*node));
    return;
  }
  for (const auto& element : *list) {
    const auto text = element.value_exact<std::string>();
    if (!text || text->empty()) {
      document.report(element, fcs::Code::bad_value, "visits", "a text in quotes", Document::kind(element));
    } else if (study.find_visit(*text)) {
      document.report(element, fcs::Code::bad_value, "visits", "each visit once", *text);
    } else {
      study.visits.push_back(*text);
    }
  }
}

void read_baseline(const toml::table& root, Document& document, Study& study) {
  const auto text = document.value<std::string>(root, "baseline", "a text in quotes");
  if (!text) return;
  if (const auto visit = study.find_visit(*text)) {
    study.baseline = study.visits[*visit];
  } else {
    document.report(*root.get("baseline"), fcs::Code::bad_value, "baseline",
                    fmt::format("one of the study's visits: {}", fmt::join(study.visits, ", ")), *text);
  }
}

/// The table under `key`; none where it is absent or no table.
const toml::table* find_section(const toml::table& root, std::string_view key, Document& document) {
  const auto* node = root.get(key);
  if (node != nullptr && !node->is_table()) {
    document.report(*node, fcs::Code::bad_value, std::string{key}, fmt::format("a section [{}]", key),
                    Document::kind(*node));
  }
  return node == nullptr ? nullptr : node->as_table();
}

/// `1` is a day before or after, `[0, 3]` up to three days after.
std::optional<VisitWindow> window_of(const toml::node& node) {
  const auto days = [](const toml::node* value) -> std::optional<int> {
    const auto number = value == nullptr ? std::nullopt : value->value_exact<std::int64_t>();
    if (!number || *number < 0 || *number > 365) return std::nullopt;
    return static_cast<int>(*number);
  };
  const auto* list = node.as_array();
  if (list != nullptr && list->size() != 2) return std::nullopt;
  const auto before = list == nullptr ? days(&node) : days(list->get(0));
  const auto after = list == nullptr ? before : days(list->get(1));
  if (!before || !after) return std::nullopt;
  return VisitWindow{*before, *after};
}

void read_windows(const toml::table& root, Document& document, Study& study) {
  const auto* section = find_section(root, "windows", document);
  if (section == nullptr) return;
  for (const auto& [key, node] : *section) {
    const std::string name{key.str()};
    const auto visit = study.find_visit(name);
    const auto window = window_of(node);
    if (!visit) {
      document.report(node, fcs::Code::bad_value, "windows",
                      fmt::format("one of the study's visits: {}", fmt::join(study.visits, ", ")), name);
    } else if (!window) {
      document.report(node, fcs::Code::bad_value, "windows",
                      "a number of days, or [days before, days after], each from 0 to 365", Document::kind(node));
    } else {
      study.windows[study.visits[*visit]] = *window;
    }
  }
}

void read_rules(const toml::table& root, Document& document, Rules& rules) {
  const auto* section = find_section(root, "rules", document);
  if (section == nullptr) return;
  document.warn_of_unknown_keys(*section, {"confidence", "min_denominator", "lod_events", "lloq_events"});
  document.number(
      *section, "confidence", "a number between 0 and 1", [](double value) { return value > 0 && value < 1; },
      rules.confidence);
  const auto is_count = [](std::int64_t value) { return value >= 0; };
  document.number(*section, "min_denominator", "a number of events", is_count, rules.min_denominator);
  document.number(*section, "lod_events", "a number of events", is_count, rules.lod_events);
  document.number(*section, "lloq_events", "a number of events", is_count, rules.lloq_events);
}

void read_cycle(const toml::table& root, Document& document, Cycle& cycle) {
  const auto* section = find_section(root, "cycle", document);
  if (section == nullptr) return;
  document.warn_of_unknown_keys(*section, {"days", "treatment_days"});
  const auto is_days = [](std::int64_t value) { return value >= 1 && value <= 10'000; };
  document.number(*section, "days", "a number of days", is_days, cycle.days);
  document.number(*section, "treatment_days", "a number of days", is_days, cycle.treatment_days);
}

void read_quality(const toml::table& root, Document& document, QualityLimits& limits) {
  const auto* section = find_section(root, "quality", document);
  if (section == nullptr) return;
  std::vector<std::string_view> known;
  for (const auto& key : quality_keys) {
    known.push_back(key.name);
    auto& limit = limits.*key.limit;
    limit.is_from_study = section->contains(key.name);
    document.number(
        *section, key.name, "a number above 0", [](double value) { return value > 0; }, limit.value);
  }
  document.warn_of_unknown_keys(*section, known);
}

struct PanelSource {
  fcs::Result<panels::ReadPanel> panel;
  std::string sha256;  ///< of panel.toml
};

PanelSource open_panel(const std::string& id, const std::optional<fs::path>& file) {
  if (!file) {
    const auto files = panels::built_in_files(id);
    return {panels::built_in_panel(id), files ? sha256(files.value().panel_toml) : std::string{}};
  }
  const auto text = fcs::read_whole(*file);
  if (!text) return {text.error(), {}};
  return {panels::read_panel(*file), sha256(text.value())};
}

void read_panel(const toml::table& table, Document& document, ReadStudy& read) {
  document.warn_of_unknown_keys(table, {"id", "path"});
  const auto path = document.value<std::string>(table, "path", "a text in quotes");
  const auto wanted = path ? document.value<std::string>(table, "id", "a text in quotes").value_or("")
                           : document.required_text(table, "id");
  if (!path && wanted.empty()) return;
  auto source = open_panel(wanted, path ? std::optional{read.study.file.parent_path() / *path} : std::nullopt);
  if (!source.panel) {
    auto& error = source.panel.error();
    if (error.code == fcs::Code::no_such_panel) {
      document.report(*table.get("id"), error.code, "panel", error.expected + ", or a path to a panel.toml",
                      error.found);
    } else {
      read.problems.push_back(std::move(error));
    }
    return;
  }
  auto& panel = source.panel.value().panel;
  const auto id = wanted.empty() ? panel.id : wanted;
  std::ranges::move(source.panel.value().findings, std::back_inserter(read.findings));
  if (read.study.find_panel(id)) {
    document.report(table, fcs::Code::duplicate_id, "panel", "each panel once", id);
    return;
  }
  auto entry = detail::make_study_panel(id, std::move(panel), source.sha256, read.problems);
  read.study.panels.push_back(std::move(entry));
}

void read_panels(const toml::table& root, Document& document, ReadStudy& read) {
  constexpr auto expected = "one [[panel]] or more";
  const auto* node = root.get("panel");
  if (node == nullptr) {
    document.report(root, fcs::Code::missing_key, "", expected, "");
    return;
  }
  const auto* list = node->as_array();
  if (list == nullptr || list->empty() || !list->is_array_of_tables()) {
    document.report(*node, fcs::Code::bad_value, "panel", expected, Document::kind(*node));
    return;
  }
  for (const auto& element : *list) read_panel(*element.as_table(), document, read);
}

/// Whether a panel or its strategy speaks of a marker or channel.
bool knows(const panels::Panel& panel, const std::string& name) {
  const auto is_called = [&name](const panels::Stain& stain) {
    return stain.marker == name || std::ranges::find(stain.aliases, name) != stain.aliases.end();
  };
  const auto names = gating::channel_names(panel.strategy);
  return std::ranges::any_of(panel.stains, is_called) || std::ranges::find(names, name) != names.end();
}

void check_mapping(const Mapping& mapping, const std::string& file, ReadStudy& read) {
  const auto report = [&](fcs::Code code, std::string expected, const std::string& found) {
    read.problems.push_back({code, {file, "mapping", mapping.where}, std::move(expected), found});
  };
  const auto panel = read.study.find_panel(mapping.panel);
  if (!panel) {
    std::vector<std::string_view> ids;
    for (const auto& known : read.study.panels) ids.push_back(known.id);
    if (!mapping.panel.empty()) {
      report(fcs::Code::no_such_panel, fmt::format("a panel of study.toml: {}", fmt::join(ids, ", ")), mapping.panel);
    }
    return;
  }
  for (const auto& [marker, channel] : mapping.channels) {
    if (knows(read.study.panels[*panel].panel, marker)) continue;
    report(fcs::Code::bad_value, fmt::format("a marker of {}", mapping.panel), marker);
  }
}

void read_chosen_channels(ReadStudy& read) {
  const auto file = read.study.file.parent_path() / mappings_name;
  std::error_code error;
  if (!fs::exists(file, error)) return;
  auto text = fcs::read_whole(file);
  if (!text) {
    read.problems.push_back(std::move(text.error()));
    return;
  }
  read.study.mappings_sha256 = sha256(text.value());
  auto mappings = parse_mappings(text.value(), file.string());
  std::ranges::move(mappings.problems, std::back_inserter(read.problems));
  std::ranges::move(mappings.findings, std::back_inserter(read.findings));
  for (const auto& mapping : mappings.mappings) check_mapping(mapping, file.string(), read);
  for (auto& panel : read.study.panels) panel.panel.choices = choices_of(mappings.mappings, panel.id);
}

void read_root(const toml::table& root, ReadStudy& read) {
  Document document{read};
  auto& study = read.study;
  document.warn_of_unknown_keys(
      root, {"id", "title", "manifest", "visits", "baseline", "windows", "rules", "cycle", "quality", "panel"});
  study.id = document.required_text(root, "id");
  study.title = document.value<std::string>(root, "title", "a text in quotes").value_or("");
  study.manifest = study.file.parent_path() /
                   document.value<std::string>(root, "manifest", "a path in quotes").value_or("manifest.csv");
  read_visits(root, document, study);
  read_baseline(root, document, study);
  read_windows(root, document, study);
  read_rules(root, document, study.rules);
  read_cycle(root, document, study.cycle);
  read_quality(root, document, study.quality);
  read_panels(root, document, read);
  read_chosen_channels(read);
}

}  // namespace

std::optional<std::size_t> Study::find_panel(std::string_view panel_id) const {
  const auto found = std::ranges::find(panels, panel_id, &StudyPanel::id);
  if (found == panels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - panels.begin());
}

std::optional<std::size_t> Study::find_visit(std::string_view text) const {
  const auto parsed = parse_visit(text);
  const auto found = std::ranges::find_if(visits, [&](const std::string& listed) {
    if (listed == text) return true;
    const auto visit = parse_visit(listed);
    return parsed.has_value() && visit.has_value() && parsed.value() == visit.value();
  });
  if (found == visits.end()) return std::nullopt;
  return static_cast<std::size_t>(found - visits.begin());
}

ReadStudy read_study(const fs::path& folder_or_file) {
  ReadStudy read;
  std::error_code error;
  read.study.file = fs::is_directory(folder_or_file, error) ? folder_or_file / "study.toml" : folder_or_file;
  auto text = fcs::read_whole(read.study.file);
  if (!text) {
    read.problems.push_back(std::move(text.error()));
    return read;
  }
  read.study.sha256 = sha256(text.value());
  try {
    read_root(toml::parse(std::string_view{text.value()}), read);
  } catch (const toml::parse_error& failure) {
    const auto& begin = failure.source().begin;
    read.problems.push_back({fcs::Code::bad_toml,
                             {read.study.file.string(), "", fcs::LineColumn{begin.line, begin.column}},
                             "TOML 1.0",
                             std::string{failure.description()}});
  }
  return read;
}

}  // namespace study
