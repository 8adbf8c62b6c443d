#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/spillover.h"
#include "study/simulate/particle.h"
#include "study/simulate/random.h"

namespace study::simulate {

/// A detector that is recorded, and the marker that its dye stains.
struct RecordedStain {
  Detector detector;
  std::string marker;
};

inline constexpr double seconds_per_tick = 0.01;
inline constexpr double events_per_second = 2500;

/// A time in which events come at another rate: fewer, and dimmer in scatter, where cells clog the line; more where
/// pressure surges.
struct FlowFault {
  std::size_t first_event = 0;
  double seconds = 0;  ///< how long it lasts
  double rate_factor = 1;
  double scatter_factor = 1;
};

/// A digital cytometer with an 18-bit scale that records FSC-A, FSC-H, FSC-W, SSC-A, the fluorescence areas asked for,
/// and Time in ticks. Fluorescence is what the detectors see: dyes spill over, each cell adds its autofluorescence,
/// light comes in photoelectrons (Poisson), the electronics add noise around zero, and the brightest are clamped at the
/// top of the scale. Events arrive at a steady mean rate; sensitivity drifts slowly down.
class Cytometer {
 public:
  /// @param random  outlives the cytometer; shared with whoever draws the particles
  Cytometer(std::vector<RecordedStain> stains, Random& random);

  /// Faults that do not overlap, in the order of time.
  void plan_faults(std::vector<FlowFault> faults) { faults_ = std::move(faults); }

  void record(const Particle& particle);

  [[nodiscard]] std::vector<fcs::Channel> channels() const;
  /// The matrix by which recorded dyes spill over: rows are dyes, columns detectors.
  [[nodiscard]] fcs::Spillover spillover() const;
  /// One column for each channel.
  [[nodiscard]] std::vector<std::vector<float>> take_columns() { return std::move(columns_); }

 private:
  [[nodiscard]] double fluorescence(const Particle& particle, std::size_t detector, double sensitivity);
  [[nodiscard]] const FlowFault& current_flow();

  std::vector<RecordedStain> stains_;
  std::vector<FlowFault> faults_;
  std::optional<double> fault_end_;  ///< seconds, of the first of faults_ once it has begun
  Random* random_;
  double seconds_ = 0;
  std::vector<std::vector<float>> columns_;
};

}  // namespace study::simulate
