#pragma once

#include <cstddef>
#include <functional>

namespace study {

/// Calls work(i) for every i < count, `jobs` at a time, on oneTBB's threads; returns when all are done. The order is
/// not defined, so each call writes only to its own place. `work` must not throw.
/// @param jobs  0, or more than there are, = as many as the process may use processors
void for_each_index(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work);

/// Whether the caller is within a for_each_index of one job, so that there is no other thread to share work with.
[[nodiscard]] bool works_alone();

/// Likewise on the threads that the caller has a share of: within for_each_index those of its jobs. Not where
/// works_alone().
void for_each_part(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace study
