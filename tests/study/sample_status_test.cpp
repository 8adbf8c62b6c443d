#include "study/sample_status.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/study/example_study.h"

namespace {

TEST(SampleStatusCsv, SaysHowEachSampleWent) {
  auto fine = counted(1000, 500, 100);
  fine.findings.push_back({{fcs::Code::trailing_data, {"fcs/a.fcs", "DATA", {}}, "", "3 bytes"}, "they are ignored"});
  auto flagged = counted(1000, 500, 100);
  flagged.flags.push_back({"DUPLICATE_FILE", study::FlagLevel::fail, {}, {}, "", "the same bytes"});
  study::SampleResult failed;
  failed.failure = fcs::Error{fcs::Code::empty_file, {"fcs/c.fcs", "", {}}, "", ""};
  const study::Manifest manifest{
      "", {row_of("a", "P01", "C1D1"), row_of("b", "P01", "C1D8"), row_of("c", "P02", "C1D1")}, {}, "", ""};
  EXPECT_EQ(study::sample_status_csv(example_study(), manifest, std::vector{fine, flagged, failed}),
            "sample,file,dataset,subject,visit,panel,stain,status,events,findings,flags,message\n"
            "a,fcs/a.fcs,1,P01,C1D1,example,FULL,PASS,1000,1,0,fcs/a.fcs: DATA: DATA has bytes after its last whole "
            "event: found 3 "
            "bytes; they are ignored\n"
            "b,fcs/b.fcs,1,P01,C1D8,example,FULL,FAIL,1000,0,1,\n"
            "c,fcs/c.fcs,1,P02,C1D1,example,FULL,FAILED,,0,0,fcs/c.fcs: the file is empty\n");
}

TEST(FlagsCsv, IsARowAFlag) {
  auto sample = counted(1, 1, 1);
  sample.flags.push_back({"SCALE_MISMATCH", study::FlagLevel::warn, 1024, 262144, "T", "CD3, CD8"});
  const study::Manifest manifest{"", {row_of("a", "P01", "C1D1")}, {}, "", ""};
  EXPECT_EQ(study::flags_csv(example_study(), manifest, std::vector{sample}),
            "sample,file,subject,visit,flag,level,value,limit,limit_source,message\n"
            "a,fcs/a.fcs,P01,C1D1,SCALE_MISMATCH,WARN,1024,262144,T,\"CD3, CD8\"\n"
            ",,P01,C1D8,VISIT_MISSING,WARN,,,visits of study.toml,no sample of panel example\n");
}

TEST(FlagsOf, NamesWhatAReaderMustKnow) {
  const auto finding = [](fcs::Code code) { return fcs::Finding{{code, {}, "", ""}, ""}; };
  const auto flags = study::flags_of({finding(fcs::Code::no_compensation), finding(fcs::Code::already_compensated),
                                      finding(fcs::Code::scale_mismatch), finding(fcs::Code::trailing_data)});
  ASSERT_EQ(flags.size(), 3U);
  EXPECT_EQ(flags[0].name, "NO_COMPENSATION");
  EXPECT_EQ(flags[1].name, "ALREADY_COMPENSATED");
  EXPECT_EQ(flags[2].name, "SCALE_MISMATCH");
  for (const auto& flag : flags) EXPECT_EQ(flag.level, study::FlagLevel::warn);
}

TEST(FlagsOf, AMatrixThatCannotBeUsedMattersWhereGatesAskForIt) {
  const fcs::Finding unusable{{fcs::Code::bad_spillover, {}, "", ""}, ""};
  const fcs::Finding asked{{fcs::Code::no_compensation, {}, "", ""}, ""};
  EXPECT_TRUE(study::flags_of({unusable}).empty());
  const auto flags = study::flags_of({unusable, asked});
  ASSERT_EQ(flags.size(), 2U);
  EXPECT_EQ(flags[0].name, "COMP_MISMATCH");
  EXPECT_EQ(flags[0].level, study::FlagLevel::fail);
}

}  // namespace
