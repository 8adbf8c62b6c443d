#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace viewer {

/// A thread of its own that runs one job at a time. A job that waits is replaced by a newer one, so that work keeps up
/// with a mouse. Jobs must not throw.
class NewestJob {
 public:
  NewestJob();
  ~NewestJob();  ///< drops the job that waits and waits for the one that runs

  void run(std::function<void()> job);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::function<void()> waiting_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace viewer
