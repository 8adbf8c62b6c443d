// Compensation and ratios in every kind of gate, event by event, against Eigen's full inverse.

#include <algorithm>
#include <cmath>
#include <ostream>

#include <Eigen/Dense>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>

#include "tests/gating/definitions.h"

namespace {

using namespace gating_test;

/// One event's fluorochromes: the row vector of detectors times the inverse, for a wide matrix the least-squares
/// inverse.
Eigen::MatrixXd inverse_of(const Eigen::MatrixXd& spillover) {
  if (spillover.rows() == spillover.cols()) return spillover.fullPivLu().inverse();
  return spillover.transpose() * (spillover * spillover.transpose()).fullPivLu().inverse();
}

std::vector<double> row_major(const Eigen::MatrixXd& matrix) {
  std::vector<double> out;
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
    for (Eigen::Index column = 0; column < matrix.cols(); ++column) out.push_back(matrix(row, column));
  }
  return out;
}

Eigen::MatrixXd random_spillover(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937_64 random{seed};
  std::uniform_real_distribution<double> share{-0.05, 0.4};
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index row = 0; row < rows; ++row) {
    for (Eigen::Index column = 0; column < columns; ++column) matrix(row, column) = row == column ? 1 : share(random);
  }
  return matrix;
}

struct Shape {
  std::string name;
  Eigen::Index fluorochromes, detectors;
  bool inverted_already;
  friend std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }
};

class SpectrumMatrixOf : public testing::TestWithParam<Shape> {};

TEST_P(SpectrumMatrixOf, GivesTheRowVectorTimesTheInverse) {
  const auto& [name, rows, columns, inverted_already] = GetParam();
  const auto spillover = random_spillover(rows, columns, 3);
  const auto inverse = inverse_of(spillover);
  std::vector<std::string> detectors, dyes;
  for (Eigen::Index d = 0; d < columns; ++d) detectors.push_back("D" + std::to_string(d));
  for (Eigen::Index f = 0; f < rows; ++f) dyes.push_back("Dye" + std::to_string(f));
  const auto events = random_events(detectors, 200, 300, 4);
  Strategy strategy;
  // The detectors in another order than the file has them.
  std::vector<Eigen::Index> order(static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = columns - 1 - static_cast<Eigen::Index>(i);
  Eigen::MatrixXd written = inverted_already ? inverse : spillover;
  SpectrumMatrix matrix{dyes, {}, {}, inverted_already};
  Eigen::MatrixXd permuted = written;
  for (std::size_t i = 0; i < order.size(); ++i) {
    matrix.detectors.push_back(detectors[static_cast<std::size_t>(order[i])]);
    const auto to = static_cast<Eigen::Index>(i);
    if (inverted_already) {
      permuted.row(to) = written.row(order[i]);
    } else {
      permuted.col(to) = written.col(order[i]);
    }
  }
  matrix.coefficients = row_major(permuted);
  strategy.matrices["M"] = matrix;
  for (const auto& dye : dyes) {
    strategy.gates.push_back({dye, dye, std::nullopt, RectangleGate{{{on(dye, MatrixCompensation{"M"}), 50, 350}}}});
  }
  const auto found = gated(strategy, events);
  for (Eigen::Index f = 0; f < rows; ++f) {
    const auto& dye = dyes[static_cast<std::size_t>(f)];
    expect_inside(
        found.at(dye),
        [&](std::size_t event) {
          double value = 0;
          for (Eigen::Index d = 0; d < columns; ++d)
            value += events.values[static_cast<std::size_t>(d)][event] * inverse(d, f);
          return value >= 50 && value < 350;
        },
        dye);
  }
}
INSTANTIATE_TEST_SUITE_P(Shapes, SpectrumMatrixOf,
                         testing::Values(Shape{"Square", 4, 4, false}, Shape{"SquareInverted", 4, 4, true},
                                         Shape{"Wide", 2, 5, false}, Shape{"WideInverted", 2, 5, true},
                                         Shape{"OneDyeOnThreeDetectors", 1, 3, false}),
                         [](const auto& row) { return row.param.name; });

/// Two detectors with the file's matrix, and two spectrum matrices over them.
struct TwoColours {
  Events events = random_events({"A", "B", "FSC"}, 300, 400, 9);
  Eigen::MatrixXd file = random_spillover(2, 2, 21), first = random_spillover(2, 2, 22),
                  second = random_spillover(2, 2, 23);
  Strategy strategy;

  TwoColours() {
    events.spillover = fcs::Spillover{{"A", "B"}, row_major(file), "$SPILLOVER"};
    strategy.matrices["First"] = {{"Dye", "Stain"}, {"A", "B"}, row_major(first), false};
    strategy.matrices["Second"] = {{"Dye", "Stain"}, {"A", "B"}, row_major(second), false};
  }
  double raw(std::size_t channel, std::size_t event) const { return events.values[channel][event]; }
  double compensated(const Eigen::MatrixXd& spillover, Eigen::Index dye, std::size_t event) const {
    return (Eigen::RowVector2d{raw(0, event), raw(1, event)} * inverse_of(spillover))(dye);
  }
};

TEST(Compensation, MayDifferFromSideToSideOfARectangle) {
  TwoColours two;
  two.strategy.gates = {{"G", "", std::nullopt,
                         RectangleGate{{{on("A"), -100, infinity},
                                        {on("A", FileCompensation{}), -infinity, 700},
                                        {on("Dye", MatrixCompensation{"First"}), -150, 800},
                                        {on("Dye", MatrixCompensation{"Second"}), -200, 900},
                                        {on("FSC", FileCompensation{}), 0, 900}}}}};
  expect_inside(
      gated(two.strategy, two.events).at("G"),
      [&](std::size_t e) {
        const double a = two.raw(0, e), file = two.compensated(two.file, 0, e),
                     first = two.compensated(two.first, 0, e), second = two.compensated(two.second, 0, e),
                     scatter = two.raw(2, e);  // outside the file's matrix
        return a >= -100 && file < 700 && first >= -150 && first < 800 && second >= -200 && second < 900 &&
               scatter >= 0 && scatter < 900;
      },
      "rectangle");
}

TEST(Compensation, MayDifferFromAxisToAxisOfEveryShape) {
  TwoColours two;
  const auto x = on("Stain", MatrixCompensation{"First"});
  const auto y = on("Dye", MatrixCompensation{"Second"});
  two.strategy.gates = {
      {"Triangle", "", std::nullopt, PolygonGate{{x, y}, {{-500, -500}, {1500, -300}, {100, 1200}}}},
      {"Ellipse", "", std::nullopt,
       EllipsoidGate{{x, on("B", FileCompensation{})}, {200, 250}, {90000, 20000, 20000, 60000}, 1.5}},
      {"Four", "", std::nullopt,
       QuadrantGate{{{"DX", x, {150}}, {"DY", on("B"), {250}}}, {{"HighLow", "", {{"DX", 1e6}, {"DY", -1e6}}}}}}};
  const auto found = gated(two.strategy, two.events);
  const auto stain = [&](std::size_t e) { return two.compensated(two.first, 1, e); };
  using Point2 = boost::geometry::model::d2::point_xy<double>;
  boost::geometry::model::polygon<Point2> triangle;
  for (const auto& [px, py] : {std::pair{-500.0, -500.0}, {1500.0, -300.0}, {100.0, 1200.0}, {-500.0, -500.0}}) {
    boost::geometry::append(triangle.outer(), Point2{px, py});
  }
  boost::geometry::correct(triangle);
  expect_inside(
      found.at("Triangle"),
      [&](std::size_t e) {
        return boost::geometry::covered_by(Point2{stain(e), two.compensated(two.second, 0, e)}, triangle);
      },
      "polygon");
  const Eigen::Matrix2d covariance{{90000, 20000}, {20000, 60000}};
  const Eigen::Matrix2d form = covariance.inverse();
  expect_inside(
      found.at("Ellipse"),
      [&](std::size_t e) {
        const Eigen::Vector2d offset{stain(e) - 200, two.compensated(two.file, 1, e) - 250};
        return offset.dot(form * offset) <= 1.5;
      },
      "ellipsoid");
  expect_inside(
      found.at("HighLow"), [&](std::size_t e) { return stain(e) >= 150 && two.raw(1, e) < 250; }, "quadrant");
}

TEST(Ratio, TakesTheCompensationOfItsDimensionFirstThenItsBoundThenTheScale) {
  TwoColours two;
  two.strategy.ratios["R"] = {1.5, 20, -30, "A", "B", {}};
  two.strategy.ratios["Bounded"] = {1.5, 20, -30, "A", "B", {-1, 3}};
  two.strategy.ratios["Dyes"] = {1.5, 20, -30, "Dye", "Stain", {-1, 3}};
  two.strategy.transformations.emplace("Log", Transformation::make(Logarithmic{100, 4}).value());
  const auto gate = [](const std::string& id, const Dimension& dimension, double min, double max) {
    return GateNode{id, "", std::nullopt, RectangleGate{{{dimension, min, max}}}};
  };
  two.strategy.gates = {gate("Raw", ratio("R"), 0.5, 2), gate("File", ratio("R", FileCompensation{}), 0.5, 2),
                        gate("Matrix", ratio("Dyes", MatrixCompensation{"First"}), 0.5, 2),
                        gate("OnTheBound", ratio("Bounded", FileCompensation{}), 3, infinity),
                        gate("Log", ratio("Dyes", MatrixCompensation{"Second"}, "Log"), 0.4, 0.55)};
  const auto of = [](double x, double y) { return 1.5 * (x - 20) / (y + 30); };
  const auto bounded = [&](double x, double y) { return std::clamp(of(x, y), -1.0, 3.0); };
  const auto found = gated(two.strategy, two.events);
  const auto between = [](double value, double min, double max) { return value >= min && value < max; };
  const auto dyes = [&](const Eigen::MatrixXd& matrix, std::size_t e, auto function) {
    return function(two.compensated(matrix, 0, e), two.compensated(matrix, 1, e));
  };
  expect_inside(
      found.at("Raw"), [&](std::size_t e) { return between(of(two.raw(0, e), two.raw(1, e)), 0.5, 2); }, "raw");
  expect_inside(
      found.at("File"), [&](std::size_t e) { return between(dyes(two.file, e, of), 0.5, 2); }, "file");
  expect_inside(
      found.at("Matrix"), [&](std::size_t e) { return between(dyes(two.first, e, bounded), 0.5, 2); }, "matrix");
  expect_inside(
      found.at("OnTheBound"), [&](std::size_t e) { return dyes(two.file, e, of) >= 3; }, "bound");
  expect_inside(
      found.at("Log"),
      [&](std::size_t e) {
        const double r = dyes(two.second, e, bounded);
        return r > 0 && between(std::log10(r / 100) / 4 + 1, 0.4, 0.55);
      },
      "log");
}

TEST(Ratio, CanBeADividerInEveryCompensation) {
  TwoColours two;
  two.strategy.ratios["R"] = {1, 0, 0, "A", "B", {}};
  two.strategy.ratios["Dyes"] = {1, 0, 0, "Dye", "Stain", {}};
  struct Case {
    std::string name;
    Dimension dimension;
    std::function<double(std::size_t)> value;
  };
  const auto dyes = [&](const Eigen::MatrixXd& matrix) {
    return [&two, matrix](std::size_t e) { return two.compensated(matrix, 0, e) / two.compensated(matrix, 1, e); };
  };
  const std::vector<Case> cases{{"Raw", ratio("R"), [&](std::size_t e) { return two.raw(0, e) / two.raw(1, e); }},
                                {"File", ratio("R", FileCompensation{}), dyes(two.file)},
                                {"Matrix", ratio("Dyes", MatrixCompensation{"Second"}), dyes(two.second)}};
  for (const auto& one : cases) {
    two.strategy.gates = {{"Q", "", std::nullopt,
                           QuadrantGate{{{"R1", one.dimension, {0.4, 1.1, 2}}, {"S", on("FSC"), {350}}},
                                        {{"Low", "", {{"R1", 0}, {"S", 0}}},
                                         {"Middle", "", {{"R1", 1.5}}},
                                         {"High", "", {{"R1", 9}, {"S", 999}}}}}}};
    const auto found = gated(two.strategy, two.events);
    expect_inside(
        found.at("Low"), [&](std::size_t e) { return one.value(e) < 0.4 && two.raw(2, e) < 350; }, one.name);
    expect_inside(
        found.at("Middle"), [&](std::size_t e) { return one.value(e) >= 1.1 && one.value(e) < 2; }, one.name);
    expect_inside(
        found.at("High"), [&](std::size_t e) { return one.value(e) >= 2 && two.raw(2, e) >= 350; }, one.name);
  }
}

TEST(Ratio, OverNothingIsInfiniteOrNoNumberAndGoesWhereThatCompares) {
  // numerator - B, denominator - C: 2/0, -2/0, 0/0, 2/-0, 1/4.
  auto events = events_on({"X", "Y"}, {{7, 3, 5, 7, 6}, {10, 10, 10, -0.0, 14}});
  Strategy strategy;
  strategy.ratios["R"] = {1, 5, 10, "X", "Y", {}};
  strategy.ratios["Bounded"] = {1, 5, 10, "X", "Y", {-4, 4}};
  strategy.ratios["Signed"] = {1, 5, 0, "X", "Y", {}};
  strategy.transformations.emplace("Log", Transformation::make(Logarithmic{100, 4}).value());
  const auto add = [&](const std::string& id, Gate gate) {
    strategy.gates.push_back({id, id, std::nullopt, std::move(gate)});
  };
  add("Up", RectangleGate{{{ratio("R"), 0, infinity}}});
  add("Down", RectangleGate{{{ratio("R"), -infinity, 0.2}}});
  add("Closed", RectangleGate{{{ratio("R"), -1e300, 1e300}}});
  add("OnBound", RectangleGate{{{ratio("Bounded"), 4, 5}}});
  add("Log", RectangleGate{{{ratio("R", {}, "Log"), -infinity, 0}}});
  add("Polygon", PolygonGate{{ratio("R"), on("X")}, {{-1e9, -1e9}, {1e9, -1e9}, {1e9, 1e9}, {-1e9, 1e9}}});
  add("Complement", BooleanGate{BooleanOperation::not_, {{"Polygon", false}}});
  add("Quadrant",
      QuadrantGate{{{"D", ratio("R"), {0}}}, {{"Positive", "", {{"D", 1}}}, {"Negative", "", {{"D", -1}}}}});
  const auto found = gated(strategy, events);
  using Bits = std::vector<bool>;
  EXPECT_EQ(found.at("Up"), (Bits{true, false, false, false, true}));  // +inf, -inf, NaN, 2/-10, 0.25
  EXPECT_EQ(found.at("Down"), (Bits{false, true, false, true, false}));
  EXPECT_EQ(found.at("Closed"), (Bits{false, false, false, true, true}));
  EXPECT_EQ(found.at("OnBound"), (Bits{true, false, false, false, false}));
  EXPECT_EQ(found.at("Log"), (Bits{false, true, false, true, false}));  // of a negative ratio: -inf
  EXPECT_EQ(found.at("Polygon"), (Bits{false, false, false, true, true}));
  EXPECT_EQ(found.at("Complement"), (Bits{true, true, true, false, false}));
  EXPECT_EQ(found.at("Positive"), (Bits{true, false, false, false, true}));
  EXPECT_EQ(found.at("Negative"), (Bits{false, true, false, true, false}));
}

}  // namespace
