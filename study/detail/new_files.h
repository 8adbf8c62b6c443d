#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"

namespace study::detail {

struct NewFile {
  std::filesystem::path path;
  std::string bytes;
};

/// Files that are there all together or not at all: without keep(), they and the folders made for them are taken away
/// again.
class NewFiles {
 public:
  NewFiles() = default;
  NewFiles(const NewFiles&) = delete;
  NewFiles& operator=(const NewFiles&) = delete;
  ~NewFiles();

  /// @error Code::cannot_write, also where a file of that name exists: nothing is overwritten
  [[nodiscard]] fcs::Result<void> write(const NewFile& file);
  void keep() { made_.clear(); }

 private:
  void make_folders(const std::filesystem::path& folder);

  std::vector<std::filesystem::path> made_;  ///< in their order
};

/// Where the copy of a built-in panel lies, as study.toml says it: "panels/<id>/panel.toml".
[[nodiscard]] std::string path_of_copy(std::string_view panel_id);

/// A built-in panel as files of a study's folder, to be edited.
struct PanelCopy {
  NewFile panel_toml;
  NewFile strategy;
};
/// @error Code::no_such_panel
[[nodiscard]] fcs::Result<PanelCopy> copy_of_built_in(std::string_view panel_id,
                                                      const std::filesystem::path& study_folder);

}  // namespace study::detail
