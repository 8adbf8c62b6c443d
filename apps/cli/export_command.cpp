#include <algorithm>
#include <fstream>
#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "fcs/base/output_file.h"
#include "fcs/reader.h"
#include "gating/compensation.h"
#include "panels/match.h"
#include "study/gate_sample.h"
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
  std::string panel;
  std::string population;
  std::size_t dataset = 1;
  ReadWords read;
};

void add_options(CLI::App& app, ExportWords& words) {
  describe(app, "export",
           "Writes the events of a sample, or of one of its populations, as CSV: a column a channel, a row an event.",
           "cytogate export sample.fcs --channels FSC-A,CD3 --values compensated -o events.csv");
  app.add_option("FILE", words.file, "FCS file")->required();
  app.add_option("-o,--output", words.out, "Write the CSV to this file");
  app.add_option("--format", words.format, "csv, a column a channel and a row an event")->check(CLI::IsMember({"csv"}));
  app.add_option("--values", words.values,
                 "stored: as in the file, integers after the bit mask; scale: after $PnE, $PnG and $TIMESTEP; "
                 "compensated: scale values "
                 "after the file's matrix")
      ->check(CLI::IsMember({"stored", "scale", "compensated"}));
  app.add_option("--channels", words.channels, "Channels or markers, separated by commas (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--strategy", words.strategy, "Gating-ML 2.0 document that has the population");
  app.add_option("--panel", words.panel, "Panel: a built-in id or a panel.toml");
  app.add_option("--population", words.population,
                 "Only the events of this population: its id, its path, or the end of its path");
  require_whole_number(*app.add_option("--dataset", words.dataset, "Data set of each file, from 1"), 1);
  words.read.add_to(app);
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

/// Which events to write: bit e of word e / 64; none given = all.
struct Selection {
  std::optional<std::vector<std::uint64_t>> members;
  [[nodiscard]] bool has(std::uint64_t event) const {
    return !members || (((*members)[event / 64] >> (event % 64)) & 1) != 0;
  }
};

fcs::Result<Selection> select(const ExportWords& words, std::ostream& log) {
  if (words.population.empty()) return Selection{};
  FCS_TRY(loaded, load_template(words.strategy, words.panel, log));
  FCS_TRY(gated, study::gate_sample(words.file, loaded.strategy, loaded.panel ? &*loaded.panel : nullptr,
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
  if (!words.panel.empty()) {
    FCS_TRY(loaded, load_panel(words.panel, log));
    panel = std::move(loaded);
  }
  const auto mapping = panels::map_channels(words.channels, sample.channels, panel ? &*panel : nullptr);
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

fcs::Result<void> write_stored(const fcs::Sample& sample, const std::vector<fcs::ChannelIndex>& channels,
                               const Selection& selection, CsvSink& sink) {
  FCS_TRY(reader, fcs::StoredReader::open(sample, channels));
  std::uint64_t first = 0;
  std::string cell;
  for (;;) {
    FCS_TRY(block, reader.next());
    if (block == nullptr) break;
    const auto size = block->empty() ? 0 : std::visit([](const auto& values) { return values.size(); }, block->front());
    for (std::size_t e = 0; e < size; ++e) {
      if (!selection.has(first + e)) continue;
      for (std::size_t c = 0; c < block->size(); ++c) {
        if (c != 0) sink.text() += ',';
        std::visit([&](const auto& values) { sink.text() += study::number_cell(values[e]); }, (*block)[c]);
      }
      sink.text() += '\n';
    }
    first += size;
    FCS_CHECK(sink.flush());
  }
  return fcs::success();
}

/// Scale values; with a matrix, its detectors are replaced by what their fluorochromes give.
fcs::Result<void> write_scale(const fcs::Sample& sample, const std::vector<fcs::ChannelIndex>& channels,
                              const std::optional<gating::Unmixing>& unmixing, const Selection& selection,
                              CsvSink& sink) {
  auto needed = channels;
  std::vector<std::size_t> detectors;  // position in `needed` of each row of the matrix
  if (unmixing) {
    for (const auto& name : unmixing->detectors) {
      const auto channel = std::find_if(sample.channels.begin(), sample.channels.end(),
                                        [&](const auto& known) { return known.name == name; });
      if (channel == sample.channels.end()) {
        return fcs::Error{fcs::Code::bad_spillover,
                          {sample.file.string(), sample.spillover->keyword, {}},
                          "detectors that are channels of the file",
                          name};
      }
      detectors.push_back(needed.size());
      needed.push_back(channel->index);
    }
  }
  FCS_TRY(reader, fcs::BlockReader::open(sample, needed));
  for (;;) {
    FCS_TRY(block, reader.next());
    if (!block) break;
    for (std::size_t e = 0; e < block->size; ++e) {
      if (!selection.has(block->first.value() + e)) continue;
      for (std::size_t c = 0; c < channels.size(); ++c) {
        double value = block->columns[c][e];
        const auto row =
            std::find_if(detectors.begin(), detectors.end(), [&](std::size_t d) { return needed[d] == channels[c]; });
        if (row != detectors.end()) {
          value = 0;
          for (std::size_t k = 0; k < detectors.size(); ++k) {
            value +=
                block->columns[detectors[k]][e] * unmixing->at(k, static_cast<std::size_t>(row - detectors.begin()));
          }
        }
        if (c != 0) sink.text() += ',';
        sink.text() += study::number_cell(value);
      }
      sink.text() += '\n';
    }
    FCS_CHECK(sink.flush());
  }
  return fcs::success();
}

fcs::Result<void> run(const ExportWords& words, std::ostream& table, std::ostream& log) {
  FCS_CHECK(refuse_input(words.out, std::vector<std::filesystem::path>{words.file, words.strategy, words.panel}));
  FCS_TRY(sample, fcs::read_sample(words.file, words.dataset, words.read.read_options()));
  for (const auto& finding : sample.findings) report(log, finding);
  FCS_TRY(channels, channels_of(words, sample, log));
  FCS_TRY(selection, select(words, log));
  std::optional<gating::Unmixing> unmixing;
  if (words.values == "compensated" && words.read.policy() != gating::FileCompensationPolicy::ignore_file) {
    if (!sample.spillover) {
      return fcs::Error{fcs::Code::no_compensation,
                        {words.file.string(), "TEXT, $SPILLOVER", {}},
                        "a matrix to compensate with",
                        "none"};
    }
    FCS_TRY(inverse, gating::unmixing(*sample.spillover));
    unmixing = std::move(inverse);
  }

  FCS_TRY(sink, CsvSink::open(words.out, table));
  std::vector<std::string> names;
  for (const auto channel : channels) names.push_back(study::text_cell(sample.channels[channel.value()].name));
  study::append_row(sink.text(), names);
  FCS_CHECK(words.values == "stored" ? write_stored(sample, channels, selection, sink)
                                     : write_scale(sample, channels, unmixing, selection, sink));
  return sink.close();
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
