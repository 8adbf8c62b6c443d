#include "fcs/base/input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_folder.h"

namespace {

using testing_support::TemporaryFolder;

TEST(ReadWhole, GivesTheBytesOfAFile) {
  const TemporaryFolder folder;
  const auto read = fcs::read_whole(folder.write("panel.toml", std::string_view{"a\r\n\0b", 5}));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read.value(), (std::string_view{"a\r\n\0b", 5}));
}

TEST(ReadWhole, NeverWaitsForAPipe) {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto read = fcs::read_whole(pipe);
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().code, fcs::Code::cannot_open);
  EXPECT_EQ(read.error().found, "a pipe or a device");
}

TEST(ReadWhole, NeverReadsADeviceWithoutEnd) {
  const auto read = fcs::read_whole("/dev/zero");
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().found, "a pipe or a device");
}

TEST(ReadWhole, SaysThatAFolderIsOne) {
  const TemporaryFolder folder;
  const auto read = fcs::read_whole(folder.path());
  ASSERT_TRUE(read.has_error());
  EXPECT_EQ(read.error().found, "a folder");
}

}  // namespace
