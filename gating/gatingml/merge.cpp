#include "gating/gatingml/merge.h"

#include <cstddef>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace gating::gatingml {
namespace {

auto key_of(const Bound& bound) { return std::pair{bound.min, bound.max}; }

std::vector<double> numbers_of(const Linear& f) { return {f.T, f.A}; }
std::vector<double> numbers_of(const Logarithmic& f) { return {f.T, f.M}; }
std::vector<double> numbers_of(const Arcsinh& f) { return {f.T, f.M, f.A}; }
std::vector<double> numbers_of(const Logicle& f) { return {f.T, f.W, f.M, f.A}; }
std::vector<double> numbers_of(const Hyperlog& f) { return {f.T, f.W, f.M, f.A}; }

/// Equal for equal definitions, and ordered.
auto key_of(const Transformation& transformation) {
  return std::tuple{transformation.parameters().index(),
                    std::visit([](const auto& f) { return numbers_of(f); }, transformation.parameters()),
                    key_of(transformation.bound())};
}
auto key_of(const Ratio& ratio) {
  return std::tuple{ratio.A, ratio.B, ratio.C, ratio.numerator, ratio.denominator, key_of(ratio.bound)};
}
auto key_of(const SpectrumMatrix& matrix) {
  return std::tuple{matrix.fluorochromes, matrix.detectors, matrix.coefficients, matrix.inverted_already};
}

template <class Definition>
void merge(std::map<std::string, Definition>& definitions, std::map<std::string, std::string>& replaced) {
  std::map<decltype(key_of(std::declval<Definition>())), std::string> first_of;
  for (const auto& [id, definition] : definitions) {
    const auto [first, is_new] = first_of.emplace(key_of(definition), id);
    if (!is_new) replaced.emplace(id, first->second);
  }
  std::erase_if(definitions, [&replaced](const auto& one) { return replaced.contains(one.first); });
}

class Referrer {
 public:
  explicit Referrer(const std::map<std::string, std::string>& replaced) : replaced_{replaced} {}

  void operator()(RectangleGate& gate) const {
    for (auto& side : gate.sides) refer(side.dimension);
  }
  void operator()(PolygonGate& gate) const {
    for (auto& dimension : gate.dimensions) refer(dimension);
  }
  void operator()(EllipsoidGate& gate) const {
    for (auto& dimension : gate.dimensions) refer(dimension);
  }
  void operator()(QuadrantGate& gate) const {
    for (auto& divider : gate.dividers) refer(divider.dimension);
  }
  void operator()(BooleanGate&) const {}

 private:
  void refer(std::string& id) const {
    if (const auto found = replaced_.find(id); found != replaced_.end()) id = found->second;
  }
  void refer(Dimension& dimension) const {
    if (auto* ratio = std::get_if<RatioReference>(&dimension.source)) refer(ratio->id);
    if (auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation)) refer(matrix->id);
    if (dimension.transformation) refer(*dimension.transformation);
  }

  const std::map<std::string, std::string>& replaced_;
};

}  // namespace

Merged merge_equal_definitions(Strategy strategy) {
  Merged out{std::move(strategy), {}};
  merge(out.strategy.transformations, out.replaced);
  merge(out.strategy.ratios, out.replaced);
  merge(out.strategy.matrices, out.replaced);
  for (auto& node : out.strategy.gates) std::visit(Referrer{out.replaced}, node.gate);
  return out;
}

}  // namespace gating::gatingml
