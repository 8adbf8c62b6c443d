#include "random_strategy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace gating::reference {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double uniform(std::mt19937_64& random, double low, double high) {
  return std::uniform_real_distribution<double>{low, high}(random);
}
std::size_t below(std::mt19937_64& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
}

class Builder {
 public:
  Builder(const Events& events, std::mt19937_64& random) : events_{events}, random_{random} {}

  Strategy build() {
    add_transformations();
    add_matrices();
    const std::vector<Bound> bounds{{}, {0.01, 20}, {-infinity, 3}};
    for (std::size_t r = 0; r < bounds.size(); ++r) {
      strategy_.ratios["Ratio" + std::to_string(r)] = {uniform(random_, 0.5, 2), uniform(random_, -5, 5),
                                                       uniform(random_, -5, 5),  channel_name(),
                                                       channel_name(),           bounds[r]};
    }
    strategy_.ratios["DyeRatio"] = {1, 0, 10, "DyeA", "DyeB", {}};
    strategy_.ratios["BoundDyeRatio"] = {-2, 5, 0, "DyeB", "DyeA", {-1, 1}};
    values_.emplace(strategy_, events_);
    const auto count = 3 + below(random_, 10);
    for (std::size_t g = 0; g < count; ++g) add_gate("Gate" + std::to_string(g));
    // Forward references are legal, so the document's order says nothing.
    std::shuffle(strategy_.gates.begin(), strategy_.gates.end(), random_);
    return strategy_;
  }

 private:
  /// Each kind with a bound half of the time, so that many events lie on it exactly.
  void add_transformations() {
    const auto add = [&](const TransformationParameters& parameters, Bound bound) {
      if (below(random_, 2) == 0) bound = {};
      strategy_.transformations.emplace("T" + std::to_string(strategy_.transformations.size()),
                                        Transformation::make(parameters, bound).value());
    };
    add(Linear{1000, uniform(random_, 0, 1000)}, {0.05, 3});
    add(Logarithmic{10000, uniform(random_, 1, 5)}, {0.1, 0.9});
    add(Arcsinh{10000, 4.5, uniform(random_, 0, 2)}, {-infinity, 0.7});
    add(Logicle{262144, uniform(random_, 0, 2), 4.5, 0}, {0.3, infinity});
    add(Logicle{1000, 0.5, 4, uniform(random_, -0.5, 1)}, {0.2, 0.8});
    add(Hyperlog{262144, uniform(random_, 0.1, 2), 4.5, uniform(random_, -0.1, 0.5)}, {0.1, 0.75});
  }

  void add_matrices() {
    SpectrumMatrix matrix{{"DyeA", "DyeB"}, {name(0), name(1)}, {1, 0.2, 0.1, 1}, false};
    strategy_.matrices["Square"] = matrix;
    matrix.inverted_already = true;
    matrix.coefficients = {1.02, -0.2, -0.1, 1.02};
    strategy_.matrices["Inverse"] = matrix;
    strategy_.matrices["Wide"] = {{"DyeA", "DyeB"}, {name(0), name(1), name(2)}, {1, 0.2, 0.3, 0.1, 1, 0.2}, false};
    strategy_.matrices["WideInverse"] = {
        {"DyeA", "DyeB"}, {name(2), name(0), name(1)}, {0.3, 0.2, 1, -0.3, -0.2, 1.1}, true};
  }

  [[nodiscard]] std::string name(std::size_t channel) const { return events_.channels[channel].name; }
  std::string channel_name() { return name(below(random_, events_.channels.size())); }

  Dimension dimension() {
    Dimension out;
    const std::array<const char*, 4> matrices{"Square", "Wide", "Inverse", "WideInverse"};
    bool dye = false;
    switch (below(random_, 5)) {
      case 0:
      case 1:
        out.compensation = MatrixCompensation{matrices[below(random_, matrices.size())]};
        dye = true;
        break;
      case 2:
        out.compensation = FileCompensation{};
        break;
      default:
        break;
    }
    if (below(random_, 5) == 0) {
      out.source = RatioReference{dye ? (below(random_, 2) == 0 ? "DyeRatio" : "BoundDyeRatio")
                                      : "Ratio" + std::to_string(below(random_, 3))};
    } else {
      out.source = ChannelReference{dye ? (below(random_, 2) == 0 ? "DyeA" : "DyeB") : channel_name()};
    }
    if (below(random_, 3) != 0)
      out.transformation = "T" + std::to_string(below(random_, strategy_.transformations.size()));
    return out;
  }

  std::size_t any_event() { return below(random_, events_.size()); }

  /// Where the event lies on the dimension, if that can be an edge.
  double position_of(const Dimension& dimension, std::size_t event) {
    const double y = (*values_)(dimension, event);
    return std::isfinite(y) ? y : uniform(random_, 0, 1);
  }

  /// A position on the dimension's scale, half of the time exactly where an event lies.
  double position(const Dimension& dimension) {
    if (below(random_, 2) == 0) return position_of(dimension, any_event());
    const double x = uniform(random_, -500, 5000);
    const double y = dimension.transformation ? strategy_.transformations.at(*dimension.transformation)(x) : x;
    return std::isfinite(y) ? y : uniform(random_, 0, 1);
  }

  Gate rectangle() {
    RectangleGate gate;
    const auto sides = 1 + below(random_, 3);
    for (std::size_t s = 0; s < sides; ++s) {
      RectangleGate::Side side{dimension()};
      const double a = position(side.dimension);
      const double b = position(side.dimension);
      const auto kind = below(random_, 3);
      if (kind != 0) side.min = std::min(a, b);
      if (kind != 1) side.max = std::nextafter(std::max(a, b), 1e300);
      gate.sides.push_back(side);
    }
    return gate;
  }

  Gate polygon() {
    PolygonGate gate{{dimension(), dimension()}, {}};
    const auto vertices = 3 + below(random_, 6);
    for (std::size_t v = 0; v < vertices; ++v) {
      Point vertex{position(gate.dimensions[0]), position(gate.dimensions[1])};
      if (below(random_, 3) == 0) {  // an event on the vertex
        const auto event = any_event();
        vertex = {position_of(gate.dimensions[0], event), position_of(gate.dimensions[1], event)};
      }
      if (v > 0 && below(random_, 4) == 0) vertex.x = gate.vertices.back().x;  // an edge along an axis
      if (v > 0 && below(random_, 4) == 0) vertex.y = gate.vertices.back().y;
      gate.vertices.push_back(vertex);
    }
    return gate;
  }

  Gate ellipsoid() {
    EllipsoidGate gate;
    const auto n = 2 + below(random_, 2);
    for (std::size_t d = 0; d < n; ++d) {
      gate.dimensions.push_back(dimension());
      gate.mean.push_back(std::clamp(position(gate.dimensions.back()), -1e6, 1e6));
    }
    for (std::size_t i = 0; i < n * n; ++i) {
      const double width = std::abs(gate.mean[i / n]) + 0.1;
      gate.covariance.push_back(i % (n + 1) == 0 ? width * width : 0.1 * width * (std::abs(gate.mean[i % n]) + 0.1));
    }
    gate.distance_square = below(random_, 8) == 0 ? 0 : uniform(random_, 0.1, 4);
    return gate;
  }

  Gate quadrants(const std::string& id) {
    QuadrantGate gate;
    const auto dividers = 1 + below(random_, 3);
    for (std::size_t d = 0; d < dividers; ++d) {
      QuadrantGate::Divider divider{id + "D" + std::to_string(d), dimension(), {}};
      const auto values = 1 + below(random_, 3);
      for (std::size_t v = 0; v < values; ++v) divider.values.push_back(position(divider.dimension));
      std::sort(divider.values.begin(), divider.values.end());
      divider.values.erase(std::unique(divider.values.begin(), divider.values.end()), divider.values.end());
      gate.dividers.push_back(divider);
    }
    const auto quadrants = 1 + below(random_, 4);
    for (std::size_t q = 0; q < quadrants; ++q) {
      QuadrantGate::Quadrant quadrant{id + "Q" + std::to_string(q), "", {}};
      for (const auto& divider : gate.dividers) {
        if (!quadrant.positions.empty() && below(random_, 4) == 0) continue;
        const auto cell = below(random_, divider.values.size() + 1);
        const double middle = cell == 0 ? divider.values.front() - 1
                              : cell == divider.values.size()
                                  ? divider.values.back() + 1
                                  : std::midpoint(divider.values[cell - 1], divider.values[cell]);
        const bool is_on_value =
            std::find(divider.values.begin(), divider.values.end(), middle) != divider.values.end();
        quadrant.positions.push_back({divider.id, is_on_value ? -infinity : middle});
      }
      gate.quadrants.push_back(quadrant);
    }
    return gate;
  }

  Gate boolean() {
    BooleanGate gate;
    gate.operation = static_cast<BooleanOperation>(below(random_, 3));
    const auto operands = gate.operation == BooleanOperation::not_ ? 1 : 2 + below(random_, 2);
    for (std::size_t o = 0; o < operands; ++o) gate.operands.push_back({any_population(), below(random_, 3) == 0});
    return gate;
  }

  std::string any_population() { return populations_[below(random_, populations_.size())]; }

  void add_gate(const std::string& id) {
    GateNode node{id, "", std::nullopt, RectangleGate{}};
    if (!populations_.empty() && below(random_, 2) == 0) node.parent = any_population();
    switch (below(random_, populations_.empty() ? 4 : 5)) {
      case 0:
        node.gate = rectangle();
        break;
      case 1:
        node.gate = polygon();
        break;
      case 2:
        node.gate = ellipsoid();
        break;
      case 3:
        node.gate = quadrants(id);
        break;
      default:
        node.gate = boolean();
        break;
    }
    if (const auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
      for (const auto& quadrant : gate->quadrants) populations_.push_back(quadrant.id);
    } else {
      populations_.push_back(id);
    }
    strategy_.gates.push_back(std::move(node));
  }

  const Events& events_;
  std::mt19937_64& random_;
  Strategy strategy_;
  std::optional<Values> values_;  ///< once strategy_ has all that dimensions refer to
  std::vector<std::string> populations_;
};

}  // namespace

Strategy random_strategy(const Events& events, std::mt19937_64& random) { return Builder{events, random}.build(); }

Events random_events(std::size_t channel_count, std::size_t size, std::mt19937_64& random) {
  const std::vector<double> special{0.0,     -0.0,  std::nan(""), infinity, -infinity, 5e-324,
                                    -1e-310, 1e300, -1e300,       1.0,      1000.0,    262144.0};
  Events events;
  for (std::size_t c = 0; c < channel_count; ++c) {
    events.channels.push_back({fcs::ChannelIndex{c}, "C" + std::to_string(c), "", 262144.0, {}, 1, false});
    std::lognormal_distribution<double> bright{6, 2};
    std::normal_distribution<double> dim{0, 100};
    auto& column = events.values.emplace_back(size);
    for (auto& value : column) {
      const auto kind = below(random, 20);
      value = kind == 0   ? special[below(random, special.size())]
              : kind == 1 ? 512.0
              : kind < 10 ? static_cast<double>(static_cast<float>(dim(random)))
                          : static_cast<double>(static_cast<float>(bright(random)));
    }
  }
  const std::size_t detectors = std::min<std::size_t>(3, channel_count);
  fcs::Spillover spillover{{}, {}, "$SPILLOVER"};
  for (std::size_t row = 0; row < detectors; ++row) {
    spillover.detectors.push_back(events.channels[row].name);
    for (std::size_t column = 0; column < detectors; ++column) {
      spillover.coefficients.push_back(row == column ? 1.0 : uniform(random, 0, 0.3));
    }
  }
  if (below(random, 4) != 0) events.spillover = spillover;
  return events;
}

}  // namespace gating::reference
