#include "study/processors.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <tbb/info.h>

namespace study {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// @param text  time allowed in a period and the period, microseconds: "150000 100000"; "max 100000" or -1 is no limit
std::optional<double> limit_of(const std::string& text) {
  std::istringstream words{text};
  double time = 0;
  double period = 0;
  if (!(words >> time >> period) || !(time > 0) || !(period > 0)) return std::nullopt;
  return time / period;
}

std::optional<double> limit_of_group(const fs::path& group) {
  if (const auto limit = limit_of(text_of(group / "cpu.max"))) return limit;
  return limit_of(text_of(group / "cpu.cfs_quota_us") + " " + text_of(group / "cpu.cfs_period_us"));
}

void lower(std::optional<double>& limit, std::optional<double> other) {
  if (other && (!limit || *other < *limit)) limit = other;
}

}  // namespace

std::optional<double> processor_limit(const fs::path& mounted, std::string_view groups) {
  std::optional<double> limit;
  std::istringstream lines{std::string{groups}};
  for (std::string line; std::getline(lines, line);) {  // "0::/user.slice" or "4:cpu,cpuacct:/docker/1234"
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const bool is_cpu = (',' + controllers + ',').find(",cpu,") != std::string::npos;
    if (!controllers.empty() && !is_cpu) continue;
    const auto root = controllers.empty() ? mounted : mounted / "cpu";
    const auto own = fs::path{line.substr(second + 1)}.relative_path();
    for (auto group = own; !group.empty(); group = group.parent_path()) lower(limit, limit_of_group(root / group));
    lower(limit,
          limit_of_group(root));  // in a container the group's own path may not be there, and the root is its own
  }
  return limit;
}

std::size_t usable_processors() {
  const auto allowed = static_cast<std::size_t>(tbb::info::default_concurrency());
  const auto limit = processor_limit("/sys/fs/cgroup", text_of("/proc/self/cgroup"));
  if (!limit) return allowed;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(*limit)), 1, allowed);
}

}  // namespace study
