#include "study/quality/file_identity.h"

#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

study::Manifest two_subjects() { return {"", {row_of("a", "S-01", "C1D1"), row_of("b", "S-02", "C1D1")}, {}, "", ""}; }

TEST(SubjectFlag, FailsASampleThatItsFileGivesToAnotherSubject) {
  const auto flag = study::subject_flag(two_subjects(), 0, {{"$SRC", "s2"}});
  ASSERT_TRUE(flag.has_value());
  EXPECT_EQ(flag->name, "FILE_META_MISMATCH");
  EXPECT_EQ(flag->level, study::FlagLevel::fail);
  EXPECT_EQ(flag->message, "$SRC of the file is s2, the manifest says S-01");
}

TEST(SubjectFlag, TakesASourceThatIsNoSubjectForSomethingElse) {
  EXPECT_FALSE(study::subject_flag(two_subjects(), 0, {{"$SRC", "PBMC"}}).has_value());
}

TEST(SubjectFlag, BelievesTheKeywordThatAgrees) {
  EXPECT_FALSE(study::subject_flag(two_subjects(), 0, {{"PATIENT ID", "S01"}, {"$SRC", "S02"}}).has_value());
}

TEST(SubjectFlag, IsNoneWhereSpellingsDiffer) {
  EXPECT_FALSE(study::subject_flag(two_subjects(), 0, {{"$SRC", "s1"}}).has_value());
}

}  // namespace
