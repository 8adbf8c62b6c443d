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

}  // namespace
