#include "apps/plot/colour.h"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using plot::Colour;

struct Lab {
  double lightness, a, b;
};

/// The way back from sRGB, by the definitions of IEC 61966-2-1 and CIE 15.
Lab lab_of(const Colour& colour) {
  const auto linear = [](std::uint8_t byte) {
    const double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const double r = linear(colour.red);
  const double g = linear(colour.green);
  const double b = linear(colour.blue);
  const auto root = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  const double x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const double y = root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

TEST(DensityColour, LightnessRisesEvenlySoThatNoHueNeedBeSeen) {
  for (int i = 0; i <= 20; ++i) {
    const double t = i / 20.0;
    EXPECT_NEAR(lab_of(plot::density_colour(t)).lightness, 20 + 70 * t, 0.5) << t;  // half a step of 8 bits
  }
}
TEST(DensityColour, NeighboursAreEquallyFarApart) {
  constexpr int steps = 16;
  for (int i = 0; i < steps; ++i) {
    const auto from = lab_of(plot::density_colour(static_cast<double>(i) / steps));
    const auto to = lab_of(plot::density_colour(static_cast<double>(i + 1) / steps));
    const double distance = std::hypot(to.lightness - from.lightness, to.a - from.a, to.b - from.b);
    EXPECT_NEAR(distance, 41.0 * 4 / steps, 1) << i;  // four stretches of 41 each
  }
}
TEST(Coloured, HasTheTopRowFirstAndNothingWhereNoEventIs) {
  gating::Density density{{0, 1}, {0, 1}, 2, 2};
  density.add(std::vector{0.1}, std::vector{0.9}, std::vector<std::uint64_t>{1});
  const auto raster = plot::coloured(density);
  ASSERT_EQ(raster.pixels.size(), 4U);
  EXPECT_EQ(raster.pixels[0], plot::density_colour(0));
  for (const std::size_t empty : {1U, 2U, 3U}) EXPECT_EQ(raster.pixels[empty].alpha, 0) << empty;
}
TEST(Coloured, CountsOnALogarithmicScaleUpToTheFullestCell) {
  gating::Density density{{0, 3}, {0, 1}, 3, 1};
  const auto add = [&](double x, std::size_t events) {
    for (std::size_t e = 0; e < events; ++e) {
      density.add(std::vector{x}, std::vector{0.5}, std::vector<std::uint64_t>{1});
    }
  };
  add(0.5, 1);
  add(1.5, 64);
  add(2.5, 64 * 64);
  const auto raster = plot::coloured(density);
  EXPECT_EQ(raster.pixels[0], plot::density_colour(0));
  EXPECT_NEAR(lab_of(raster.pixels[1]).lightness, 55, 0.5);  // log 64 is half of log 4096
  EXPECT_EQ(raster.pixels[2], plot::density_colour(1));
}

}  // namespace
