#include "apps/cli/gate_table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "study/table.h"

namespace cli {
namespace {

struct Row {
  std::string file;
  std::vector<std::string> compensation;  ///< of the matrices that the file's gates used
  std::uint64_t dataset = 1;
  const gating::Population* population = nullptr;
  std::string parent;  ///< id
  std::optional<std::uint64_t> count;
  std::optional<std::uint64_t> parent_count;
  std::optional<double> percent_of_parent;
  std::optional<double> percent_of_total;
  std::optional<study::Interval> interval;
  study::Assessment assessment;
  std::vector<std::optional<double>> statistics;  ///< one a column of theirs; none without a value
};

/// "median_CD38", in the order of PopulationResult::statistics.
std::vector<std::string> column_names(const study::ChannelStatistics& statistics) {
  std::vector<std::string> out;
  for (const auto& channel : statistics.channels) {
    for (const auto& statistic : statistics.statistics) out.push_back(statistic.name + "_" + channel);
  }
  return out;
}

Row row_of(const study::GatedSample& sample, std::size_t position, const study::Rules& rules) {
  const auto& own = sample.populations[position];
  Row row;
  row.population = &own.population;
  if (own.obstacle) {
    row.assessment = {study::Status::not_evaluable, fcs::message(*own.obstacle)};
    return row;
  }
  row.count = own.count;
  row.statistics = own.statistics;
  row.percent_of_total = study::percentage(own.count, sample.populations.front().count, rules).value;
  if (!own.population.parent) return row;
  row.parent_count = sample.populations[*own.population.parent].count;
  const auto percentage = study::percentage(own.count, *row.parent_count, rules);
  row.percent_of_parent = percentage.value;
  row.interval = percentage.interval;
  row.assessment = percentage.assessment;
  return row;
}

/// "file $SPILLOVER", "strategy M".
std::vector<std::string> compensation_of(const study::GatedSample& sample) {
  std::vector<std::string> out;
  for (const auto& matrix : sample.matrices) out.push_back((matrix.is_of_file ? "file " : "strategy ") + matrix.source);
  return out;
}

std::vector<Row> rows_of(std::span<const GatedFile> files, const std::vector<gating::Population>& populations,
                         const study::Rules& rules, std::size_t statistics) {
  std::vector<Row> rows;
  for (const auto& file : files) {
    for (std::size_t p = 0; p < populations.size(); ++p) {
      auto& row = rows.emplace_back();
      if (file.result.has_value()) {
        row = row_of(file.result.value(), p, rules);
      } else {
        row.population = &populations[p];
        row.assessment = {study::Status::failed, fcs::message(file.result.error())};
      }
      row.statistics.resize(statistics);
      row.file = file.file.string();
      if (file.result.has_value()) row.compensation = compensation_of(file.result.value());
      row.dataset = file.dataset;
      if (populations[p].parent) row.parent = populations[*populations[p].parent].id;
    }
  }
  return rows;
}

constexpr std::array columns{"file",         "dataset",           "population",       "id",     "parent",  "count",
                             "parent_count", "percent_of_parent", "percent_of_total", "ci_low", "ci_high", "status",
                             "reason"};

std::string csv(const std::vector<Row>& rows, const std::vector<std::string>& statistics) {
  using study::number_cell;
  using study::text_cell;
  std::string out;
  std::vector<std::string> head(columns.begin(), columns.end());
  for (const auto& name : statistics) head.push_back(text_cell(name));
  study::append_row(out, head);
  for (const auto& row : rows) {
    const auto bound = [&](double study::Interval::*which) {
      return row.interval ? number_cell((*row.interval).*which) : std::string{};
    };
    std::vector<std::string> cells{text_cell(row.file),
                                   number_cell(row.dataset),
                                   text_cell(row.population->path),
                                   text_cell(row.population->id),
                                   text_cell(row.parent),
                                   number_cell(row.count),
                                   number_cell(row.parent_count),
                                   number_cell(row.percent_of_parent),
                                   number_cell(row.percent_of_total),
                                   bound(&study::Interval::low),
                                   bound(&study::Interval::high),
                                   std::string{study::name(row.assessment.status)},
                                   text_cell(row.assessment.reason)};
    for (const auto& value : row.statistics) cells.push_back(number_cell(value));
    study::append_row(out, cells);
  }
  return out;
}

std::string json(const std::vector<Row>& rows, const std::vector<std::string>& statistics) {
  auto out = nlohmann::ordered_json::array();
  const auto number = [](const auto& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
  };
  for (const auto& row : rows) {
    out.push_back(
        {{"file", row.file},
         {"dataset", row.dataset},
         {"population", row.population->path},
         {"id", row.population->id},
         {"parent", row.parent.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(row.parent)},
         {"count", number(row.count)},
         {"parent_count", number(row.parent_count)},
         {"percent_of_parent", number(row.percent_of_parent)},
         {"percent_of_total", number(row.percent_of_total)},
         {"ci_low", row.interval ? nlohmann::ordered_json(row.interval->low) : nlohmann::ordered_json(nullptr)},
         {"ci_high", row.interval ? nlohmann::ordered_json(row.interval->high) : nlohmann::ordered_json(nullptr)},
         {"status", study::name(row.assessment.status)},
         {"reason", row.assessment.reason},
         {"compensation", row.compensation}});
    for (std::size_t i = 0; i < statistics.size(); ++i) out.back()[statistics[i]] = number(row.statistics[i]);
  }
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// For people: a block a file, populations indented below their parents, two decimals.
std::string text(const std::vector<Row>& rows, const std::vector<std::string>& statistics) {
  std::size_t widest = 10;
  const auto label = [](const Row& row) {
    const auto depth =
        row.population->parent ? 1 + std::count(row.population->path.begin(), row.population->path.end(), '/') : 0;
    return std::string(static_cast<std::size_t>(2 * depth), ' ') + fcs::printable(row.population->name);
  };
  for (const auto& row : rows) widest = std::max(widest, label(row).size());
  const auto percent = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.2f}", *value) : std::string{"-"};
  };
  // Columns of statistics, each as wide as its name.
  constexpr std::size_t narrowest = 9;
  std::string names;
  for (const auto& name : statistics) names += fmt::format("{:>{}}  ", fcs::printable(name), narrowest);
  const auto values_of = [&](const Row& row) {
    std::string values;
    for (std::size_t i = 0; i < statistics.size(); ++i) {
      const auto& value = row.statistics[i];
      values += fmt::format("{:>{}}  ", value ? fmt::format("{:.6g}", *value) : "-",
                            std::max(narrowest, fcs::printable(statistics[i]).size()));
    }
    return values;
  };

  std::string out;
  std::string file;
  for (const auto& row : rows) {
    const auto title = fmt::format("{}{}", fcs::printable(row.file, 1000),
                                   row.dataset == 1 ? "" : fmt::format(", data set {}", row.dataset));
    if (title != file) {
      out += fmt::format("{}{}\n{:<{}}  {:>9}  {:>8}  {:>16}  {:>8}  {}{}\n", file.empty() ? "" : "\n", title,
                         "population", widest, "count", "% parent", "interval", "% total", names, "status");
      file = title;
    }
    const auto interval =
        row.interval ? fmt::format("[{:.2f}, {:.2f}]", row.interval->low, row.interval->high) : std::string{};
    out += fmt::format("{:<{}}  {:>9}  {:>8}  {:>16}  {:>8}  {}{}{}{}\n", label(row), widest,
                       row.count ? std::to_string(*row.count) : "-", percent(row.percent_of_parent), interval,
                       percent(row.percent_of_total), values_of(row), study::name(row.assessment.status),
                       row.assessment.reason.empty() ? "" : ": ", fcs::printable(row.assessment.reason, 1000));
  }
  return out;
}

}  // namespace

std::string gate_table(std::span<const GatedFile> files, const std::vector<gating::Population>& populations,
                       const study::Rules& rules, const study::ChannelStatistics& statistics, TableFormat format) {
  const auto names = column_names(statistics);
  const auto rows = rows_of(files, populations, rules, names.size());
  switch (format) {
    case TableFormat::csv:
      return csv(rows, names);
    case TableFormat::json:
      return json(rows, names);
    case TableFormat::table:
      break;
  }
  return text(rows, names);
}

std::string membership_csv(const study::GatedSample& sample) {
  std::string out;
  std::vector<std::string> ids;
  for (const auto& result : sample.populations) ids.push_back(study::text_cell(result.population.id));
  study::append_row(out, ids);
  out.reserve(out.size() + sample.sample.event_count * 2 * sample.populations.size());
  for (std::uint64_t event = 0; event < sample.sample.event_count; ++event) {
    for (const auto& result : sample.populations) {
      if (&result != &sample.populations.front()) out += ',';
      if (!result.obstacle) out += ((result.members[event / 64] >> (event % 64)) & 1) != 0 ? '1' : '0';
    }
    out += '\n';
  }
  return out;
}

}  // namespace cli
