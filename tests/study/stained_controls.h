#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fcs/base/elementary.h"
#include "study/simulate/cytometer.h"
#include "tests/support/fcs_bytes.h"

namespace study::test {

/// Detectors of the simulated cytometer, and what its dyes spill.
class StainedControls {
 public:
  static constexpr std::size_t events = 4000;
  static constexpr double brightness = 20'000;  ///< median of the stained cells, units

  explicit StainedControls(std::uint64_t seed) : random_{seed, "controls"} {}

  /// Of half of the cells, with `dye` (position in names()); none: unstained.
  /// @param top  of the scale; brighter events are clamped there
  std::string fcs(std::optional<std::size_t> dye, double bright = brightness, double stained = 0.5,
                  double top = 262'144) {
    using simulate::Detector;
    simulate::Cytometer cytometer{stains(), random_};
    for (std::size_t e = 0; e < events; ++e) {
      simulate::Particle particle{80'000, 65'000, 22'000, {}, 1};
      if (dye && random_.uniform() < stained) {
        particle.dyes[static_cast<std::size_t>(stains()[*dye].detector)] =
            bright * fcs::elementary::exp10(random_.normal(0, 0.15));
      }
      cytometer.record(particle);
    }
    std::vector<std::pair<std::string, int>> channels;
    for (const auto& channel : cytometer.channels()) channels.emplace_back(channel.name, 32);
    const auto columns = cytometer.take_columns();
    testing_support::FcsBytes file{.keywords = testing_support::keywords_of("F", "1,2,3,4", channels, events)};
    for (auto& [keyword, value] : file.keywords) {
      if (keyword.starts_with("$P") && keyword.ends_with("R") && keyword != "$PAR") value = fmt::format("{}", top);
    }
    for (std::size_t e = 0; e < events; ++e) {
      for (const auto& column : columns) {
        file.data += testing_support::little_endian({std::min(column[e], static_cast<float>(top - 1))});
      }
    }
    return file.build();
  }

  static std::vector<simulate::RecordedStain> stains() {
    using simulate::Detector;
    return {{Detector::fitc, "CD3"}, {Detector::pe, "CD4"}, {Detector::percp_cy5_5, "CD8"}, {Detector::apc, "CD38"}};
  }
  fcs::Spillover truth() { return simulate::Cytometer{stains(), random_}.spillover(); }

 private:
  simulate::Random random_;
};

}  // namespace study::test
