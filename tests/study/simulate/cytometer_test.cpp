#include "study/simulate/cytometer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/simulate/particle.h"

namespace {

using study::simulate::Cytometer;
using study::simulate::Detector;
using study::simulate::draw_doublet;
using study::simulate::draw_particle;
using study::simulate::Particle;
using study::simulate::Random;
using study::simulate::RecordedStain;
using testing::ElementsAre;

constexpr std::size_t fitc_column = 4;  // after FSC-A, FSC-H, FSC-W, SSC-A
constexpr std::size_t pe_column = 5;

Particle cell(double fitc, double pe) {
  Particle out;
  out.forward_area = 80'000;
  out.forward_height = 65'600;
  out.side_area = 20'000;
  out.dyes[static_cast<std::size_t>(Detector::fitc)] = fitc;
  out.dyes[static_cast<std::size_t>(Detector::pe)] = pe;
  return out;
}

std::vector<RecordedStain> two_stains() { return {{Detector::fitc, "Annexin V"}, {Detector::pe, "PI"}}; }

std::vector<std::vector<float>> record(const Particle& particle, std::size_t events) {
  Random random{1, "cytometer"};
  Cytometer cytometer{two_stains(), random};
  for (std::size_t i = 0; i < events; ++i) cytometer.record(particle);
  return cytometer.take_columns();
}

double mean(const std::vector<float>& column) {
  double sum = 0;
  for (const float value : column) sum += static_cast<double>(value);
  return sum / static_cast<double>(column.size());
}

TEST(Cytometer, NamesChannelsTheWayInstrumentsDo) {
  Random random{1, "cytometer"};
  const auto channels = Cytometer{two_stains(), random}.channels();
  std::vector<std::string> names;
  for (const auto& channel : channels) names.push_back(channel.name + ":" + channel.label);
  EXPECT_THAT(names, ElementsAre("FSC-A:", "FSC-H:", "FSC-W:", "SSC-A:", "FITC-A:Annexin V", "PE-A:PI", "Time:"));
}

// Rows are dyes: FITC spills 0.18 into PE, PE spills 0.01 into FITC.
TEST(Cytometer, SpilloverHasADyeInEachRow) {
  Random random{1, "cytometer"};
  const auto spillover = Cytometer{two_stains(), random}.spillover();
  EXPECT_THAT(spillover.detectors, ElementsAre("FITC-A", "PE-A"));
  EXPECT_THAT(spillover.coefficients, ElementsAre(1, 0.18, 0.01, 1));
}

// Each detector sees its dye, what spills over from the other, and the autofluorescence, whose mean is its median times
// sqrt(1 + 0.45^2): 180 x 1.09659 in FITC, 90 x 1.09659 in PE. So many events take at most 10 s: the drift is under 0.2
// %.
TEST(Cytometer, DetectorsSeeDyesSpilloverAndAutofluorescence) {
  const auto columns = record(cell(10'000, 4'000), 20'000);
  EXPECT_NEAR(mean(columns[fitc_column]), 10'000 + 0.01 * 4'000 + 197.4, 30);
  EXPECT_NEAR(mean(columns[pe_column]), 4'000 + 0.18 * 10'000 + 98.7, 20);
}

// With S = [[1, 0.18], [0.01, 1]] and determinant 0.9982: FITC = (x - 0.01 y) / 0.9982, PE = (y - 0.18 x) / 0.9982.
TEST(Cytometer, CompensationRecoversTheDyes) {
  const auto columns = record(cell(10'000, 4'000), 20'000);
  const double x = mean(columns[fitc_column]) - 197.4;
  const double y = mean(columns[pe_column]) - 98.7;
  EXPECT_NEAR((x - 0.01 * y) / 0.9982, 10'000, 30);
  EXPECT_NEAR((y - 0.18 * x) / 0.9982, 4'000, 20);
}

// Photoelectrons: light / Q, Q = 0.03 a unit in FITC; electronics: 28^2; autofluorescence: (197.4 x 0.45)^2.
// 10197.4 / 0.03 + 784 + 7891 = 348588 = 590.4^2.
TEST(Cytometer, NoiseIsThatOfPhotoelectronsAndElectronics) {
  const auto columns = record(cell(10'000, 0), 20'000);
  const double average = mean(columns[fitc_column]);
  double squares = 0;
  for (const float value : columns[fitc_column]) squares += std::pow(static_cast<double>(value) - average, 2);
  EXPECT_NEAR(std::sqrt(squares / 20'000), 590.4, 15);
}

TEST(Cytometer, BrightestAreClampedAndDimmestGoBelowZero) {
  const auto bright = record(cell(1e7, 0), 10);
  EXPECT_THAT(bright[fitc_column], testing::Each(262'143.0F));
  Particle without_autofluorescence = cell(0, 0);
  without_autofluorescence.cells = 0;
  const auto dim = record(without_autofluorescence, 1000);
  EXPECT_LT(*std::ranges::min_element(dim[fitc_column]), 0.0F);
}

// 2500 events a second: 20,000 events take 8 s, or 800 ticks of 0.01 s, give or take 5 sqrt(20000) / 2500 s = 0.3 s.
TEST(Cytometer, TimeRunsInTicksAtASteadyRate) {
  const auto time = record(cell(0, 0), 20'000).back();
  EXPECT_TRUE(std::ranges::is_sorted(time));
  EXPECT_NEAR(static_cast<double>(time.back()), 800, 30);
  EXPECT_EQ(time.back(), std::floor(time.back()));
}

TEST(DrawParticle, HasTheScatterOfItsKind) {
  Random random{1, "particle"};
  double sum = 0;
  double squares = 0;
  constexpr int cells = 20'000;
  for (int i = 0; i < cells; ++i) {
    const auto drawn = draw_particle(study::simulate::lymphocyte_scatter, {}, {}, random);
    EXPECT_NEAR(drawn.forward_height / drawn.forward_area, 0.82, 0.82 * 0.015 * 6);
    sum += drawn.side_area;
    squares += drawn.side_area * drawn.side_area;
  }
  const double average = sum / cells;
  EXPECT_NEAR(average, 22'000, 5 * 0.16 * 22'000 / std::sqrt(cells));
  EXPECT_NEAR(std::sqrt(squares / cells - average * average) / average, 0.16, 0.005);
}

TEST(DrawParticle, BrightnessStaysWithinItsLimits) {
  Random random{1, "limits"};
  study::simulate::Staining staining;
  staining[0] = study::simulate::Brightness{.log10_median = 3, .log10_sd = 0.5, .log10_min = 2.9, .log10_max = 3.2};
  for (int i = 0; i < 1000; ++i) {
    const auto drawn = draw_particle(study::simulate::lymphocyte_scatter, staining, {}, random);
    EXPECT_GE(drawn.dyes[0], 794.3);   // 10^2.9 = 794.33
    EXPECT_LE(drawn.dyes[0], 1584.9);  // 10^3.2 = 1584.89
    EXPECT_EQ(drawn.dyes[1], 0);
  }
}

TEST(DrawParticle, DebrisUnderTheTriggerIsNeverSeen) {
  Random random{1, "debris"};
  for (int i = 0; i < 5000; ++i) {
    EXPECT_GT(draw_particle(study::simulate::debris_scatter, {}, {}, random).forward_area, 5000);
  }
}

TEST(DrawDoublet, AddsAreasAndKeepsTheHeightOfOne) {
  Random random{1, "doublet"};
  auto small = cell(100, 10);
  small.forward_height = 50'000;
  const auto doublet = draw_doublet(small, cell(1'000, 20), random);
  EXPECT_EQ(doublet.forward_area, 160'000);
  EXPECT_EQ(doublet.side_area, 40'000);
  EXPECT_EQ(doublet.dyes[0], 1'100);
  EXPECT_EQ(doublet.cells, 2U);
  EXPECT_GE(doublet.forward_height, 65'600);
  EXPECT_LE(doublet.forward_height, 65'600 * 1.15);
}

}  // namespace
