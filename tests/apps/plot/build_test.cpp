#include "apps/plot/build.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace {

using gating::AxisRange;
using gating::Dimension;
using gating::Strategy;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Dimension linear(const char* channel) {
  return {gating::ChannelReference{channel}, gating::Uncompensated{}, std::nullopt};
}
Dimension logicle(const char* channel) { return {gating::ChannelReference{channel}, gating::FileCompensation{}, "L"}; }

/// Cells (a polygon on FSC and SSC) > Live (VIA) > CD3 (CD3) > four Quadrants of DR and CD38.
Strategy strategy() {
  Strategy out;
  out.transformations.emplace("L", gating::Transformation::make(gating::Logicle{262144, 0.5, 4.5, 0}).value());
  out.gates.push_back({"Cells", "Cells", std::nullopt,
                       gating::PolygonGate{{linear("FSC"), linear("SSC")}, {{0, 0}, {100, 0}, {100, 100}}}});
  out.gates.push_back({"Live", "Live", "Cells", gating::RectangleGate{{{logicle("VIA"), -infinity, 0.5}}}});
  out.gates.push_back({"CD3", "CD3+", "Live", gating::RectangleGate{{{logicle("CD3"), 0.5, infinity}}}});
  out.gates.push_back({"Act", "", "CD3",
                       gating::QuadrantGate{{{"x", logicle("DR"), {0.5}}, {"y", logicle("CD38"), {0.5}}},
                                            {{"PP", "DR+CD38+", {{"x", 0.9}, {"y", 0.9}}},
                                             {"NN", "DR-CD38-", {{"x", 0.1}, {"y", 0.1}}}}}});
  return out;
}

fcs::Channel channel(const char* name, const char* label = "", std::optional<double> range = {}) {
  fcs::Channel out;
  out.name = name;
  out.label = label;
  out.range = range;
  return out;
}

struct Case {
  std::string_view population;
  Dimension x, y;
  friend std::ostream& operator<<(std::ostream& out, const Case& row) { return out << row.population; }
};

class ChooseDimensions : public testing::TestWithParam<Case> {};

TEST_P(ChooseDimensions, TakesThoseOfTheChildrenThenThoseNearest) {
  const auto gates = strategy();
  const auto all = gating::populations(gates).value();
  const auto chosen = plot::choose_dimensions(gates, all, gating::find_population(all, GetParam().population).value());
  ASSERT_TRUE(chosen.has_value());
  EXPECT_EQ(chosen.value()[0], GetParam().x);
  EXPECT_EQ(chosen.value()[1], GetParam().y);
}

INSTANTIATE_TEST_SUITE_P(Table, ChooseDimensions,
                         testing::Values(Case{"root", linear("FSC"), linear("SSC")},    // of the child
                                         Case{"Cells", logicle("VIA"), linear("SSC")},  // of the child, y of its own
                                         Case{"Live", logicle("CD3"), logicle("VIA")},  // likewise
                                         Case{"CD3", logicle("DR"), logicle("CD38")},   // of the Quadrants
                                         Case{"PP", logicle("DR"), logicle("CD38")}));  // no children: its own

TEST(ChooseDimensions, AsksForAxesWhereTheStrategyHasTooFew) {
  Strategy one;
  one.gates.push_back({"A", "A", std::nullopt, gating::RectangleGate{{{linear("X"), 0, 1}}}});
  const auto chosen = plot::choose_dimensions(one, gating::populations(one).value(), 0);
  ASSERT_TRUE(chosen.has_error());
  EXPECT_EQ(chosen.error().code, fcs::Code::bad_usage);
  EXPECT_THAT(chosen.error().expected, testing::HasSubstr("--x and --y"));
}
TEST(DimensionNamed, IsAsTheStrategyUsesItElseLinear) {
  const auto gates = strategy();
  const auto all = gating::populations(gates).value();
  EXPECT_EQ(plot::dimension_named(gates, all, 0, "CD38"), logicle("CD38"));
  EXPECT_EQ(plot::dimension_named(gates, all, 0, "CD19"), linear("CD19"));
}

TEST(RangeOf, IsTheTransformationsOrTheChannels) {
  const auto gates = strategy();
  const auto scatter = channel("FSC", "", 1024);
  EXPECT_EQ(plot::range_of(gates, linear("FSC"), &scatter), (AxisRange{0, 1024}));
  const auto fluorescence = channel("APC-A", "DR", 262144);
  const auto range = plot::range_of(gates, logicle("DR"), &fluorescence);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->low, 0);
  EXPECT_NEAR(range->high, 1, 1e-12);  // T is the channel's range
}
TEST(RangeOf, ReachesTheChannelsLargestValue) {
  const auto gates = strategy();
  const auto wide = channel("APC-A", "DR", 4194304);
  EXPECT_DOUBLE_EQ(plot::range_of(gates, logicle("DR"), &wide)->high, gates.transformations.at("L")(4194304));
}
TEST(RangeOf, IsLeftToTheEventsWhereNothingSaysIt) {
  const auto gates = strategy();
  auto time = channel("Time", "", 262144);
  time.is_time = true;
  EXPECT_FALSE(plot::range_of(gates, linear("Time"), &time));
  const auto silent = channel("FSC");
  EXPECT_FALSE(plot::range_of(gates, linear("FSC"), &silent));
  EXPECT_FALSE(plot::range_of(gates, linear("FSC"), nullptr));
}
TEST(RangeOf, LeavesAnArcsinhWithoutNegativeDecadesOneBelowZero) {
  Strategy gates;
  gates.transformations.emplace("L", gating::Transformation::make(gating::Arcsinh{262144, 4, 0}).value());
  EXPECT_EQ(plot::range_of(gates, logicle("DR"), nullptr), (AxisRange{-0.25, 1}));
}

TEST(AxisLabel, NamesMarkerAndChannel) {
  const auto stained = channel("APC-A", "HLA-DR");
  const auto scatter = channel("FSC-A");
  EXPECT_EQ(plot::axis_label(linear("HLA-DR"), &stained), "HLA-DR :: APC-A");
  EXPECT_EQ(plot::axis_label(linear("APC-A"), &stained), "HLA-DR :: APC-A");
  EXPECT_EQ(plot::axis_label(linear("FSC-A"), &scatter), "FSC-A");
  EXPECT_EQ(plot::axis_label(linear("unmixed"), nullptr), "unmixed");
  EXPECT_EQ(plot::axis_label({gating::RatioReference{"ratio"}, {}, {}}, nullptr), "ratio");
}
TEST(AxisLabel, EndsWithTheUnitWhereThereIsOne) {
  const auto time = channel("Time");
  EXPECT_EQ(plot::axis_label(linear("Time"), &time, "s"), "Time (s)");
  EXPECT_EQ(plot::axis_label(linear("Time"), &time, ""), "Time");
}

/// The picture of one population: events on DR and CD38, counts of root, Cells, Live, CD3+, PP, NN.
plot::Plot picture(std::string_view population, const std::vector<double>& x, const std::vector<double>& y,
                   const std::vector<std::optional<std::uint64_t>>& counts, const plot::Ranges& ranges = {}) {
  const auto gates = strategy();
  const auto all = gating::populations(gates).value();
  const plot::Subject subject{&gates,
                              all,
                              counts,
                              gating::find_population(all, population).value(),
                              {logicle("DR"), logicle("CD38")},
                              {nullptr, nullptr},
                              {"", ""},
                              "a.fcs"};
  return plot::build(subject, {x, y}, ranges);
}

TEST(Build, OutlinesTheChildrenWithTheirShareOfTheParent) {
  const auto plot = picture("CD3", {0.9, 0.1}, {0.9, 0.1}, {100, 80, 60, 40, 10, 25});
  ASSERT_EQ(plot.outlines.size(), 2U);
  EXPECT_EQ(plot.outlines[0].name, "DR+CD38+");
  EXPECT_EQ(plot.outlines[0].percent, 25.0);
  EXPECT_EQ(plot.outlines[1].percent, 62.5);
  EXPECT_EQ(plot.title, "Cells/Live/CD3+");
  EXPECT_EQ(plot.subtitle, "a.fcs, 40 events");
  EXPECT_EQ(plot.message, "");
}
TEST(Build, OutlinesThePopulationsOwnGateWhereItHasNoChildren) {
  const auto plot = picture("PP", {0.9}, {0.9}, {100, 80, 60, 40, 1, 25});
  ASSERT_EQ(plot.outlines.size(), 1U);
  EXPECT_EQ(plot.outlines[0].percent, 2.5);
  EXPECT_EQ(plot.subtitle, "a.fcs, 1 event, gate in % of CD3+");
}
TEST(Build, APercentageOfNothingOrOfWhatWasNotEvaluatedIsNone) {
  EXPECT_FALSE(picture("CD3", {}, {}, {100, 80, 60, 0, 0, 0}).outlines[0].percent);
  EXPECT_FALSE(picture("CD3", {}, {}, {100, 80, 60, 40, std::nullopt, 0}).outlines[0].percent);
}
TEST(Build, DrawsNoGateOfOtherAxes) { EXPECT_TRUE(picture("root", {}, {}, {0, 0, 0, 0, 0, 0}).outlines.empty()); }

/// Of all events on FSC, whose largest value is 1024, and on a ratio, whose range only the events can tell.
plot::Plot picture_of_ratio(const std::vector<double>& x, const std::vector<double>& ratio,
                            const plot::Ranges& ranges = {}) {
  const auto gates = strategy();
  const auto all = gating::populations(gates).value();
  const std::vector<std::optional<std::uint64_t>> counts(all.size(), x.size());
  const auto scatter = channel("FSC", "", 1024);
  const plot::Subject subject{
      &gates,   all,    counts, 0, {linear("FSC"), {gating::RatioReference{"r"}, {}, {}}}, {&scatter, nullptr},
      {"", ""}, "a.fcs"};
  return plot::build(subject, {x, ratio}, ranges);
}

TEST(BuildRange, IsOfTheEventsWhereNothingElseSaysIt) {
  const auto plot = picture_of_ratio({1, 2, 3, 4, 5}, {10, 20, nan, infinity, -infinity});
  EXPECT_EQ(plot.x.range, (AxisRange{0, 1024}));
  EXPECT_LT(plot.y.range.low, 10);
  EXPECT_GT(plot.y.range.high, 20);
  EXPECT_LT(plot.y.range.high - plot.y.range.low, 20) << "what is not finite takes no part";
  EXPECT_EQ(plot.message, "2 events off scale: 1 below, 1 above; 1 event without a number");
}
TEST(BuildRange, IsZeroToOneWhereNoEventIsFinite) {
  EXPECT_EQ(picture_of_ratio({}, {}).y.range, (AxisRange{0, 1}));
  EXPECT_EQ(picture_of_ratio({1}, {nan}).y.range, (AxisRange{0, 1}));
}
TEST(BuildRange, StaysWhereItIsGiven) {
  const auto plot = picture_of_ratio({100, 600}, {1, 2}, {AxisRange{0, 512}, std::nullopt});
  EXPECT_EQ(plot.x.range, (AxisRange{0, 512}));
  EXPECT_EQ(plot.message, "1 event off scale: 1 right");
  const auto next = picture_of_ratio({100}, {50}, {plot.x.range, plot.y.range});
  EXPECT_EQ(next.x.range, plot.x.range);
  EXPECT_EQ(next.x.ticks, plot.x.ticks);
  EXPECT_EQ(next.y.range, plot.y.range);
}

TEST(BuildRaster, ShowsEveryEventOnce) {
  // 65 events, one more than a word of a mask: each in a cell of its own along the diagonal.
  std::vector<double> along;
  for (int e = 0; e < 65; ++e) along.push_back((e + 0.5) / 65);
  const auto plot = picture("CD3", along, along, {65, 65, 65, 65, 0, 0});
  const auto filled = std::count_if(plot.raster.pixels.begin(), plot.raster.pixels.end(),
                                    [](const plot::Colour& pixel) { return pixel.alpha > 0; });
  EXPECT_EQ(filled, 65);
  EXPECT_EQ(plot.message, "");
}
TEST(BuildRaster, HasFinerCellsForMoreEvents) {
  // The smallest of 128, 256 and 512 whose square is three times the events, or 512.
  for (const auto& [events, cells] : {std::pair{5461U, 128U}, {5462U, 256U}, {21846U, 512U}, {400000U, 512U}}) {
    const std::vector<double> values(events, 0.5);
    const auto plot = picture("CD3", values, values, {events, events, events, events, 0, 0});
    EXPECT_EQ(plot.raster.width, cells) << events;
    EXPECT_EQ(plot.raster.height, cells) << events;
  }
}

struct Message {
  std::string_view name;
  std::vector<double> x, y;
  std::string_view text;
  friend std::ostream& operator<<(std::ostream& out, const Message& row) { return out << row.name; }
};

class BuildMessage : public testing::TestWithParam<Message> {};

TEST_P(BuildMessage, SaysWhatThePictureCannotShow) {
  const auto plot = picture("CD3", GetParam().x, GetParam().y, {1, 1, 1, 1, 1, 1});
  EXPECT_EQ(plot.message, GetParam().text);
  EXPECT_EQ(plot.raster.pixels.size(), std::size_t{128} * 128);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BuildMessage,
    testing::Values(
        Message{"NoEvents", {}, {}, "No events"}, Message{"OneEvent", {0.5}, {0.5}, ""},
        Message{"Infinite",
                {0.5, infinity, -infinity, 0.5},
                {0.5, 0.5, 0.5, infinity},
                "3 events off scale: 1 left, 1 right, 1 above"},
        Message{"NotANumber", {0.5, nan}, {0.5, 0.5}, "1 event without a number"},
        Message{"Both", {0.5, nan, 0.5}, {0.5, 0.5, -1}, "1 event off scale: 1 below; 1 event without a number"},
        Message{"Nothing", {nan}, {nan}, "No events on scale; 1 event without a number"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
