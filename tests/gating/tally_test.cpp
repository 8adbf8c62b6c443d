#include "gating/detail/tally.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "gating/detail/counted.h"

namespace {

using namespace gating;
using namespace gating::detail;

/// A channel "X", a population from 10 on, and an evaluator of them.
struct Gated {
  std::vector<fcs::Channel> channels{{fcs::ChannelIndex{0}, "X", "", {}, {}, 1, false}};
  Dimension x{ChannelReference{"X"}, {}, {}};
  Strategy strategy{{{"High", "High", std::nullopt, RectangleGate{{{x, 10}}}}}, {}, {}, {}};
  Plan plan = Plan::compile(strategy, map_by_name({"X"}, channels), {channels}, std::array{x}).value();
  Evaluator evaluator{plan};
  std::vector<double> values;  ///< of the last block, which the evaluator looks at until the next

  void evaluate(std::vector<double> block) {
    values = std::move(block);
    const std::array<std::span<const double>, 1> columns{values};
    evaluator.evaluate({fcs::EventIndex{0}, values.size(), columns});
  }
};

/// Root and High, boundaries 5 and 20, values of High from 20 on wanted.
CountingTask task() { return {{0, 1}, {{0, Ruler{{5, 20}, cells_for(1, 20)}, {0, 0, 0b10}}}, 100, 100}; }

TEST(Tally, CountsByIntervalAndCollectsWhatIsWanted) {
  Gated gated;
  const auto wanted = task();
  Tally tally{wanted};
  gated.evaluate({1, 5, 12, 25, 19.9, 30});
  tally.add(gated.evaluator);
  const Tally* const all = &tally;
  Counted counted{wanted.dimensions[0], {&all, 1}, 0};
  EXPECT_EQ(counted.in_population(0), (std::vector<std::uint64_t>{1, 3, 2}));
  EXPECT_EQ(counted.in_population(1), (std::vector<std::uint64_t>{0, 2, 2}));
  EXPECT_TRUE(counted.has_values_of(2, 1));
  EXPECT_FALSE(counted.has_values_of(2, 0));
  EXPECT_FALSE(counted.has_values_of(1, 1));
  std::vector<Counted::Picked> space(100);
  counted.sort_out({false, false, true}, space);
  EXPECT_EQ(counted.values_of_population(1, 2), (std::vector<double>{25, 30}));
}

TEST(Tally, LosesNoCountWhereASlotHasNoRoomForAllEvents) {
  Gated gated;
  auto wanted = task();
  wanted.most_in_slots = 10;
  Tally tally{wanted};
  for (int block = 0; block < 7; ++block) {
    gated.evaluate({1, 5, 12, 25});
    tally.add(gated.evaluator);
  }
  const Tally* const all = &tally;
  Counted counted{wanted.dimensions[0], {&all, 1}, 0};
  EXPECT_EQ(counted.in_population(0), (std::vector<std::uint64_t>{7, 14, 7}));
  std::vector<Counted::Picked> space(100);
  counted.sort_out({false, false, true}, space);
  EXPECT_EQ(counted.values_of_population(1, 2), std::vector<double>(7, 25));
}

TEST(Tally, SaysThatItLacksValuesWhereMoreAreWantedThanItMayCollect) {
  Gated gated;
  auto wanted = task();
  wanted.most_collected = 2;
  Tally tally{wanted};
  gated.evaluate({25, 26});
  tally.add(gated.evaluator);
  EXPECT_FALSE(tally.dimension(0).lacks_values);
  gated.evaluate({27});
  tally.add(gated.evaluator);
  EXPECT_TRUE(tally.dimension(0).lacks_values);
  const Tally* const all = &tally;
  EXPECT_FALSE((Counted{wanted.dimensions[0], {&all, 1}, 0}.has_values_of(2, 1)));
}

TEST(Tally, KeepsEveryValueOverManyChunksUpToItsLimit) {
  for (const std::size_t most : {std::size_t{0}, std::size_t{1023}, std::size_t{7169}, std::size_t{30'000}}) {
    Gated gated;
    auto wanted = task();
    wanted.most_collected = most;
    std::array<Tally, 2> tallies{Tally{wanted}, Tally{wanted}};
    std::vector<double> expected;
    for (std::size_t block = 0; block < 40; ++block) {
      auto& tally = tallies[block % 2];
      std::vector<double> values;
      for (std::size_t i = 0; i < 1023 + block % 2; ++i) values.push_back(20 + static_cast<double>(1024 * block + i));
      const auto room = most - tally.dimension(0).collected;
      expected.insert(expected.end(), values.begin(),
                      values.begin() + static_cast<std::ptrdiff_t>(std::min(room, values.size())));
      gated.evaluate(values);
      tally.add(gated.evaluator);
    }
    const std::array<const Tally*, 2> all{&tallies[0], &tallies[1]};
    Counted counted{wanted.dimensions[0], all, 0};
    EXPECT_EQ(counted.in_population(1)[2], 20U * 1023 + 20U * 1024);
    EXPECT_EQ(counted.has_values_of(2, 1), most == 30'000);
    std::vector<Counted::Picked> space(2 * most + 1);
    counted.sort_out({false, false, true}, space);
    auto found = counted.values_of_population(1, 2);
    std::ranges::sort(found);
    std::ranges::sort(expected);
    EXPECT_EQ(found, expected) << most;
  }
}

}  // namespace
