#include "study/summary.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "study/concentration.h"
#include "study/table.h"

namespace study {
namespace {

/// Characters, not bytes, so that columns with "µM" line up.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

enum class Align { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

/// Lines of cells under a header, each column as wide as its widest cell. A column without cells is left out.
class AlignedLines {
 public:
  explicit AlignedLines(std::vector<Column> columns) : columns_{std::move(columns)} {}

  void add(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    lines_.push_back(std::move(cells));
  }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::size_t width = 0;
      for (const auto& line : lines_) width = std::max(width, width_of(line[i]));
      widths.push_back(width == 0 ? 0 : std::max(width, width_of(columns_[i].title)));
      titles.push_back(width == 0 ? "" : columns_[i].title);
    }
    auto text = line_text(titles, widths);
    for (const auto& line : lines_) text += line_text(line, widths);
    return text;
  }

 private:
  [[nodiscard]] std::string line_text(const std::vector<std::string>& cells,
                                      const std::vector<std::size_t>& widths) const {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string padding(widths[i] - width_of(cells[i]), ' ');
      text += "  " + (columns_[i].align == Align::left ? cells[i] + padding : padding + cells[i]);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  }

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> lines_;
};

/// What stands behind a value that is not OK.
std::string mark_of(const std::optional<ResultRow>& result) {
  if (!result) return {};
  switch (result->assessment.status) {
    case Status::low_denominator:
      return "low n";
    case Status::below_lod:
      return "<LOD";
    case Status::below_lloq:
      return "<LLOQ";
    case Status::failed:
    case Status::not_evaluable:
    case Status::ok:
      return {};
  }
  return {};
}

std::string visit_text(const std::optional<ResultRow>& result) {
  if (!result) return "-";
  if (result->assessment.status == Status::failed) return "failed";
  if (!result->value) return "not evaluable";
  if (!result->interval) return number_cell(result->value);
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", *result->value, result->interval->low, result->interval->high);
}

std::string with_unit(std::optional<double> value, const std::string& unit) {
  if (!value) return {};
  return fcs::printable(number_cell(*value) + (unit.empty() ? "" : " " + unit));
}

std::string dose_text(const ManifestRow& row) {
  auto text = with_unit(row.dose, row.dose_unit);
  if (!row.schedule.empty()) text += (text.empty() ? "" : " ") + fcs::printable(row.schedule);
  if (row.dex_mg) text += fmt::format("{}dex {} mg", text.empty() ? "" : " + ", number_cell(*row.dex_mg));
  return text;
}

std::string treatment_name(const Treatment& treatment) {
  auto text = fcs::printable(treatment.compound);
  const auto concentration = with_unit(treatment.concentration, treatment.unit);
  return concentration.empty() ? text : text + " " + concentration;
}

/// What tells the lines of one subject apart: timepoint, treatment, hours, replicate.
std::string line_text(const ManifestRow& row) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  };
  add(fcs::printable(row.timepoint));
  add(treatment_name(row.treatment));
  add(treatment_name(row.treatment2));
  if (row.time_h) add(number_cell(*row.time_h) + " h");
  if (!row.replicate.empty()) add("replicate " + fcs::printable(row.replicate));
  return text;
}

std::string title_of(const panels::Endpoint& endpoint) {
  auto title = fcs::printable(endpoint.id);
  if (!endpoint.label.empty()) title += ": " + fcs::printable(endpoint.label);
  return title + (endpoint.statistic == "count" ? ", events" : ", %");
}

/// Replicates of one treatment at one time are a line; lines order by compound as the manifest does, then by
/// concentration and time.
struct TreatmentLine {
  std::size_t panel = 0;
  std::size_t compound = 0;
  double concentration = 0;
  std::size_t compound2 = 0;
  double concentration2 = 0;
  double time_h = 0;

  [[nodiscard]] auto key() const { return std::tie(panel, compound, concentration, compound2, concentration2, time_h); }
  friend bool operator<(const TreatmentLine& left, const TreatmentLine& right) { return left.key() < right.key(); }
};

class Treatments {
 public:
  Treatments(const Manifest& manifest, std::span<const SampleResult> samples) {
    assert(samples.size() == manifest.rows.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto& row = manifest.rows[i];
      if (row.stain != "FULL" || !row.use_for_analysis || row.treatment.compound.empty()) continue;
      lines_[{row.panel, order_of(row.treatment.compound), strength(row.treatment), order_of(row.treatment2.compound),
              strength(row.treatment2), row.time_h.value_or(-1)}]
          .push_back(i);
    }
  }

  [[nodiscard]] const auto& lines() const { return lines_; }

 private:
  std::size_t order_of(const std::string& compound) {
    if (compound.empty()) return 0;
    return compounds_.emplace(compound, compounds_.size() + 1).first->second;
  }

  static double strength(const Treatment& treatment) {
    if (!treatment.concentration) return -1;
    return nanomolar(*treatment.concentration, treatment.unit).value_or(*treatment.concentration);
  }

  std::map<std::string, std::size_t> compounds_;
  std::map<TreatmentLine, std::vector<std::size_t>> lines_;  ///< positions in the manifest
};

/// The mean over those samples that have a value, and how many those are where some have none; "-" where none has.
std::string mean_text(const StudyPanel& panel, std::size_t endpoint, const Rules& rules,
                      const std::vector<std::size_t>& samples, std::span<const SampleResult> results) {
  double sum = 0;
  std::size_t n = 0;
  for (const auto sample : samples) {
    const auto value = endpoint_row(panel, endpoint, rules, results[sample]).value;
    if (!value) continue;
    sum += *value;
    ++n;
  }
  if (n == 0) return "-";
  const auto mean = fmt::format("{:.2f}", sum / static_cast<double>(n));
  return n == samples.size() ? mean : fmt::format("{} (n = {})", mean, n);
}

}  // namespace

std::string activation_text(const Study& study, const Manifest& manifest, const ActivationByVisit& table) {
  using EndpointKey = std::pair<std::size_t, std::size_t>;  // panel, endpoint
  std::map<EndpointKey, AlignedLines> blocks;
  std::vector<Column> columns{{"subject"}, {"arm"}, {"dose"}, {""}};
  for (const auto& visit : table.visits) {
    columns.push_back({fcs::printable(visit), Align::right});
    columns.push_back({""});
  }
  for (const auto& row : table.rows) {
    const auto& sample = manifest.rows[row.sample];
    auto& block = blocks.try_emplace({sample.panel, row.endpoint}, columns).first->second;
    std::vector<std::string> cells{fcs::printable(sample.subject), fcs::printable(sample.arm), dose_text(sample),
                                   line_text(sample)};
    for (const auto& result : row.visits) cells.insert(cells.end(), {visit_text(result), mark_of(result)});
    block.add(std::move(cells));
  }
  std::string text;
  for (const auto& [key, block] : blocks) {
    const auto& endpoint = study.panels[key.first].panel.endpoints[key.second];
    text += fmt::format("{}{} [{}% interval]\n{}", text.empty() ? "" : "\n", title_of(endpoint),
                        number_cell(study.rules.confidence * 100), block.text());
  }
  return text;
}

std::string treatment_text(const Study& study, const Manifest& manifest, std::span<const SampleResult> samples) {
  const Treatments treatments{manifest, samples};
  std::map<std::size_t, AlignedLines> blocks;
  for (const auto& [key, members] : treatments.lines()) {
    const auto& panel = study.panels[key.panel];
    std::vector<Column> columns{{"treatment"}, {"with"}, {"hours", Align::right}, {"n", Align::right}};
    for (const auto& endpoint : panel.panel.endpoints) columns.push_back({fcs::printable(endpoint.id), Align::right});
    auto& block = blocks.try_emplace(key.panel, std::move(columns)).first->second;
    const auto& first = manifest.rows[members.front()];
    std::vector<std::string> cells{treatment_name(first.treatment), treatment_name(first.treatment2),
                                   number_cell(first.time_h), std::to_string(members.size())};
    for (std::size_t endpoint = 0; endpoint < panel.endpoints.size(); ++endpoint) {
      cells.push_back(mean_text(panel, endpoint, study.rules, members, samples));
    }
    block.add(std::move(cells));
  }
  std::string text;
  for (const auto& [panel, block] : blocks) {
    text += fmt::format("{}{}: mean over n samples\n{}", text.empty() ? "" : "\n",
                        fcs::printable(study.panels[panel].id), block.text());
  }
  return text;
}

}  // namespace study
