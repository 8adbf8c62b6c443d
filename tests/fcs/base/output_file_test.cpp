#include "fcs/base/output_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST(OutputFile, IsNeverAFolder) {
  const TemporaryFolder folder;
  const auto out = fcs::OutputFile::create(folder.path());
  ASSERT_TRUE(out.has_error());
  EXPECT_EQ(out.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(out.error().found, "a folder");
  EXPECT_EQ(files(folder), 0);
}

TEST(OutputFile, FollowsALinkToAFile) {
  const TemporaryFolder folder;
  const auto file = folder.write("file.csv", "old");
  const auto link = folder.path() / "link.csv";
  std::filesystem::create_symlink("file.csv", link);
  auto out = fcs::OutputFile::create(link);
  ASSERT_TRUE(out.has_value());
  ASSERT_TRUE(out.value().write("new").has_value());
  ASSERT_TRUE(out.value().commit().has_value());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(bytes(file), "new");
}

// To rename over a device, as root may, would take it from everyone.
TEST(OutputFile, WritesIntoAPipeAndLeavesItInPlace) {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  auto out = fcs::OutputFile::create(pipe);
  ASSERT_TRUE(out.has_value());
  ASSERT_TRUE(out.value().write("abc").has_value());
  ASSERT_TRUE(out.value().commit().has_value());
  std::string got(4, '\0');
  EXPECT_EQ(::read(reader, got.data(), got.size()), 3);
  ::close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_EQ(files(folder), 1);
}

// A folder takes the place while the file is written: rename fails, and the temporary file goes.
TEST(OutputFile, FailedCommitLeavesNothingBeside) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "out.csv";
  auto out = fcs::OutputFile::create(file);
  ASSERT_TRUE(out.has_value());
  std::filesystem::create_directories(file / "inside");
  const auto committed = out.value().commit();
  ASSERT_TRUE(committed.has_error());
  EXPECT_EQ(committed.error().code, fcs::Code::cannot_write);
  EXPECT_EQ(files(folder), 1);
}

}  // namespace
