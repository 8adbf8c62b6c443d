#include "study/parallel.h"

#include <algorithm>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace study {

void for_each_index(std::size_t count, std::size_t jobs, const std::function<void(std::size_t)>& work) {
  const auto processors =
      static_cast<std::size_t>(tbb::info::default_concurrency());  // of this process, also in a container
  tbb::task_arena arena(static_cast<int>(jobs == 0 ? processors : std::min(jobs, processors)));
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
