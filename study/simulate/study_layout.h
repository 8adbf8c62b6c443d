#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "fcs/base/result.h"
#include "study/simulate/simulate.h"

namespace study::simulate {

/// Which samples there are, whose they are, and what the model expects of each.
[[nodiscard]] fcs::Result<std::size_t> write_pbmc_study(const PbmcStudy& study, const std::filesystem::path& out,
                                                        std::uint64_t seed, std::size_t events);
[[nodiscard]] fcs::Result<std::size_t> write_apoptosis_study(const ApoptosisStudy& study,
                                                             const std::filesystem::path& out, std::uint64_t seed,
                                                             std::size_t events);

[[nodiscard]] inline fcs::Error unusable_option(std::string option, std::string expected, std::string found) {
  return {fcs::Code::bad_usage, {"", std::move(option), {}}, std::move(expected), std::move(found)};
}

}  // namespace study::simulate
