#include "fcs/keywords/index_sorting.h"

#include <gtest/gtest.h>

namespace {

using fcs::Keywords;
using fcs::Well;

std::vector<Well> wells_of(const Keywords& keywords) {
  const auto wells = parse_index_sorting(keywords);
  EXPECT_TRUE(wells) << message(wells.error());
  EXPECT_TRUE(wells.value());
  return wells.value().value_or(std::vector<Well>{});
}

TEST(IndexSorting, IsAbsentFromMostFiles) {
  const auto wells = fcs::parse_index_sorting({{"$TOT", "5"}});
  ASSERT_TRUE(wells);
  EXPECT_FALSE(wells.value());
}
TEST(IndexSorting, GoesOnFromKeywordToKeywordInTheOrderOfTheirNumbers) {
  EXPECT_EQ(wells_of({{"INDEX SORTING LOCATIONS_2", "15,23;"},
                      {"INDEX SORTING LOCATIONS_1", "0,0; 0,1;1,0"},
                      {"INDEX SORTING DEVICE_DIMENSION", "16:24"}}),
            (std::vector<Well>{{0, 0}, {0, 1}, {1, 0}, {15, 23}}));
}
TEST(IndexSorting, WithoutASizeThePlateIsTheLargestMade) {
  EXPECT_EQ(wells_of({{"INDEX SORTING LOCATIONS_1", "47,71;"}}), (std::vector<Well>{{47, 71}}));
  EXPECT_FALSE(fcs::parse_index_sorting({{"INDEX SORTING LOCATIONS_1", "48,0;"}}));
  EXPECT_FALSE(fcs::parse_index_sorting({{"INDEX SORTING LOCATIONS_1", "0,72;"}}));
}
TEST(IndexSorting, AWellBeyondThePlateIsNamed) {
  const auto wells = fcs::parse_index_sorting(
      {{"INDEX SORTING LOCATIONS_1", "7,11;8,0;"}, {"INDEX SORTING DEVICE_DIMENSION", "8:12"}});
  ASSERT_FALSE(wells);
  EXPECT_EQ(wells.error().found, "\"8,0\"");
  EXPECT_EQ(wells.error().expected, "row,column; of a plate of 8 x 12 wells");
}
TEST(IndexSorting, WhatIsNoPairIsRefused) {
  for (const auto* text : {"1;", "a,1;", "1,-1;", "1.0,2;", ",;", ";", "1,2,3;", "99999999999999999999,1;"}) {
    EXPECT_FALSE(fcs::parse_index_sorting({{"INDEX SORTING LOCATIONS_1", text}})) << text;
  }
}

}  // namespace
