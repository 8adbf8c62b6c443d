#include "study/flags.h"

namespace study {

std::string_view name(FlagLevel level) { return level == FlagLevel::warn ? "WARN" : "FAIL"; }

std::vector<Flag> flags_of(const std::vector<fcs::Finding>& findings) {
  const auto flag_name = [](fcs::Code code) -> std::string_view {
    switch (code) {
      case fcs::Code::no_compensation:
        return "NO_COMPENSATION";
      case fcs::Code::already_compensated:
        return "ALREADY_COMPENSATED";
      case fcs::Code::scale_mismatch:
        return "SCALE_MISMATCH";
      default:
        return {};
    }
  };
  std::vector<Flag> flags;
  for (const auto& finding : findings) {
    const auto flag = flag_name(finding.deviation.code);
    if (!flag.empty()) flags.push_back({std::string{flag}, FlagLevel::warn, {}, {}, "", message(finding)});
  }
  return flags;
}

}  // namespace study
