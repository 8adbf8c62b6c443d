#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panels/detail/embedded_files.h"
#include "panels/detail/join.h"
#include "panels/detail/panel_toml.h"
#include "panels/read.h"

namespace panels {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

constexpr std::string_view panel_file = "/panel.toml";

/// @return nullptr where the binary holds no such file
const detail::EmbeddedFile* find_embedded(std::string_view name) {
  const auto files = detail::embedded_files();
  const auto found = std::ranges::find(files, name, &detail::EmbeddedFile::name);
  return found != files.end() ? &*found : nullptr;
}

Error no_such_panel(std::string_view id) {
  return {Code::no_such_panel, {}, fmt::format("one of {}", fmt::join(built_in_ids(), ", ")), std::string{id}};
}

}  // namespace

std::vector<std::string_view> built_in_ids() {
  std::vector<std::string_view> ids;
  for (const auto& file : detail::embedded_files()) {
    if (file.name.ends_with(panel_file)) ids.push_back(file.name.substr(0, file.name.size() - panel_file.size()));
  }
  std::ranges::sort(ids);
  return ids;
}

Result<BuiltInFiles> built_in_files(std::string_view id) {
  const auto folder = std::string{id};
  const auto* panel = find_embedded(folder + std::string{panel_file});
  const auto* strategy = find_embedded(folder + "/strategy.gatingml.xml");
  if (panel == nullptr || strategy == nullptr) return no_such_panel(id);
  return BuiltInFiles{panel->bytes, strategy->bytes};
}

Result<ReadPanel> built_in_panel(std::string_view id) {
  FCS_TRY(files, built_in_files(id));
  const auto name = fmt::format("built-in:{}", id);
  FCS_TRY(document, detail::parse_panel(files.panel_toml, name));
  const auto strategy_name = fmt::format("{}/{}", name, document.strategy);
  return detail::join(std::move(document), std::string{files.strategy_xml}, strategy_name);
}

}  // namespace panels
