#include "study/parallel.h"

#include <algorithm>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace study {

void for_each_index(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work) {
  constexpr std::size_t most_jobs = 1024;  // an arena makes room for each at once
  tbb::task_arena arena(jobs == 0 ? tbb::task_arena::automatic : static_cast<int>(std::min(jobs, most_jobs)));
  arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (auto i = range.begin(); i != range.end(); ++i) work(i);
        },
        tbb::simple_partitioner{});
  });
}

}  // namespace study
