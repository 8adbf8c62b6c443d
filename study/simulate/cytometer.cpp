#include "study/simulate/cytometer.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "fcs/base/elementary.h"

namespace study::simulate {
namespace {

namespace elementary = fcs::elementary;

constexpr double range = 262'144;  ///< of every channel ($PnR)
constexpr double largest_signal = range - 1;
constexpr double width_per_area_and_height = 65'536 * 0.82;  ///< gives a single cell the width 65536
constexpr double log10_drift_per_minute = -0.004;
constexpr double autofluorescence_cv = 0.45;

struct DetectorModel {
  std::string_view name;                ///< $PnN
  double photoelectrons_per_unit;       ///< how finely it sees: fewer, and the same light scatters more
  double electronic_sd;                 ///< units
  double autofluorescence;              ///< median of one cell, units
  double seen_of[detector_count] = {};  ///< share that this detector sees of each dye, in the order of Detector
};

constexpr DetectorModel models[detector_count] = {
    {"FITC-A", 0.030, 28, 180, {1, 0.01, 0, 0.002, 0, 0, 0, 0.045}},
    {"PE-A", 0.060, 22, 90, {0.18, 1, 0.006, 0.03, 0.001, 0.001, 0, 0.008}},
    {"PerCP-Cy5-5-A", 0.020, 26, 60, {0.025, 0.24, 1, 0.035, 0.035, 0.01, 0, 0.005}},
    {"PE-Cy7-A", 0.015, 30, 40, {0.003, 0.018, 0.28, 1, 0.008, 0.15, 0, 0.002}},
    {"APC-A", 0.040, 24, 45, {0, 0.001, 0.03, 0.001, 1, 0.06, 0, 0}},
    {"APC-Cy7-A", 0.012, 30, 35, {0, 0, 0.055, 0.08, 0.12, 1, 0, 0.001}},
    {"BV421-A", 0.050, 20, 110, {0, 0, 0, 0, 0, 0, 1, 0.11}},
    {"BV510-A", 0.035, 25, 150, {0.012, 0.002, 0, 0, 0, 0.001, 0.095, 1}},
};

const DetectorModel& model(Detector detector) { return models[static_cast<std::size_t>(detector)]; }

constexpr std::string_view scatter_names[] = {"FSC-A", "FSC-H", "FSC-W", "SSC-A"};

float clamped(double signal) { return static_cast<float>(std::min(signal, largest_signal)); }

}  // namespace

Cytometer::Cytometer(std::vector<RecordedStain> stains, Random& random)
    : stains_{std::move(stains)}, random_{&random}, columns_(std::size(scatter_names) + stains_.size() + 1) {}

double Cytometer::fluorescence(const Particle& particle, std::size_t detector, double sensitivity) {
  static const double log_sd = std::sqrt(elementary::log1p(autofluorescence_cv * autofluorescence_cv));
  const auto& seen = models[detector];
  double light = 0;
  for (std::size_t dye = 0; dye < detector_count; ++dye) light += particle.dyes[dye] * seen.seen_of[dye];
  for (std::size_t cell = 0; cell < particle.cells; ++cell) {
    light += seen.autofluorescence * elementary::exp(log_sd * random_->normal());
  }
  const auto photoelectrons = random_->poisson(light * sensitivity * seen.photoelectrons_per_unit);
  return static_cast<double>(photoelectrons) / seen.photoelectrons_per_unit + random_->normal(0, seen.electronic_sd);
}

const FlowFault& Cytometer::current_flow() {
  static const FlowFault steady;
  if (fault_end_ && seconds_ >= *fault_end_) {
    faults_.erase(faults_.begin());
    fault_end_.reset();
  }
  if (faults_.empty() || columns_.front().size() < faults_.front().first_event) return steady;
  if (!fault_end_) fault_end_ = seconds_ + faults_.front().seconds;
  return faults_.front();
}

void Cytometer::record(const Particle& particle) {
  const auto flow = current_flow();
  seconds_ += random_->exponential() / (events_per_second * flow.rate_factor);
  const double sensitivity = elementary::exp10(log10_drift_per_minute * seconds_ / 60);
  auto column = columns_.begin();
  (column++)->push_back(clamped(particle.forward_area * flow.scatter_factor));
  (column++)->push_back(clamped(particle.forward_height * flow.scatter_factor));
  (column++)->push_back(clamped(width_per_area_and_height * particle.forward_area / particle.forward_height));
  (column++)->push_back(clamped(particle.side_area * flow.scatter_factor));
  for (const auto& stain : stains_) {
    (column++)->push_back(clamped(fluorescence(particle, static_cast<std::size_t>(stain.detector), sensitivity)));
  }
  column->push_back(static_cast<float>(std::floor(seconds_ / seconds_per_tick)));
}

std::vector<fcs::Channel> Cytometer::channels() const {
  std::vector<fcs::Channel> out;
  const auto add = [&out](std::string_view name, const std::string& label) {
    fcs::Channel channel;
    channel.index = fcs::ChannelIndex{out.size()};
    channel.name = name;
    channel.label = label;
    channel.range = range;
    out.push_back(channel);
  };
  for (const auto name : scatter_names) add(name, "");
  for (const auto& stain : stains_) add(model(stain.detector).name, stain.marker);
  add("Time", "");
  return out;
}

fcs::Spillover Cytometer::spillover() const {
  fcs::Spillover out;
  for (const auto& dye : stains_) {
    out.detectors.emplace_back(model(dye.detector).name);
    for (const auto& detector : stains_) {
      out.coefficients.push_back(model(detector.detector).seen_of[static_cast<std::size_t>(dye.detector)]);
    }
  }
  out.keyword = "$SPILLOVER";
  return out;
}

}  // namespace study::simulate
