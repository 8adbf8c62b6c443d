#include "study/parallel.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "study/processors.h"

namespace study {
namespace {

/// Set while this thread works alone. Then nothing of oneTBB is started, which takes longer than gating a small sample.
thread_local bool alone = false;

void run(std::size_t count, const std::function<void(std::size_t)>& work) {
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, count, 1),
      [&](const tbb::blocked_range<std::size_t>& range) {
        for (auto i = range.begin(); i != range.end(); ++i) work(i);
      },
      tbb::simple_partitioner{});
}

}  // namespace

void for_each_index(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work) {
  const auto wanted = jobs == 1 ? 1 : usable_processors();
  const auto threads = jobs == 0 ? wanted : std::min(jobs, wanted);
  if (threads == 1) {
    const auto before = std::exchange(alone, true);
    for (std::size_t i = 0; i < count; ++i) work(i);
    alone = before;
    return;
  }
  tbb::task_arena arena(static_cast<int>(threads));
  arena.execute([&] { run(count, work); });
}

bool works_alone() { return alone; }

void for_each_part(std::size_t count, const std::function<void(std::size_t)>& work) {
  assert(!alone);
  // Isolated, so that a thread that waits for the last part does not begin another file meanwhile.
  tbb::this_task_arena::isolate([&] { run(count, work); });
}

}  // namespace study
