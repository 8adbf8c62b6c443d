#include "fcs/scale.h"

#include <gtest/gtest.h>

namespace {

TEST(ScaleValue, IsTheStoredValueAsItIsRead) {
  EXPECT_EQ(fcs::scale_value(fcs::Scale{fcs::SameValue{}}, 7), 7);
  EXPECT_EQ(fcs::scale_value(fcs::Scale{fcs::DivideByGain{2}}, 7), 3.5);
  EXPECT_EQ(fcs::scale_value(fcs::Scale{fcs::MultiplyByTimestep{0.25}}, 7), 1.75);
  EXPECT_EQ(fcs::scale_value(fcs::Scale{fcs::LogAmplified{4, 3, 1024}}, 512), 300);  // 3 * 10^(4 * 512 / 1024)
}

}  // namespace
