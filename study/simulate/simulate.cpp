#include "study/simulate/simulate.h"

#include "study/simulate/study_layout.h"

namespace study::simulate {

fcs::Result<std::size_t> simulate_study(const SimulateOptions& options) {
  if (options.events == std::size_t{0}) return unusable_option("events", "at least 1", "0");
  if (const auto* pbmc = std::get_if<PbmcStudy>(&options.study)) {
    return write_pbmc_study(*pbmc, options.out, options.seed, options.events.value_or(30'000));
  }
  return write_apoptosis_study(std::get<ApoptosisStudy>(options.study), options.out, options.seed,
                               options.events.value_or(10'000));
}

}  // namespace study::simulate
