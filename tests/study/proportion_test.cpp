#include "study/statistics/proportion.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/reference_values.h"

namespace {

using study::Status;

TEST(WilsonInterval, AgreesWithReferenceValues) {
  const auto group = reference_values("proportion_ci");
  if (group.is_null()) GTEST_SKIP() << "the shared folder is absent";
  for (const auto& row : group["cases"]) {
    const auto interval = study::wilson_interval(row["k"], row["n"], row["conf"]);
    EXPECT_NEAR(interval.low, row["wilson_lo"].get<double>(), 1e-14) << row;
    EXPECT_NEAR(interval.high, row["wilson_hi"].get<double>(), 1e-14) << row;
  }
}

TEST(WilsonInterval, IsExactlyZeroBelowNoEventsAndOneAboveAll) {
  EXPECT_EQ(study::wilson_interval(0, 50, 0.95).low, 0);
  EXPECT_EQ(study::wilson_interval(50, 50, 0.95).high, 1);
}

TEST(Percentage, AgreesWithReferenceHierarchy) {
  const auto group = reference_values("hierarchy");
  if (group.is_null()) GTEST_SKIP() << "the shared folder is absent";
  std::map<std::string, std::uint64_t> counts;
  for (const auto& row : group["rows"]) counts[row["pop"]] = row["count"];
  for (const auto& row : group["rows"]) {
    if (row["parent"].is_null()) continue;
    const auto percent = study::percentage(row["count"], counts.at(row["parent"]), {});
    EXPECT_NEAR(percent.value.value(), row["pct_parent"].get<double>(), 1e-12) << row;
  }
}

TEST(Percentage, AgreesWithReferenceApoptosisQuadrants) {
  const auto group = reference_values("apoptosis_quadrants");
  if (group.is_null()) GTEST_SKIP() << "the shared folder is absent";
  for (const auto& [quadrant, count] : group["counts"].items()) {
    const auto percent = study::percentage(count, group["total"], {});
    EXPECT_NEAR(percent.value.value(), group["pct"][quadrant].get<double>(), 1e-12) << quadrant;
  }
}

TEST(Percentage, HasNoValueWithoutDenominator) {
  const auto percent = study::percentage(0, 0, {});
  EXPECT_FALSE(percent.value);
  EXPECT_FALSE(percent.interval);
  EXPECT_EQ(percent.assessment.status, Status::not_evaluable);
  EXPECT_FALSE(percent.assessment.reason.empty());
}

struct StatusCase {
  std::string_view title;
  std::uint64_t numerator, denominator;
  Status status;
  friend std::ostream& operator<<(std::ostream& out, const StatusCase& row) { return out << row.title; }
};
class PercentageStatus : public testing::TestWithParam<StatusCase> {};

TEST_P(PercentageStatus, IsTheFirstThatHolds) {
  const auto& row = GetParam();
  const auto percent = study::percentage(row.numerator, row.denominator, {0.95, 100, 20, 50});
  EXPECT_EQ(percent.assessment.status, row.status) << name(percent.assessment.status);
  EXPECT_TRUE(percent.value) << "the value stays filled";
  EXPECT_EQ(percent.assessment.reason.empty(), row.status == Status::ok);
}

INSTANTIATE_TEST_SUITE_P(Table, PercentageStatus,
                         testing::Values(StatusCase{"FewParentsAndFewTargets", 5, 99, Status::low_denominator},
                                         StatusCase{"FewParents", 60, 99, Status::low_denominator},
                                         StatusCase{"NoTargets", 0, 100, Status::below_lod},
                                         StatusCase{"JustBelowDetection", 19, 1000, Status::below_lod},
                                         StatusCase{"AtDetection", 20, 1000, Status::below_lloq},
                                         StatusCase{"JustBelowQuantification", 49, 1000, Status::below_lloq},
                                         StatusCase{"AtQuantification", 50, 1000, Status::ok},
                                         StatusCase{"AtBothLimits", 50, 100, Status::ok}),
                         [](const auto& row) { return std::string{row.param.title}; });

TEST(AssessCount, KnowsNoDenominator) {
  EXPECT_EQ(study::assess_count(19, {}).status, Status::below_lod);
  EXPECT_EQ(study::assess_count(20, {}).status, Status::below_lloq);
  EXPECT_EQ(study::assess_count(50, {}).status, Status::ok);
}

}  // namespace
