#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"

/// Any bytes are either a document or an error with a message; what is read is a strategy whose populations can be
/// listed, and which can be written, or is refused for a reason other than a defect of the writer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view xml{reinterpret_cast<const char*>(data), size};
  const auto document = gating::gatingml::read(xml, "fuzz.xml");
  if (document.has_error()) {
    if (fcs::message(document.error()).empty()) __builtin_trap();
    return 0;
  }
  for (const auto& finding : document.value().findings) {
    if (fcs::message(finding).empty()) __builtin_trap();
  }
  const auto& strategy = document.value().strategy;
  if (gating::populations(strategy).has_error()) __builtin_trap();
  const auto written = gating::gatingml::write(strategy);
  if (written.has_error() && written.error().code == fcs::Code::internal) __builtin_trap();
  return 0;
}
