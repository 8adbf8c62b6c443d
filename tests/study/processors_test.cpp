#include "study/processors.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace {

class ProcessorLimit : public testing::Test {
 protected:
  void write(const std::filesystem::path& file, std::string_view text) { folder_.write(file, text); }
  std::optional<double> limit(std::string_view groups) const { return study::processor_limit(folder_.path(), groups); }

  testing_support::TemporaryFolder folder_;
};

TEST_F(ProcessorLimit, IsTheTimeAllowedInAPeriod) {
  write("a/cpu.max", "150000 100000\n");
  EXPECT_EQ(limit("0::/a\n"), 1.5);
}
TEST_F(ProcessorLimit, IsTheLowestOfTheGroupAndThoseAbove) {
  write("a/cpu.max", "100000 100000\n");
  write("a/b/cpu.max", "300000 100000\n");
  EXPECT_EQ(limit("0::/a/b\n"), 1.0);
  write("cpu.max", "50000 100000\n");  // a container sees its own group as the root
  EXPECT_EQ(limit("0::/a/b\n"), 0.5);
}
TEST_F(ProcessorLimit, IsNoneWhereNoneIsSet) {
  write("a/cpu.max", "max 100000\n");
  EXPECT_EQ(limit("0::/a\n"), std::nullopt);
  EXPECT_EQ(limit(""), std::nullopt);
}
TEST_F(ProcessorLimit, IsReadFromTheFirstVersionOfControlGroupsToo) {
  write("cpu/docker/1/cpu.cfs_quota_us", "200000\n");
  write("cpu/docker/1/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(limit("5:memory:/docker/1\n4:cpu,cpuacct:/docker/1\n"), 2.0);
  write("cpu/docker/1/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(limit("4:cpu,cpuacct:/docker/1\n"), std::nullopt);
}

TEST(UsableProcessors, AreAtLeastOne) { EXPECT_GE(study::usable_processors(), 1U); }

}  // namespace
