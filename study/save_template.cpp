#include "study/save_template.h"

#include <cassert>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "fcs/base/input_file.h"
#include "fcs/base/output_file.h"
#include "gating/gatingml/write.h"
#include "panels/read.h"
#include "study/detail/new_files.h"
#include "study/detail/panel_path.h"
#include "study/detail/study_panel.h"
#include "study/lock.h"
#include "study/sha256.h"

namespace study {
namespace {

namespace fs = std::filesystem;
using fcs::Code;
using fcs::Error;
using fcs::Result;

bool is_built_in(const StudyPanel& panel) { return panel.panel.file.starts_with("built-in:"); }

/// The bytes of a file, if they are still those that the study was read from: what someone else saved is not undone.
Result<std::string> read_unchanged(const fs::path& file, const std::string& sha256_then) {
  FCS_TRY(bytes, fcs::read_whole(file));
  if (sha256(bytes) == sha256_then) return std::move(bytes);
  return Error{
      Code::cannot_write, {file.string(), "", {}}, "the file as it was when the study was read", "another one"};
}

/// The panel as reading the study again would give it, with another strategy document.
Result<StudyPanel> remade(const StudyPanel& panel, std::string_view panel_toml, const fs::path& file,
                          const std::string& strategy_xml) {
  FCS_TRY(read, panels::make_panel(panel_toml, file, strategy_xml));
  read.panel.choices = panel.panel.choices;
  std::vector<Error> problems;
  auto out = detail::make_study_panel(panel.id, std::move(read.panel), sha256(panel_toml), problems);
  if (!problems.empty()) return problems.front();
  return out;
}

Result<void> replace(const fs::path& file, std::string_view bytes) {
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(bytes));
  return out.commit();
}

/// A locked strategy stays as it is, by whichever panel it is edited.
Result<void> check_unlocked(const Study& study, const std::string& strategy_file) {
  FCS_TRY(journal, read_journal(study.file.parent_path()));
  for (const auto& entry : study.panels) {
    if (entry.panel.strategy_file != strategy_file || !is_locked(journal, entry.id)) continue;
    return Error{Code::locked_strategy,
                 {strategy_file, "strategy of " + entry.id, {}},
                 "a strategy that is not locked; give the lock up with 'cytogate lock --unlock --reason WHY'",
                 "SHA-256 " + entry.template_sha256};
  }
  return fcs::success();
}

Result<fs::path> save_in_place(Study& study, std::size_t panel, const std::string& strategy_xml) {
  const fs::path document = study.panels[panel].panel.strategy_file;
  FCS_CHECK(read_unchanged(document, study.panels[panel].template_sha256));
  auto panels = study.panels;
  for (auto& entry : panels) {
    std::error_code not_there;
    if (!fs::equivalent(entry.panel.strategy_file, document, not_there)) continue;
    const fs::path file = entry.panel.file;
    FCS_TRY(panel_toml, read_unchanged(file, entry.panel_sha256));
    FCS_TRY(changed, remade(entry, panel_toml, file, strategy_xml));
    entry = std::move(changed);
  }
  FCS_CHECK(replace(document, strategy_xml));
  study.panels = std::move(panels);
  return document;
}

Result<fs::path> save_as_copy(Study& study, std::size_t panel, const std::string& strategy_xml) {
  auto& entry = study.panels[panel];
  FCS_TRY(old_toml, read_unchanged(study.file, study.sha256));
  FCS_TRY(new_toml, detail::with_panel_path(old_toml, study.file.string(), entry.id, detail::path_of_copy(entry.id)));
  FCS_TRY(copy, detail::copy_of_built_in(entry.id, study.file.parent_path()));
  copy.strategy.bytes = strategy_xml;
  FCS_TRY(changed, remade(entry, copy.panel_toml.bytes, copy.panel_toml.path, strategy_xml));

  detail::NewFiles files;
  FCS_CHECK(files.write(copy.panel_toml));
  FCS_CHECK(files.write(copy.strategy));
  FCS_CHECK(replace(study.file, new_toml));
  files.keep();
  entry = std::move(changed);
  study.sha256 = sha256(new_toml);
  return copy.strategy.path;
}

}  // namespace

Result<fs::path> save_template(Study& study, std::size_t panel, const gating::Strategy& edited) {
  assert(panel < study.panels.size());
  FCS_CHECK(check_unlocked(study, study.panels[panel].panel.strategy_file));
  auto strategy_xml = gating::gatingml::write(edited);
  if (!strategy_xml) {
    auto error = std::move(strategy_xml).error();
    error.where.file = study.panels[panel].panel.strategy_file;
    return error;
  }
  return is_built_in(study.panels[panel]) ? save_as_copy(study, panel, strategy_xml.value())
                                          : save_in_place(study, panel, strategy_xml.value());
}

}  // namespace study
