#include "apps/viewer_model/newest_job.h"

#include <utility>

namespace viewer {

NewestJob::NewestJob() : thread_{[this] { work(); }} {}

NewestJob::~NewestJob() {
  {
    const std::lock_guard lock{mutex_};
    is_stopping_ = true;
    waiting_ = nullptr;
  }
  wake_.notify_one();
  thread_.join();
}

void NewestJob::run(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    waiting_ = std::move(job);
  }
  wake_.notify_one();
}

void NewestJob::work() {
  for (;;) {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [this] { return is_stopping_ || waiting_; });
    if (is_stopping_) return;
    const auto job = std::exchange(waiting_, nullptr);
    lock.unlock();
    job();
  }
}

}  // namespace viewer
