// What is written selects, event by event, what it was written from.

#include <cstddef>
#include <random>

#include <gtest/gtest.h>

#include "gating/gatingml/merge.h"
#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"
#include "tests/gating/gatingml/evaluated.h"
#include "tests/gating/random_strategy.h"
#include "tests/gating/reference_evaluation.h"

namespace {

using namespace gating;
using gatingml_test::evaluated;

class RoundTrip : public testing::TestWithParam<unsigned> {};

TEST_P(RoundTrip, KeepsEveryEventOfEveryPopulation) {
  std::mt19937_64 random{GetParam()};
  for (int round = 0; round < 10; ++round) {
    const auto events = reference::random_events(5, 500, random);
    const auto strategy = reference::random_strategy(events, random);
    const auto truth = reference::memberships(strategy, events);
    const auto text = gatingml::write(gatingml::merge_equal_definitions(strategy).strategy);
    ASSERT_TRUE(text.has_value()) << fcs::message(text.error());
    const auto back = gatingml::read(text.value(), "written.xml");
    ASSERT_TRUE(back.has_value()) << fcs::message(back.error());
    const auto found = evaluated(back.value().strategy, events);
    std::size_t compared = 0;
    for (const auto& [id, members] : found) {
      EXPECT_EQ(members, truth.at(id)) << id << ", seed " << GetParam() << ", round " << round;
      ++compared;
    }
    EXPECT_EQ(compared, populations(strategy).value().size() - 1);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RoundTrip, testing::Range(1U, 21U));

}  // namespace
