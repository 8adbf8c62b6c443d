#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fcs/base/result.h"

namespace study::simulate {

/// Patients by visits, stained for T-cell activation. Doses are dealt out to the subjects in turn.
struct PbmcStudy {
  std::size_t subjects = 6;
  std::vector<std::string> visits = {"C1D1", "C1D8", "C1D15", "C1D22", "C2D1"};  ///< some of these, in this order
  std::size_t missing = 0;  ///< samples left out, by chance; the first visit is never missing
  bool fmo = false;  ///< with each sample two FMO tubes, without HLA-DR and without CD38, that decide about its gates
  bool defects = false;  ///< plant one of each known fault, and list them in defects.csv
};

/// A cell line by concentration of a compound, with and without dexamethasone, time and replicate, stained for
/// apoptosis.
struct ApoptosisStudy {
  std::vector<double> concentrations_nM = {0, 0.1, 1, 10, 100, 1000};  ///< 0 = vehicle
  std::vector<double> dexamethasone_nM = {0, 100};
  std::vector<double> times_h = {4, 8, 16, 24};
  std::size_t replicates = 3;
};

struct SimulateOptions {
  std::filesystem::path out;  ///< a folder that is empty or not there yet
  std::uint64_t seed = 1;
  std::optional<std::size_t> events;  ///< a file; none: 30,000 for PBMC, 10,000 for apoptosis
  std::variant<PbmcStudy, ApoptosisStudy> study;
};

/// Writes a synthetic study, clean unless defects are asked for, every file of which says that it is one: study.toml,
/// manifest.csv, the samples in fcs/, what each event really is in labels/ (one CSV a sample: event counted from 0,
/// population, state, made_of), and truth.csv: what a perfect gating would count for each percent endpoint of the
/// panel; with defects also defects.csv (file, defect, expected_flag). The same options give the same bytes on every
/// machine, and a sample does not depend on which others there are.
/// @return how many samples were written
/// @error Code::bad_usage (nothing to simulate, a visit that the model does not know, more missing samples than there
/// are, defects in files too short to show them),
///        cannot_write (also where the folder has something in it)
[[nodiscard]] fcs::Result<std::size_t> simulate_study(const SimulateOptions& options);

}  // namespace study::simulate
