#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gating/gatingml/check.h"
#include "gating/gatingml/merge.h"
#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"

namespace {

void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Every problem has a message, and there are not more of them than anyone reads.
void require_readable(const gating::gatingml::CheckReport& report) {
  require(report.errors.size() <= 100'000);
  for (const auto& error : report.errors) require(!fcs::message(error).empty());
  for (const auto& warning : report.warnings) require(!fcs::message(warning).empty());
}

}  // namespace

/// Any bytes are either a document or an error with a message, and a check of them says so, too. What is read is a
/// strategy whose populations can be listed, and which can be written, or is refused for a reason other than a defect
/// of the writer; what is written reads back as the same strategy and is written as the same bytes again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gating;
  const std::string_view xml{reinterpret_cast<const char*>(data), size};
  const auto document = gatingml::read(xml, "fuzz.xml");
  const auto report = gatingml::check(xml, "fuzz.xml");
  require_readable(report);
  if (document.has_error()) {
    require(!report.errors.empty());
    return 0;
  }
  require(report.warnings.size() >= document.value().findings.size());
  const auto& strategy = document.value().strategy;
  const auto all = populations(strategy);
  require(all.has_value());
  const auto merged = gatingml::merge_equal_definitions(strategy);
  require(populations(merged.strategy).has_value());
  const auto written = gatingml::write(strategy);
  if (written.has_error()) {
    require(written.error().code != fcs::Code::internal);
    return 0;
  }
  const auto back = gatingml::read(written.value(), "written.xml");
  require(back.has_value());
  const auto listed = populations(back.value().strategy);
  require(listed.has_value() && listed.value().size() == all.value().size());
  const auto again = gatingml::write(back.value().strategy);
  require(again.has_value() && again.value() == written.value());
  return 0;
}
