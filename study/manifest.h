#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fcs/base/error.h"
#include "study/override.h"
#include "study/study.h"
#include "study/visit.h"

namespace study {

/// A drug at a concentration, as the manifest writes it.
struct Treatment {
  std::string compound;
  std::optional<double> concentration;
  std::string unit;  ///< of the concentration
  friend bool operator==(const Treatment&, const Treatment&) = default;
};

/// One row of the manifest: an FCS data set, and whose sample it is. Text that the manifest leaves out is empty.
struct ManifestRow {
  std::uint32_t row = 0;       ///< as a spreadsheet numbers it: the header is 1
  std::string file;            ///< as written
  std::filesystem::path path;  ///< relative to the manifest
  std::size_t dataset = 1;
  std::string sample;  ///< unique in the manifest
  std::string subject;
  std::string arm;
  std::optional<double> dose;
  std::string dose_unit;
  std::string schedule;
  std::optional<double> dex_mg;
  std::optional<Visit> visit;    ///< none for a sample that only has time_h, or whose visit is the study's own word
  std::string visit_name;        ///< of the visit that it counts for: as the study spells it, else study::name(visit)
  std::optional<int> study_day;  ///< by the dates of first dose and sample; by the visit's name where they do not say
  std::string timepoint;
  std::string specimen;
  Treatment treatment;
  Treatment treatment2;
  std::optional<double> time_h;
  std::string replicate;
  std::string batch;
  std::size_t panel = 0;  ///< position in Study::panels
  std::string stain = "FULL";
  std::string control_marker;    ///< of an FMO the marker that is left out, of a SINGLE the only one
  bool use_for_analysis = true;  ///< false where the manifest says so, or another row counts instead of this one
  std::optional<std::size_t> superseded_by;  ///< position of that row: a re-run, or a sample nearer to the visit
  std::vector<std::pair<std::string, std::string>> other;  ///< every further column, kept as written

  /// What a further column says; empty where there is no such column.
  [[nodiscard]] std::string_view kept(std::string_view column) const;
};

struct Manifest {
  std::filesystem::path file;
  std::vector<ManifestRow> rows;
  std::map<std::size_t, Override> overrides;  ///< by position of the sample in `rows`
  std::string journal_sha256;                 ///< of audit.jsonl; empty where there is none
  std::string sha256;
};

struct ReadManifest {
  Manifest manifest;                   ///< to be used only where there are no problems
  std::vector<fcs::Error> problems;    ///< all of them, with row and column
  std::vector<fcs::Finding> findings;  ///< unknown columns, visits that the study does not list, which run was chosen
};

/// Reads the study's manifest: all of it, so that one run lists all that is wrong. Whether the FCS files exist is not
/// looked at: a missing file fails its sample, not the study. Problems: Code::cannot_open, bad_table, missing_column,
/// bad_value (a missing or unreadable cell), no_such_panel, unknown_visit, duplicate_row (a sample's name, or the key
/// of the analysis: subject, visit, timepoint, panel, stain, compounds, concentrations, hours and replicate). Of
/// several runs of one analysis the last accepted counts, by acq_dtc, else by rerun_of; of several samples in the
/// window of one visit that which is nearest to its day, and of two as near the earlier.
[[nodiscard]] ReadManifest read_manifest(const Study& study);

}  // namespace study
