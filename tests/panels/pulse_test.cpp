#include "panels/pulse.h"

#include <string>

#include <gtest/gtest.h>

namespace {

struct PulseCase {
  std::string one;
  std::string other;
  bool is_one_pulse;
};

class MeasureOnePulse : public testing::TestWithParam<PulseCase> {};

fcs::Channel named(const std::string& name, const std::string& label = "") {
  fcs::Channel channel;
  channel.name = name;
  channel.label = label;
  return channel;
}

TEST_P(MeasureOnePulse, IsToldByNames) {
  const auto& [one, other, is_one_pulse] = GetParam();
  EXPECT_EQ(panels::measure_one_pulse(named(one), named(other)), is_one_pulse);
  EXPECT_EQ(panels::measure_one_pulse(named(other), named(one)), is_one_pulse);
}

INSTANTIATE_TEST_SUITE_P(Names, MeasureOnePulse,
                         testing::Values(PulseCase{"FSC-A", "FSC-H", true}, PulseCase{"FSC-A", "FSC-W", true},
                                         PulseCase{"FS INT LIN", "FS PEAK LIN", true}, PulseCase{"FSC", "FSC-H", true},
                                         PulseCase{"FSC.Area", "fsc-Height", true}, PulseCase{"FSC-A", "SSC-A", false},
                                         PulseCase{"FSC-A", "SSC-H", false}, PulseCase{"FSC-A", "FSC-A", false},
                                         PulseCase{"PE-Cy5", "PE-Cy7", false}, PulseCase{"HLA-A", "HLA-DR", false}));

TEST(MeasureOnePulse, IsToldByLabelsWhereNamesOnlyNumberTheChannels) {
  EXPECT_TRUE(panels::measure_one_pulse(named("P1", "FSC-A"), named("P2", "FSC-H")));
  EXPECT_FALSE(panels::measure_one_pulse(named("P1", "CD3"), named("P2", "CD3")));
  EXPECT_FALSE(panels::measure_one_pulse(named("P1"), named("P2")));
}

}  // namespace
