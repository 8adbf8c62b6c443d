#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/cli/commands.h"
#include "apps/cli/export_events.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "fcs/base/output_file.h"
#include "fcs/derived.h"
#include "fcs/keywords/date_time.h"
#include "fcs/reader.h"
#include "fcs/writer.h"
#include "gating/compensation.h"
#include "panels/match.h"
#include "study/compensated_channels.h"
#include "study/gate_sample.h"
#include "study/instrument.h"
#include "study/table.h"

namespace cli {
namespace {

struct ExportWords {
  std::filesystem::path file;
  std::filesystem::path out;
  std::string format = "csv";
  std::string values = "scale";
  std::vector<std::string> channels;
  std::filesystem::path strategy;
  PanelOption panel;
  std::string population;
  std::size_t dataset = 1;
  std::string version;
  std::string last_modified;
  ReadWords read;
};

void add_options(CLI::App& app, ExportWords& words) {
  describe(app, "export",
           "Writes the events of a sample, or of one of its populations: as CSV, a column a channel and a row an "
           "event, or as "
           "FCS.",
           "cytogate export sample.fcs --channels FSC-A,CD3 --values compensated -o events.csv");
  app.add_option("FILE", words.file, "FCS file")->required();
  app.add_option("-o,--output", words.out, "Write to this file; FCS has to have one");
  app.add_option("--format", words.format, "csv or fcs")->check(CLI::IsMember({"csv", "fcs"}));
  app.add_option("--values", words.values,
                 "stored: as in the file, integers after the bit mask; scale: after $PnE, $PnG and $TIMESTEP; "
                 "compensated: scale values "
                 "after the file's matrix")
      ->check(CLI::IsMember({"stored", "scale", "compensated"}));
  app.add_option("--channels", words.channels, "Channels or markers, separated by commas (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--strategy", words.strategy, "Gating-ML 2.0 document that has the population");
  words.panel.add_to(app, "Panel: a built-in id or a panel.toml");
  app.add_option("--population", words.population,
                 "Only the events of this population: its id, its path, or the end of its path");
  require_whole_number(*app.add_option("--dataset", words.dataset, "Data set of each file, from 1"), 1);
  app.add_option("--fcs-version", words.version, "3.1 or 3.2 (default: 3.1; 3.2 where channels differ in data type)")
      ->check(CLI::IsMember({"3.1", "3.2"}));
  app.add_option("--last-modified", words.last_modified, "$LAST_MODIFIED: dd-mmm-yyyy hh:mm:ss (default: now, in UTC)")
      ->check(CLI::Validator{[](const std::string& text) {
                               const auto blank = std::min(text.find(' '), text.size());
                               const bool is_valid = fcs::is_date(std::string_view{text}.substr(0, blank)) &&
                                                     blank < text.size() &&
                                                     fcs::is_time(std::string_view{text}.substr(blank + 1));
                               return is_valid ? std::string{} : "expected dd-mmm-yyyy hh:mm:ss, found " + text;
                             },
                             "TIME"});
  words.read.add_to(app);
}

std::string now_as_fcs_has_it() {
  static constexpr std::array<std::string_view, 12> months = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                              "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{now - day};
  return fmt::format("{:02}-{}-{} {:02}:{:02}:{:02}", static_cast<unsigned>(date.day()),
                     months.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// Takes cells and writes CSV lines, to a file that appears whole or not at all, or to the table stream.
class CsvSink {
 public:
  static fcs::Result<CsvSink> open(const std::filesystem::path& file, std::ostream& table) {
    CsvSink sink{table};
    if (!file.empty()) {
      FCS_TRY(out, fcs::OutputFile::create(file));
      sink.file_.emplace(std::move(out));
    }
    return fcs::Result<CsvSink>{std::move(sink)};
  }

  std::string& text() { return text_; }
  fcs::Result<void> flush() {
    if (file_) {
      FCS_CHECK(file_->write(text_));
    } else {
      *table_ << text_;
    }
    text_.clear();
    return fcs::success();
  }
  fcs::Result<void> close() {
    FCS_CHECK(flush());
    if (file_) return file_->commit();
    return fcs::success();
  }

 private:
  explicit CsvSink(std::ostream& table) : table_{&table} {}
  std::ostream* table_;
  std::optional<fcs::OutputFile> file_;
  std::string text_;
};

fcs::Result<Selection> select(const ExportWords& words, std::ostream& log) {
  if (words.population.empty()) return Selection{};
  FCS_TRY(loaded, load_template(words.strategy, words.panel, log));
  FCS_TRY(gated,
          study::gate_sample(words.file, loaded.strategy_for(words.file), loaded.panel ? &*loaded.panel : nullptr,
                             {words.dataset, words.read.read_options(), words.read.policy(), true}));
  std::vector<gating::Population> populations;
  for (const auto& result : gated.populations) populations.push_back(result.population);
  FCS_TRY(position, gating::find_population(populations, words.population));
  auto& result = gated.populations[position];
  if (result.obstacle) return *result.obstacle;
  return Selection{std::move(result.members)};
}

fcs::Result<std::vector<fcs::ChannelIndex>> channels_of(const ExportWords& words, const fcs::Sample& sample,
                                                        std::ostream& log) {
  std::vector<fcs::ChannelIndex> out;
  if (words.channels.empty()) {
    for (const auto& channel : sample.channels) out.push_back(channel.index);
    return out;
  }
  std::optional<panels::Panel> panel;
  if (!words.panel.panel.empty()) {
    FCS_TRY(loaded, load_panel(words.panel, log));
    panel = std::move(loaded);
  }
  const auto mapping =
      panels::map_channels(words.channels, sample.channels, panel ? &*panel : nullptr, study::instrument_of(sample));
  for (const auto& name : words.channels) {
    if (const auto missing = mapping.missing.find(name); missing != mapping.missing.end()) {
      auto error = missing->second;
      error.where.file = words.file.string();
      return error;
    }
    out.push_back(mapping.channels.at(name));
  }
  return out;
}

fcs::Result<void> write_csv(const std::filesystem::path& out, const fcs::Sample& sample,
                            const std::vector<fcs::ChannelIndex>& channels, fcs::EventSupply& events,
                            std::ostream& table) {
  FCS_TRY(sink, CsvSink::open(out, table));
  std::vector<std::string> names;
  for (const auto channel : channels) names.push_back(study::text_cell(sample.channels[channel.value()].name));
  study::append_row(sink.text(), names);
  FCS_CHECK(events.restart());
  for (;;) {
    FCS_TRY(block, events.next());
    if (block == nullptr) break;
    const auto size = block->empty() ? 0 : std::visit([](const auto& values) { return values.size(); }, block->front());
    for (std::size_t e = 0; e < size; ++e) {
      for (std::size_t c = 0; c < block->size(); ++c) {
        if (c != 0) sink.text() += ',';
        std::visit([&](const auto& values) { sink.text() += study::number_cell(values[e]); }, (*block)[c]);
      }
      sink.text() += '\n';
    }
    FCS_CHECK(sink.flush());
  }
  return sink.close();
}

/// @error Code::already_compensated where a detector of the file's matrix holds compensated values
fcs::Result<void> refuse_twice(const ExportWords& words, const fcs::Sample& sample) {
  for (const auto& [index, how] : study::compensated_channels(sample)) {
    const auto& name = sample.channels[index.value()].name;
    if (std::ranges::find(sample.spillover->detectors, name) == sample.spillover->detectors.end()) continue;
    return fcs::Error{
        fcs::Code::already_compensated,
        {words.file.string(), "channel " + name, {}},
        "values not yet compensated; or --compensation file or none, to decide",
        fmt::format("a compensated channel ({}) and a spillover matrix ({})", how, sample.spillover->keyword)};
  }
  return fcs::success();
}

/// The matrix to apply; nothing where the values are not to be compensated.
fcs::Result<std::optional<gating::Unmixing>> unmixing_for(const ExportWords& words, const fcs::Sample& sample,
                                                          std::ostream& log) {
  if (words.values != "compensated" || words.read.policy() == gating::FileCompensationPolicy::ignore_file) {
    return std::nullopt;
  }
  if (!sample.spillover) {
    return fcs::Error{fcs::Code::no_compensation,
                      {words.file.string(), "TEXT, $SPILLOVER", {}},
                      "a matrix to compensate with",
                      "none"};
  }
  if (gating::is_identity(*sample.spillover)) {
    report(log, fcs::Finding{{fcs::Code::already_compensated,
                              {words.file.string(), "TEXT, " + sample.spillover->keyword, {}},
                              "spillover",
                              "the identity matrix"},
                             "values are used as they are"});
  } else if (words.read.policy() == gating::FileCompensationPolicy::refuse_twice) {
    FCS_CHECK(refuse_twice(words, sample));
  }
  FCS_TRY(unmixing, gating::unmixing(*sample.spillover));
  return std::optional{std::move(unmixing)};
}

fcs::Derivation derivation_of(const ExportWords& words, const std::vector<fcs::ChannelIndex>& channels,
                              bool is_compensated) {
  fcs::Derivation derivation;
  derivation.channels = channels;
  if (words.values != "stored") {
    derivation.values = is_compensated ? fcs::DerivedValues::compensated : fcs::DerivedValues::scale;
  }
  derivation.all_events = words.population.empty();
  if (!words.version.empty()) {
    derivation.version = words.version == "3.2" ? fcs::Version::fcs3_2 : fcs::Version::fcs3_1;
  }
  derivation.modified = words.last_modified.empty() ? now_as_fcs_has_it() : words.last_modified;
  derivation.modifier = "cytogate " CYTOGATE_VERSION;
  return derivation;
}

fcs::Result<void> run(const ExportWords& words, std::ostream& table, std::ostream& log) {
  FCS_CHECK(refuse_input(words.out, std::vector<std::filesystem::path>{words.file, words.strategy, words.panel.panel,
                                                                       words.panel.mappings}));
  const bool is_fcs = words.format == "fcs";
  if (is_fcs && words.out.empty()) {
    return fcs::Error{fcs::Code::bad_usage, {}, "-o FILE with --format fcs, as it is read back", "none"};
  }
  FCS_TRY(sample, fcs::read_sample(words.file, words.dataset, words.read.read_options()));
  for (const auto& finding : sample.findings) report(log, finding);
  FCS_TRY(channels, channels_of(words, sample, log));
  FCS_TRY(selection, select(words, log));
  FCS_TRY(unmixing, unmixing_for(words, sample, log));
  const auto derived = fcs::derived_sample(sample, derivation_of(words, channels, unmixing.has_value()));

  std::unique_ptr<fcs::EventSupply> events;
  if (words.values == "stored") {
    events = stored_events(sample, channels, selection);
  } else {
    const auto type = is_fcs ? derived.value.columns.front().type : fcs::StoredType::float64;
    FCS_TRY(scaled, scale_events(sample, channels, std::move(unmixing), type, selection));
    events = std::move(scaled);
  }
  if (!is_fcs) return write_csv(words.out, sample, channels, *events, table);
  for (const auto& finding : derived.findings) report(log, finding);
  return fcs::write_sample(words.out, derived.value, *events);
}

}  // namespace

Exit export_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  ExportWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  const auto done = run(options, table, log);
  return done.has_error() ? fail(log, done.error()) : Exit::done;
}

}  // namespace cli
