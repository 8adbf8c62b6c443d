#include "fcs/base/output_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace {

using testing_support::TemporaryFolder;

std::string bytes(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

auto files(const TemporaryFolder& folder) {
  return std::distance(std::filesystem::directory_iterator{folder.path()}, std::filesystem::directory_iterator{});
}

TEST(OutputFile, AppearsOnlyWithCommit) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "out.csv";
  auto out = fcs::OutputFile::create(file);
  ASSERT_TRUE(out.has_value());
  ASSERT_TRUE(out.value().write("a,").has_value());
  ASSERT_TRUE(out.value().write("b\n").has_value());
  EXPECT_FALSE(std::filesystem::exists(file));
  ASSERT_TRUE(out.value().commit().has_value());
  EXPECT_EQ(bytes(file), "a,b\n");
  EXPECT_EQ(files(folder), 1);
}

TEST(OutputFile, WithoutCommitTheEarlierFileStaysAndNothingIsLeftBeside) {
  const TemporaryFolder folder;
  const auto file = folder.write("out.csv", "old");
  {
    auto out = fcs::OutputFile::create(file);
    ASSERT_TRUE(out.has_value());
    ASSERT_TRUE(out.value().write("new").has_value());
  }
  EXPECT_EQ(bytes(file), "old");
  EXPECT_EQ(files(folder), 1);
}

TEST(OutputFile, TwoWritersOfOneFileDoNotMeet) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "out.csv";
  auto one = fcs::OutputFile::create(file);
  auto other = fcs::OutputFile::create(file);
  ASSERT_TRUE(one.has_value());
  ASSERT_TRUE(other.has_value());
  ASSERT_TRUE(one.value().write("one").has_value());
  ASSERT_TRUE(other.value().write("other").has_value());
  ASSERT_TRUE(other.value().commit().has_value());
  ASSERT_TRUE(one.value().commit().has_value());
  EXPECT_EQ(bytes(file), "one");
  EXPECT_EQ(files(folder), 1);
}

TEST(OutputFile, SaysWhichFileCannotBeMade) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "no such folder" / "out.csv";
  const auto out = fcs::OutputFile::create(file);
  ASSERT_TRUE(out.has_error());
  EXPECT_EQ(out.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(out.error().where.file, file.string());
}

// A folder stands where the file should: rename fails, and the temporary file goes.
TEST(OutputFile, FailedCommitLeavesNothingBeside) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "out.csv";
  std::filesystem::create_directories(file / "inside");
  auto out = fcs::OutputFile::create(file);
  ASSERT_TRUE(out.has_value());
  const auto committed = out.value().commit();
  ASSERT_TRUE(committed.has_error());
  EXPECT_EQ(committed.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(files(folder), 1);
}

}  // namespace
