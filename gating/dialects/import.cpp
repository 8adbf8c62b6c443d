#include "gating/dialects/import.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fcs/base/input_file.h"
#include "gating/gatingml/read.h"

namespace gating::dialects {
namespace {

using fcs::Result;

struct Dialect {
  std::string_view name;
  bool (*is_written_in)(std::string_view document);
  Result<gatingml::Document> (*read)(std::string_view document, const std::string& file);
};

/// The first one that the document is written in; the last takes what is left and says what is wrong with it.
constexpr std::array dialects{
    Dialect{"Gating-ML 2.0", [](std::string_view) { return true; }, gatingml::read},
};

}  // namespace

Result<Imported> import_strategy(std::string_view document, const std::string& file) {
  const auto& dialect =
      *std::ranges::find_if(dialects, [&](const Dialect& one) { return one.is_written_in(document); });
  FCS_TRY(read, dialect.read(document, file));
  return Imported{dialect.name, std::move(read.strategy), std::move(read.findings)};
}

Result<Imported> import_strategy_file(const std::filesystem::path& file) {
  FCS_TRY(document, fcs::read_whole(file));
  return import_strategy(document, file.string());
}

}  // namespace gating::dialects
