#include "study/detail/new_files.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "fcs/base/output_file.h"
#include "panels/read.h"

namespace study::detail {

namespace fs = std::filesystem;

NewFiles::~NewFiles() {
  std::ranges::reverse(made_);
  std::error_code ignored;
  for (const auto& path : made_) fs::remove(path, ignored);
}

fcs::Result<void> NewFiles::write(const NewFile& file) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(file.path, error))) {
    return fcs::Error{
        fcs::Code::cannot_write, {file.path.string(), "", {}}, "no file of that name: nothing is overwritten", "one"};
  }
  make_folders(file.path.parent_path());
  FCS_TRY(out, fcs::OutputFile::create(file.path));
  FCS_CHECK(out.write(file.bytes));
  FCS_CHECK(out.commit());
  made_.push_back(file.path);
  return fcs::success();
}

/// A folder that cannot be made is found when its file is created.
void NewFiles::make_folders(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::exists(folder, error)) return;
  make_folders(folder.parent_path());
  if (fs::create_directory(folder, error)) made_.push_back(folder);
}

std::string path_of_copy(std::string_view panel_id) { return fmt::format("panels/{}/panel.toml", panel_id); }

fcs::Result<PanelCopy> copy_of_built_in(std::string_view panel_id, const fs::path& study_folder) {
  FCS_TRY(files, panels::built_in_files(panel_id));
  const auto panel_toml = study_folder / path_of_copy(panel_id);
  return PanelCopy{{panel_toml, std::string{files.panel_toml}},
                   {panel_toml.parent_path() / "strategy.gatingml.xml", std::string{files.strategy_xml}}};
}

}  // namespace study::detail
