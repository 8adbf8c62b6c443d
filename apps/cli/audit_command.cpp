#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "study/audit.h"
#include "study/lock.h"
#include "study/override.h"
#include "study/sha256.h"
#include "study/table.h"

namespace cli {
namespace {

using nlohmann::ordered_json;

struct AuditWords {
  std::filesystem::path study;
  bool json = false;
  std::filesystem::path out;
  std::string sample;
  std::string reason;
  std::string by;
};

/// The folder of a study, which need not be readable otherwise.
std::filesystem::path folder_of(const AuditWords& words) {
  std::error_code ignored;
  return std::filesystem::is_directory(words.study, ignored) ? words.study : words.study.parent_path();
}

/// A value as a cell: whole documents go by their hash.
std::string value_cell(const std::optional<std::string>& value) {
  if (!value) return {};
  return value->find('\n') == std::string::npos ? study::text_cell(*value) : "sha256:" + study::sha256(*value);
}

std::string csv_of(const study::Journal& journal) {
  std::string table = "number,time,login,name,action,object,old,new,reason\n";
  for (const auto& entry : journal.entries) {
    study::append_row(
        table, std::vector<std::string>{study::number_cell(entry.number), entry.time, study::text_cell(entry.who.login),
                                        study::text_cell(entry.who.name), study::text_cell(entry.action),
                                        study::text_cell(entry.object), value_cell(entry.old_value),
                                        value_cell(entry.new_value), study::text_cell(entry.reason)});
  }
  return table;
}

std::string json_of(const study::Journal& journal) {
  const auto value = [](const std::optional<std::string>& text) {
    return text ? ordered_json(*text) : ordered_json(nullptr);
  };
  auto list = ordered_json::array();
  for (const auto& entry : journal.entries) {
    list.push_back({{"number", entry.number},
                    {"time", entry.time},
                    {"login", entry.who.login},
                    {"name", entry.who.name},
                    {"action", entry.action},
                    {"object", entry.object},
                    {"old", value(entry.old_value)},
                    {"new", value(entry.new_value)},
                    {"reason", entry.reason},
                    {"hash", entry.hash}});
  }
  return list.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Exit run_show(const AuditWords& words, std::ostream& table, std::ostream& log) {
  const auto journal = study::read_journal(folder_of(words));
  if (journal.has_error()) return fail(log, journal.error());
  const auto written = write_output(words.out, words.json ? json_of(journal.value()) : csv_of(journal.value()), table);
  return written.has_error() ? fail(log, written.error()) : Exit::done;
}

Exit run_verify(const AuditWords& words, std::ostream&, std::ostream& log) {
  const auto journal = study::read_journal(folder_of(words));
  if (journal.has_error()) {
    report(log, journal.error());
    return journal.error().code == fcs::Code::broken_journal ? Exit::partial_or_different : Exit::unusable_input;
  }
  if (const auto problem = study::lock_file_problem(folder_of(words), journal.value())) {
    report(log, *problem);
    return Exit::partial_or_different;
  }
  const auto& entries = journal.value().entries;
  log << fmt::format("cytogate: {} entries, whole{}\n", entries.size(),
                     entries.empty() ? std::string{} : "; the last has the hash " + entries.back().hash);
  return Exit::done;
}

Exit run_record(const AuditWords& words, std::ostream&, std::ostream& log) {
  const auto study = open_study(words.study, log);
  if (!study) return Exit::unusable_input;
  const auto entry = study::record_override(*study, words.sample, words.reason, study::author(words.by));
  if (entry.has_error()) return fail(log, entry.error());
  log << fmt::format("cytogate: entry {}: {}: {}\n", entry.value().number, entry.value().action,
                     fcs::printable(entry.value().object, 1000));
  return Exit::done;
}

}  // namespace

Exit audit_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  AuditWords options;
  describe(app, "audit", "The journal of a study: who changed what, old and new value, why.",
           "cytogate audit record my_study --sample S01_C1D8 --reason 'Dim CD3, new lot'");
  app.require_subcommand(1);
  auto* show = app.add_subcommand("show", "Print the journal");
  auto* verify = app.add_subcommand("verify", "Say whether every entry is as it was written");
  auto* record = app.add_subcommand("record", "Write down why a sample has an override, or has it no longer");
  for (auto* subcommand : {show, verify, record}) {
    subcommand->add_option("STUDY", options.study, "The study's folder, or its study.toml")->required();
  }
  show->add_flag("--json", options.json, "JSON, with whole documents, instead of CSV");
  show->add_option("-o,--output", options.out, "File for the table instead of standard output");
  record->add_option("--sample", options.sample, "The sample, as the manifest calls it")->required();
  record->add_option("--reason", options.reason, "Why the override was made, changed or taken away")->required();
  record->add_option("--by", options.by, "Your name; default: the environment variable CYTOGATE_USER");
  if (const auto exit = parse(app, words, table, log)) return *exit;
  const auto run = show->parsed() ? run_show : verify->parsed() ? run_verify : run_record;
  return run(options, table, log);
}

}  // namespace cli
