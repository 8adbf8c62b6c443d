#include "random_strategy.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
    add_matrix();
    const std::vector<Bound> bounds{{}, {0.01, 20}};
    for (std::size_t r = 0; r < 2; ++r) {
      strategy_.ratios["Ratio" + std::to_string(r)] = {uniform(random_, 0.5, 2), uniform(random_, -5, 5),
                                                       uniform(random_, -5, 5),  channel_name(),
                                                       channel_name(),           bounds[r]};
    }
    strategy_.ratios["DyeRatio"] = {1, 0, 10, "DyeA", "DyeB", {}};
    const auto count = 3 + below(random_, 10);
    for (std::size_t g = 0; g < count; ++g) add_gate("Gate" + std::to_string(g));
    // Forward references are legal, so the document's order says nothing.
    std::shuffle(strategy_.gates.begin(), strategy_.gates.end(), random_);
    return strategy_;
  }

 private:
  void add_transformations() {
    const auto add = [&](const TransformationParameters& parameters, Bound bound = {}) {
      strategy_.transformations.emplace("T" + std::to_string(strategy_.transformations.size()),
                                        Transformation::make(parameters, bound).value());
    };
    add(Linear{1000, uniform(random_, 0, 1000)});
    add(Logarithmic{10000, uniform(random_, 1, 5)});
    add(Logarithmic{10000, 4}, {0.1, 0.9});
    add(Arcsinh{10000, 4.5, uniform(random_, 0, 2)});
    add(Logicle{262144, uniform(random_, 0, 2), 4.5, 0});
    add(Logicle{1000, 0.5, 4, uniform(random_, -0.5, 1)}, {0.2, 0.8});
    add(Hyperlog{262144, uniform(random_, 0.1, 2), 4.5, uniform(random_, 0, 0.5)});
  }

  void add_matrix() {
    SpectrumMatrix matrix{{"DyeA", "DyeB"}, {name(0), name(1)}, {1, 0.2, 0.1, 1}, false};
    strategy_.matrices["Square"] = matrix;
    matrix.inverted_already = true;
    matrix.coefficients = {1.02, -0.2, -0.1, 1.02};
    strategy_.matrices["Inverse"] = matrix;
    strategy_.matrices["Wide"] = {{"DyeA", "DyeB"}, {name(0), name(1), name(2)}, {1, 0.2, 0.3, 0.1, 1, 0.2}, false};
  }

  [[nodiscard]] std::string name(std::size_t channel) const { return events_.channels[channel].name; }
  std::string channel_name() { return name(below(random_, events_.channels.size())); }

  Dimension dimension() {
    Dimension out;
    bool dye = false;
    switch (below(random_, 5)) {
      case 0:
        out.compensation = MatrixCompensation{below(random_, 2) == 0 ? "Square" : "Wide"};
        dye = true;
        break;
      case 1:
        out.compensation = MatrixCompensation{"Inverse"};
        dye = true;
        break;
      case 2:
        out.compensation = FileCompensation{};
        break;
      default:
        break;
    }
    if (below(random_, 6) == 0) {
      out.source = RatioReference{dye ? "DyeRatio" : "Ratio" + std::to_string(below(random_, 2))};
    } else {
      out.source = ChannelReference{dye ? (below(random_, 2) == 0 ? "DyeA" : "DyeB") : channel_name()};
    }
    if (below(random_, 3) != 0)
      out.transformation = "T" + std::to_string(below(random_, strategy_.transformations.size()));
    return out;
  }

  /// A position on the dimension's scale, half of the time exactly where an uncompensated event lies.
  double position(const Dimension& dimension) {
    const auto* channel = std::get_if<ChannelReference>(&dimension.source);
    double x = uniform(random_, -500, 5000);
    if (channel != nullptr && channel->name.starts_with('C') && below(random_, 2) == 0) {
      for (std::size_t c = 0; c < events_.channels.size(); ++c) {
        if (name(c) == channel->name) x = events_.values[c][below(random_, events_.size())];
      }
    }
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
      gate.vertices.push_back({position(gate.dimensions[0]), position(gate.dimensions[1])});
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
    gate.distance_square = uniform(random_, 0.1, 4);
    return gate;
  }

  Gate quadrants(const std::string& id) {
    QuadrantGate gate;
    const auto dividers = 1 + below(random_, 3);
    for (std::size_t d = 0; d < dividers; ++d) {
      QuadrantGate::Divider divider{id + "D" + std::to_string(d), dimension(), {}};
      const auto values = 1 + below(random_, 2);
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
        const bool low = below(random_, 2) == 0;
        // of a huge value 1 is less than the distance to the next double
        const double front = divider.values.front();
        const double back = divider.values.back();
        quadrant.positions.push_back({divider.id, low ? std::min(front - 1, std::nextafter(front, -infinity))
                                                      : std::max(back + 1, std::nextafter(back, infinity))});
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
