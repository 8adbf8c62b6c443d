#pragma once

#include <memory>

namespace gating {

/// What compiling a plan makes of the shapes of polygons and ellipses, which is most of what compiling takes: kept, so
/// that the plans of one strategy for sample after sample share it. Shapes are told apart by what they are, so plans of
/// different or edited strategies may share one of these. Any thread may use it.
class ShapeMaps {
 public:
  ShapeMaps();
  ~ShapeMaps();
  ShapeMaps(const ShapeMaps&) = delete;
  ShapeMaps& operator=(const ShapeMaps&) = delete;

  struct State;  // private to gating
  [[nodiscard]] State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace gating
