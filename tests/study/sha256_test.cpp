#include "study/sha256.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace {

// FIPS 180-2, appendix B: "abc", the two-block message, and a million times "a".
constexpr auto of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr auto of_two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
constexpr auto of_a_million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, AgreesWithTheStandardsExamples) {
  EXPECT_EQ(study::sha256("abc"), of_abc);
  EXPECT_EQ(study::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), of_two_blocks);
}

TEST(Sha256, ReadsAFileInPieces) {
  const auto file = std::filesystem::path{testing::TempDir()} / "cytogate_sha256_test.bin";
  std::ofstream{file, std::ios::binary} << std::string(1'000'000, 'a');
  EXPECT_EQ(study::sha256_file(file).value(), of_a_million);
  std::filesystem::remove(file);
}

TEST(Sha256, SaysWhichFileIsAbsent) {
  const auto digest = study::sha256_file("no/such/file.fcs");
  ASSERT_TRUE(digest.has_error());
  EXPECT_EQ(digest.error().code, fcs::Code::cannot_open);
  EXPECT_EQ(digest.error().where.file, "no/such/file.fcs");
}

TEST(Sha256, ReadsOnlyFiles) {
  for (const auto* path : {"/dev/zero", "/"}) {
    const auto digest = study::sha256_file(path);
    ASSERT_TRUE(digest.has_error());
    EXPECT_EQ(digest.error().code, fcs::Code::cannot_open) << path;
  }
}

}  // namespace
