#include "study/gate_sample.h"

#include <gtest/gtest.h>

#include "study/parallel.h"
#include "tests/support/fcs_bytes.h"
#include "tests/support/temporary_folder.h"

namespace {

using testing_support::FcsBytes;
using testing_support::keywords_of;
using testing_support::little_endian;

constexpr std::size_t events = 200'000;  // more than three parts

gating::Strategy range(double min, double max) {
  const gating::Dimension dimension{gating::ChannelReference{"A"}, {}, {}};
  return {{{"G", "G", std::nullopt, gating::RectangleGate{{{dimension, min, max}}}}}, {}, {}, {}};
}

study::GatedSample gated(const std::filesystem::path& file, const gating::Strategy& strategy, std::size_t jobs,
                         bool keep_membership = false) {
  std::optional<fcs::Result<study::GatedSample>> out;
  study::for_each_index(1, jobs, [&](std::size_t) {
    study::GateOptions options;
    options.keep_membership = keep_membership;
    out.emplace(study::gate_sample(file, strategy, nullptr, options));
  });
  EXPECT_TRUE(out->has_value()) << fcs::message(out->error());
  return std::move(out->value());
}

TEST(GateSample, CountsEveryEventOfALargeFileOnceOnAnyNumberOfThreads) {
  FcsBytes bytes{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}}, events)};
  for (std::size_t i = 0; i < events; ++i) bytes.data += little_endian({static_cast<float>(i)});
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("large.fcs", bytes.build());
  for (const std::size_t jobs : {1U, 2U, 0U}) {
    EXPECT_EQ(gated(file, range(1000, 150'000), jobs).populations[1].count, 149'000U) << jobs;
  }
  const auto members = gated(file, range(1000, 150'000), 2, /*keep_membership=*/true).populations[1].members;
  std::size_t wrong = 0;
  for (std::size_t e = 0; e < events; ++e) {
    wrong += ((members[e / 64] >> (e % 64)) & 1U) != (e >= 1000 && e < 150'000 ? 1U : 0U) ? 1U : 0U;
  }
  EXPECT_EQ(wrong, 0U);
}

TEST(GateSample, CountsMaskedValuesOfAllParts) {
  FcsBytes bytes{.keywords = keywords_of("I", "1,2,3,4", {{"A", 16}}, events)};
  for (auto& [name, value] : bytes.keywords) {
    if (name == "$P1R") value = "1024";
  }
  for (std::size_t i = 0; i < events; ++i) {
    bytes.data += little_endian<std::uint16_t>({static_cast<std::uint16_t>(i % 1000 == 0 ? 1024 + 5 : 7)});
  }
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("masked.fcs", bytes.build());
  const auto sample = gated(file, range(0, 6), 2);
  EXPECT_EQ(sample.populations[1].count, 200U);  // 5 is what is left of 1029
  ASSERT_FALSE(sample.findings.empty());
  EXPECT_EQ(sample.findings.back().deviation.code, fcs::Code::masked_events);
  EXPECT_EQ(sample.findings.back().deviation.found, "200 in A");
}

TEST(GateSample, SaysWhichFileEndedWhileItWasRead) {
  FcsBytes bytes{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}}, events)};
  bytes.data.assign(events * 4, '\0');
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("shrinks.fcs", bytes.build());
  const auto strategy = range(0, 1);
  auto matched = study::match_sample(file, strategy, nullptr);
  ASSERT_TRUE(matched);
  const auto plan = study::compile_for(matched.value(), strategy);
  ASSERT_TRUE(plan);
  std::filesystem::resize_file(file, 500'000);
  const auto outcome = study::gate_events(matched.value(), plan.value());
  ASSERT_TRUE(outcome.has_error());
  EXPECT_EQ(outcome.error().code, fcs::Code::cannot_read);
  EXPECT_EQ(outcome.error().where.file, file.string());
}

study::GatedSample measured(const std::filesystem::path& file, const gating::Strategy& strategy, std::size_t jobs,
                            study::GateOptions options = {}) {
  options.statistics = {{"A"}, {{"median", 0.5}, {"p90", 0.9}}};
  std::optional<fcs::Result<study::GatedSample>> out;
  study::for_each_index(1, jobs,
                        [&](std::size_t) { out.emplace(study::gate_sample(file, strategy, nullptr, options)); });
  EXPECT_TRUE(out->has_value()) << fcs::message(out->error());
  return std::move(out->value());
}

// The values are all whole numbers from 0 to 199,999 in some order: 7919 has no factor in common with 200,000. Of n
// values from a on, one apart, the quantile of q is a + q (n - 1).
TEST(GateSample, MeasuresQuantilesOfALargeFileOnAnyNumberOfThreads) {
  FcsBytes bytes{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}}, events)};
  for (std::size_t i = 0; i < events; ++i) bytes.data += little_endian({static_cast<float>(i * 7919 % events)});
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("large.fcs", bytes.build());
  for (const std::size_t jobs : {1U, 2U, 0U}) {
    for (const bool keep_membership : {false, true}) {
      study::GateOptions options;
      options.keep_membership = keep_membership;
      const auto sample = measured(file, range(1000, 150'000), jobs, options);
      EXPECT_EQ(sample.populations[0].statistics, (std::vector<std::optional<double>>{99'999.5, 0.9 * 199'999}));
      EXPECT_EQ(sample.populations[1].statistics,
                (std::vector<std::optional<double>>{1000 + 0.5 * 148'999, 1000 + 0.9 * 148'999}));
      EXPECT_EQ(sample.populations[0].count, events);  // each event once, however often it was walked over
    }
  }
}

// Delimited text: no event can be gone to.
TEST(GateSample, MeasuresQuantilesWhereEventsCannotBeGoneTo) {
  constexpr std::size_t some = 30'000;
  FcsBytes bytes{.keywords = keywords_of("A", "1,2,3,4", {{"A", 0}}, some)};
  for (auto& [name, value] : bytes.keywords) {
    if (name == "$P1B") value = "*";
  }
  for (std::size_t i = 0; i < some; ++i) bytes.data += std::to_string(i * 7919 % some) + " ";
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("text.fcs", bytes.build());
  const auto sample = measured(file, range(0, 10'000), 1);
  EXPECT_FALSE(fcs::can_seek(sample.sample));
  EXPECT_EQ(sample.populations[0].statistics, (std::vector<std::optional<double>>{14'999.5, 0.9 * 29'999}));
  EXPECT_EQ(sample.populations[1].statistics, (std::vector<std::optional<double>>{4999.5, 0.9 * 9999}));
}

// A sees a tenth of B: compensated A is A - 0.1 B. Scatter is as it is.
TEST(GateSample, MeasuresCompensatedFluorescenceAndPlainScatter) {
  FcsBytes bytes{.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}, {"FSC-A", 32}}, 3)};
  bytes.keywords.emplace_back("$SPILLOVER", "2,A,B,1,0,0.1,1");
  for (const float i : {1.0F, 2.0F, 3.0F}) bytes.data += little_endian({100 * i, 10 * i, 7 * i});
  const testing_support::TemporaryFolder folder;
  const auto file = folder.write("compensated.fcs", bytes.build());
  study::GateOptions options;
  options.statistics = {{"A", "FSC-A"}, {{"median", 0.5}}};
  for (const auto& [policy, median] : {std::pair{gating::FileCompensationPolicy::refuse_twice, 200.0 - 2.0},
                                       std::pair{gating::FileCompensationPolicy::ignore_file, 200.0}}) {
    options.compensation = policy;
    const auto sample = study::gate_sample(file, range(0, 1000), nullptr, options);
    ASSERT_TRUE(sample.has_value()) << fcs::message(sample.error());
    EXPECT_NEAR(sample.value().populations[0].statistics[0].value(), median, 1e-9);
    EXPECT_EQ(sample.value().populations[0].statistics[1], 14.0);
  }
}

}  // namespace
