#include "panels/detail/panel_toml.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "panels/detail/spelling.h"

namespace panels::detail {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::LineColumn;
using fcs::Place;
using fcs::Result;

LineColumn position(const toml::source_region& region) { return {region.begin.line, region.begin.column}; }

std::string shown(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  return node.is_table() ? "a table" : node.is_array() ? "an array" : "a date or time";
}

/// One table of the document: values by key, each with its place. `item` is how messages call the table: "stain 2".
class TableReader {
 public:
  TableReader(const toml::table& table, const std::string& file, std::string item)
      : table_{&table}, file_{&file}, item_{std::move(item)} {}

  /// Where the key's value stands, or the table where there is no such key.
  [[nodiscard]] Place place(std::string_view key) const {
    const auto* node = table_->get(key);
    const auto item = item_.empty() ? std::string{key} : fmt::format("{}, {}", item_, key);
    return {*file_, item, position(node != nullptr ? node->source() : table_->source())};
  }

  [[nodiscard]] Error error(Code code, std::string_view key, std::string expected) const {
    const auto* node = table_->get(key);
    return {code, place(key), std::move(expected), node != nullptr ? shown(*node) : std::string{}};
  }

  [[nodiscard]] Result<std::string> text(std::string_view key) const {
    if (!table_->contains(key)) return error(Code::missing_key, key, fmt::format("{} = \"...\"", key));
    return text_or(key, "");
  }

  [[nodiscard]] Result<std::string> text_or(std::string_view key, std::string_view absent) const {
    const auto* node = table_->get(key);
    if (node == nullptr) return std::string{absent};
    const auto* value = node->as_string();
    if (value == nullptr || value->get().empty()) return error(Code::bad_value, key, "a text");
    return value->get();
  }

  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view key) const {
    std::vector<std::string> out;
    const auto* node = table_->get(key);
    if (node == nullptr) return out;
    const auto* array = node->as_array();
    if (array == nullptr) return error(Code::bad_value, key, "a list of texts");
    for (const auto& element : *array) {
      const auto* value = element.as_string();
      if (value == nullptr || value->get().empty()) {
        auto where = place(key);
        where.at = position(element.source());
        return Error{Code::bad_value, where, "a text", shown(element)};
      }
      out.push_back(value->get());
    }
    return out;
  }

  [[nodiscard]] Result<std::int64_t> positive_integer_or(std::string_view key, std::int64_t absent) const {
    const auto* node = table_->get(key);
    if (node == nullptr) return absent;
    const auto* value = node->as_integer();
    if (value == nullptr || value->get() < 1) return error(Code::bad_value, key, "a whole number from 1 on");
    return value->get();
  }

  /// A number strictly between 0 and 1.
  [[nodiscard]] Result<double> share_or(std::string_view key, double absent) const {
    const auto* node = table_->get(key);
    if (node == nullptr) return absent;
    const auto* value = node->as_floating_point();
    if (value == nullptr || !(value->get() > 0 && value->get() < 1)) {
      return error(Code::bad_value, key, "a number between 0 and 1");
    }
    return value->get();
  }

  /// The tables of [[key]].
  [[nodiscard]] Result<std::vector<TableReader>> tables(std::string_view key) const {
    std::vector<TableReader> out;
    const auto* node = table_->get(key);
    if (node == nullptr) return out;
    const auto* array = node->as_array();
    if (array == nullptr) return error(Code::bad_value, key, fmt::format("tables that begin with [[{}]]", key));
    for (const auto& element : *array) {
      const auto item = fmt::format("{} {}", key, out.size() + 1);
      const auto* table = element.as_table();
      if (table == nullptr) {
        return Error{Code::bad_value, {*file_, item, position(element.source())}, "a table", shown(element)};
      }
      out.emplace_back(*table, *file_, item);
    }
    return out;
  }

  void note_unknown_keys(std::initializer_list<std::string_view> known, std::vector<fcs::Finding>& findings) const {
    for (const auto& [key, value] : *table_) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      const Place where{*file_, item_.empty() ? "panel" : item_, position(key.source())};
      findings.push_back(
          {{Code::unknown_key, where, fmt::format("{}", fmt::join(known, ", ")), std::string{key.str()}}, "left out"});
    }
  }

 private:
  const toml::table* table_;
  const std::string* file_;
  std::string item_;
};

Result<Role> read_role(const TableReader& table) {
  FCS_TRY(word, table.text_or("role", name(Role::lineage)));
  const auto* const found = std::ranges::find(role_names, word);
  if (found != role_names.end()) return static_cast<Role>(found - role_names.begin());
  return table.error(Code::bad_value, "role", fmt::format("one of {}", fmt::join(role_names, ", ")));
}

Result<Stain> read_stain(const TableReader& table) {
  FCS_TRY(marker, table.text("marker"));
  FCS_TRY(aliases, table.texts("aliases"));
  FCS_TRY(fluorochrome, table.text_or("fluorochrome", ""));
  FCS_TRY(role, read_role(table));
  FCS_TRY(clone, table.text_or("clone", ""));
  FCS_TRY(catalogue_number, table.text_or("catalogue_number", ""));
  FCS_TRY(lot, table.text_or("lot", ""));
  return Stain{std::move(marker), std::move(aliases),          std::move(fluorochrome), role,
               std::move(clone),  std::move(catalogue_number), std::move(lot)};
}

/// A name that two stains share would make every look-up of it a guess.
Result<void> check_spellings(const Stain& stain, const std::vector<Stain>& before, const TableReader& table) {
  const auto own = spellings_of(stain);
  for (const auto& other : before) {
    const auto others = spellings_of(other);
    const auto shared = std::ranges::find_first_of(own, others);
    if (shared == own.end()) continue;
    auto error = table.error(Code::bad_value, "marker", "names that no other stain has");
    error.found = fmt::format("{}, which {} has too", shared->marker, other.marker);
    return error;
  }
  return fcs::success();
}

Result<Endpoint> read_endpoint(const TableReader& table) {
  FCS_TRY(id, table.text("id"));
  FCS_TRY(label, table.text_or("label", id));
  FCS_TRY(population, table.text("population"));
  FCS_TRY(of, table.text("of"));
  FCS_TRY(statistic, table.text_or("statistic", "percent"));
  if (statistic != "percent" && statistic != "count") {
    return table.error(Code::bad_value, "statistic", "percent or count");
  }
  return Endpoint{std::move(id), std::move(label), std::move(population), std::move(of), std::move(statistic)};
}

Result<Threshold> read_threshold(const TableReader& table) {
  FCS_TRY(gate, table.text("gate"));
  FCS_TRY(dimension, table.text("dimension"));
  FCS_TRY(from, table.text("from"));
  FCS_TRY(quantile, table.share_or("quantile", Threshold{}.quantile));
  if (from != "fmo") return table.error(Code::bad_value, "from", "fmo");
  return Threshold{std::move(gate), std::move(dimension), std::move(from), quantile};
}

Result<Reference> read_reference(const TableReader& table) {
  FCS_TRY(marker, table.text("marker"));
  FCS_TRY(population, table.text("population"));
  FCS_TRY(without, table.text_or("without", ""));
  FCS_TRY(least_share, table.share_or("least_share", Reference{}.least_share));
  return Reference{std::move(marker), std::move(population), std::move(without), least_share};
}

Result<void> read_stains(const TableReader& top, PanelDocument& document) {
  FCS_TRY(tables, top.tables("stain"));
  for (const auto& table : tables) {
    FCS_TRY(stain, read_stain(table));
    FCS_CHECK(check_spellings(stain, document.panel.stains, table));
    table.note_unknown_keys({"marker", "aliases", "fluorochrome", "role", "clone", "catalogue_number", "lot"},
                            document.findings);
    document.panel.stains.push_back(std::move(stain));
  }
  return fcs::success();
}

Result<void> read_endpoints(const TableReader& top, PanelDocument& document) {
  FCS_TRY(tables, top.tables("endpoint"));
  auto& endpoints = document.panel.endpoints;
  for (const auto& table : tables) {
    FCS_TRY(endpoint, read_endpoint(table));
    if (std::ranges::find(endpoints, endpoint.id, &Endpoint::id) != endpoints.end()) {
      return table.error(Code::duplicate_id, "id", "an id that no other endpoint has");
    }
    table.note_unknown_keys({"id", "label", "population", "of", "statistic"}, document.findings);
    document.endpoints.push_back({table.place("population"), table.place("of")});
    endpoints.push_back(std::move(endpoint));
  }
  return fcs::success();
}

Result<void> read_thresholds(const TableReader& top, PanelDocument& document) {
  FCS_TRY(tables, top.tables("threshold"));
  for (const auto& table : tables) {
    FCS_TRY(threshold, read_threshold(table));
    table.note_unknown_keys({"gate", "dimension", "from", "quantile"}, document.findings);
    document.thresholds.push_back({table.place("gate"), table.place("dimension")});
    document.panel.thresholds.push_back(std::move(threshold));
  }
  return fcs::success();
}

Result<void> read_references(const TableReader& top, PanelDocument& document) {
  FCS_TRY(tables, top.tables("reference"));
  for (const auto& table : tables) {
    FCS_TRY(reference, read_reference(table));
    table.note_unknown_keys({"marker", "population", "without", "least_share"}, document.findings);
    document.references.push_back({table.place("marker"), table.place("population"), table.place("without")});
    document.panel.references.push_back(std::move(reference));
  }
  return fcs::success();
}

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
  try {  // toml++ reports by exceptions; they end here
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Error{Code::bad_toml, {file, {}, position(error.source())}, "TOML 1.0", std::string{error.description()}};
  }
}

}  // namespace

Result<PanelDocument> parse_panel(std::string_view toml, const std::string& file) {
  FCS_TRY(root, parse_toml(toml, file));
  const TableReader top{root, file, {}};
  PanelDocument document;
  auto& panel = document.panel;
  panel.file = file;
  FCS_TRY(id, top.text("id"));
  FCS_TRY(version, top.positive_integer_or("version", 1));
  FCS_TRY(title, top.text_or("title", id));
  FCS_TRY(strategy, top.text("strategy"));
  panel.id = std::move(id);
  panel.version = version;
  panel.title = std::move(title);
  document.strategy = std::move(strategy);
  document.strategy_place = top.place("strategy");
  top.note_unknown_keys({"id", "version", "title", "strategy", "stain", "endpoint", "threshold", "reference"},
                        document.findings);
  FCS_CHECK(read_stains(top, document));
  FCS_CHECK(read_endpoints(top, document));
  FCS_CHECK(read_thresholds(top, document));
  FCS_CHECK(read_references(top, document));
  return document;
}

}  // namespace panels::detail
