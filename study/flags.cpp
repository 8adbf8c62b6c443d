#include "study/flags.h"

#include <algorithm>

namespace study {

std::string_view name(FlagLevel level) { return level == FlagLevel::warn ? "WARN" : "FAIL"; }

std::vector<Flag> flags_of(const std::vector<fcs::Finding>& findings) {
  const bool lacks_matrix = std::ranges::any_of(
      findings, [](const auto& finding) { return finding.deviation.code == fcs::Code::no_compensation; });
  const auto flag_name = [lacks_matrix](fcs::Code code) -> std::string_view {
    switch (code) {
      case fcs::Code::bad_spillover:
        return lacks_matrix ? "COMP_MISMATCH" : "";
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
    if (flag.empty()) continue;
    const auto level = finding.deviation.code == fcs::Code::bad_spillover ? FlagLevel::fail : FlagLevel::warn;
    flags.push_back({std::string{flag}, level, {}, {}, "", message(finding)});
  }
  return flags;
}

}  // namespace study
