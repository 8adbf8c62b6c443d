#include "study/parallel.h"

#include <algorithm>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "study/processors.h"

namespace study {
namespace {

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
  const auto processors = usable_processors();
  tbb::task_arena arena(static_cast<int>(jobs == 0 ? processors : std::min(jobs, processors)));
  arena.execute([&] { run(count, work); });
}

void for_each_part(std::size_t count, const std::function<void(std::size_t)>& work) {
  // Isolated, so that a thread that waits for the last part does not begin another file meanwhile.
  tbb::this_task_arena::isolate([&] { run(count, work); });
}

}  // namespace study
