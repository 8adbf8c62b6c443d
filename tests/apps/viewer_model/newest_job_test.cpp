#include "apps/viewer_model/newest_job.h"

#include <future>
#include <mutex>
#include <string>

#include <gtest/gtest.h>

namespace {

TEST(NewestJob, ReplacesTheJobThatWaits) {
  std::string ran;
  std::promise<void> started, go_on, done;
  viewer::NewestJob thread;
  thread.run([&] {
    started.set_value();
    go_on.get_future().wait();
    ran += "first ";
  });
  started.get_future().wait();
  thread.run([&] { ran += "second "; });
  thread.run([&] {
    ran += "third ";
    done.set_value();
  });
  go_on.set_value();
  done.get_future().wait();
  EXPECT_EQ(ran, "first third ");
}
TEST(NewestJob, EndsWithTheJobThatRunsAndWithoutTheOneThatWaits) {
  std::string ran;
  std::promise<void> started, go_on;
  {
    viewer::NewestJob thread;
    thread.run([&] {
      started.set_value();
      go_on.get_future().wait();
      ran += "first ";
    });
    started.get_future().wait();
    thread.run([&] { ran += "second "; });
    go_on.set_value();
    // Either the second has begun before the thread is asked to end, or it never runs; the first always ends.
  }
  EXPECT_TRUE(ran == "first " || ran == "first second ") << ran;
}

}  // namespace
