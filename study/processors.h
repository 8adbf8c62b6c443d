#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>

namespace study {

/// Processors that this process may keep busy: those it may run on, but no more than its control groups allow it time
/// for, as in a container with a CPU limit. At least 1.
[[nodiscard]] std::size_t usable_processors();

/// Of the group and all above it, the lowest limit in processors; none where none is set. Versions 1 and 2.
/// @param mounted  /sys/fs/cgroup
/// @param groups   text of /proc/self/cgroup
[[nodiscard]] std::optional<double> processor_limit(const std::filesystem::path& mounted, std::string_view groups);

}  // namespace study
