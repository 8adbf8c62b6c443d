#include "study/detail/manifest_columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "study/detail/spreadsheet_damage.h"
#include "study/visit.h"

namespace study::detail {
namespace {

/// What a column holds.
enum class Kind : std::uint8_t {
  text,
  name,        ///< of one thing among many; never a date
  dated_name,  ///< may be called after a date
  path,
  number,
  date,
  yes_or_no
};

struct Column {
  std::string_view name;
  Kind kind = Kind::text;
  bool is_read = false;
};

constexpr auto columns = std::to_array<Column>({
    {"file", Kind::path, true},
    {"dataset", Kind::number, true},
    {"sample", Kind::name, true},
    {"subject", Kind::name, true},
    {"visit", Kind::text, true},  // study::parse_visit knows its damage
    {"cycle", Kind::number, true},
    {"day", Kind::text, true},
    {"time_h", Kind::number, true},
    {"panel", Kind::text, true},
    {"stain", Kind::text, true},
    {"arm", Kind::name, true},
    {"dose", Kind::number, true},
    {"dose_unit", Kind::text, true},
    {"schedule", Kind::text, true},
    {"dex_mg", Kind::number, true},
    {"timepoint", Kind::name, true},
    {"specimen", Kind::name, true},
    {"compound", Kind::name, true},
    {"concentration", Kind::number, true},
    {"concentration_unit", Kind::text, true},
    {"compound2", Kind::name, true},
    {"concentration2", Kind::number, true},
    {"concentration2_unit", Kind::text, true},
    {"replicate", Kind::name, true},
    {"batch", Kind::dated_name, true},
    {"fmo_marker", Kind::name, true},
    {"single_marker", Kind::name, true},
    {"use_for_analysis", Kind::yes_or_no, true},
    {"rerun_of", Kind::name, true},
    {"study_id", Kind::name},
    {"site_id", Kind::name},
    {"subject_type", Kind::text},
    {"specimen_id", Kind::name},
    {"rfstdtc", Kind::date},
    {"collect_dtc", Kind::date},
    {"stain_dtc", Kind::date},
    {"acq_dtc", Kind::date},
    {"tube", Kind::name},
    {"carrier", Kind::text},
    {"is_technical", Kind::yes_or_no},
    {"vehicle", Kind::text},
    {"run_id", Kind::dated_name},
    {"plate", Kind::name},
    {"well", Kind::name},
    {"instrument", Kind::text},
    {"cytometer_sn", Kind::name},
    {"operator", Kind::text},
    {"bead_lot", Kind::name},
    {"beads_per_test", Kind::number},
    {"sample_uL", Kind::number},
    {"dilution", Kind::number},
    {"alc_10e9L", Kind::number},
    {"wbc_10e9L", Kind::number},
    {"lymph_pct", Kind::number},
    {"anc", Kind::number},
    {"plt", Kind::number},
    {"hgb", Kind::number},
    {"cbc_dtc", Kind::date},
    {"exclude_reason", Kind::text},
    {"comment", Kind::text},
});

constexpr auto subject_types = std::to_array<std::string_view>({"patient", "healthy_qc", "cell_line"});
constexpr auto carriers = std::to_array<std::string_view>({"beads", "cells"});

const Column* find(std::string_view name) {
  const auto* found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : found;
}

/// Small letters and digits: "Dose unit" and "dose_unit" are one.
std::string spelling(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) out += static_cast<char>(std::tolower(letter));
  }
  return out;
}

const Column* find_spelling(std::string_view name) {
  const auto wanted = spelling(name);
  const auto* found = std::ranges::find_if(columns, [&wanted](const Column& c) { return spelling(c.name) == wanted; });
  return found == columns.end() ? nullptr : found;
}

std::optional<std::string> damage(Kind kind, std::string_view text) {
  if (auto expected = damage_of_any_cell(text)) return expected;
  switch (kind) {
    case Kind::name:
      return damage_of_name(text);
    case Kind::dated_name:
      return damage_of_dated_name(text);
    case Kind::date:
      return damage_of_date(text);
    case Kind::text:
    case Kind::path:
    case Kind::number:
    case Kind::yes_or_no:
      break;
  }
  return std::nullopt;
}

void check_percentage(ManifestCells& cells, std::string_view column) {
  const auto value = cells.number(column);
  if (value && *value > 100) cells.report(fcs::Code::bad_value, column, "a percentage, 0 to 100", cells.text(column));
}

}  // namespace

bool is_read(std::string_view column) {
  const auto* known = find(column);
  return known != nullptr && known->is_read;
}

void name_columns(Table& table, const std::string& file, std::vector<fcs::Finding>& findings) {
  for (auto& column : table.columns) {
    if (column.empty() || find(column) != nullptr) continue;
    fcs::Finding finding{{fcs::Code::unknown_column, {file, "", fcs::TableCell{1, column}}, "", ""},
                         "it is kept as it is"};
    const auto* meant = find_spelling(column);
    if (meant != nullptr && !table.find_column(meant->name)) {
      finding.assumed = fmt::format("it is read as {}", meant->name);
      column = meant->name;
    }
    findings.push_back(std::move(finding));
  }
}

void check_damage(const Table& table, ManifestCells& cells) {
  for (const auto& name : table.columns) {
    const auto* column = find(name);
    const auto kind = column == nullptr ? Kind::text : column->kind;
    const auto text = cells.text(name);
    if (auto expected = damage(kind, text)) {
      cells.report(fcs::Code::bad_value, name, *std::move(expected), text);
    } else if (kind == Kind::name && is_name_at_risk(text)) {
      cells.remark(name, "a name that no spreadsheet takes for a number", "it is kept as it is");
    }
  }
}

void check_kept_columns(ManifestCells& cells) {
  for (const auto& column : columns) {
    if (column.is_read) continue;
    if (column.kind == Kind::yes_or_no) static_cast<void>(cells.yes_or_no(column.name));
    if (column.name == "lymph_pct") {
      check_percentage(cells, column.name);
    } else if (column.kind == Kind::number) {
      static_cast<void>(cells.number(column.name));
    }
  }
  static_cast<void>(cells.one_of("subject_type", subject_types));
  static_cast<void>(cells.one_of("carrier", carriers));
}

}  // namespace study::detail
