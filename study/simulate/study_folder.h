#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"
#include "study/simulate/sample.h"

namespace study::simulate {

/// Day 1 of every synthetic study: a date must not come from the clock.
inline constexpr std::chrono::sys_days first_day = std::chrono::year{2025} / std::chrono::January / std::chrono::day{6};

/// A sample on its way into a study folder.
struct StudySample {
  std::string stem;                   ///< of its file names, after "SYNTHETIC_"; unique
  std::string source;                 ///< whose it is ($SRC)
  std::chrono::sys_days acquired;     ///< $DATE
  std::vector<std::string> manifest;  ///< cells after `file`
};

/// The name of the sample that is made of it, and of its files: "SYNTHETIC_" and the stem.
[[nodiscard]] std::string sample_name(const std::string& stem);

/// Lays a synthetic study down: study.toml, manifest.csv, fcs/, labels/, truth.csv, defects.csv.
class StudyFolder {
 public:
  /// @param manifest_columns  after `file`
  /// @error Code::cannot_write, also where the folder has something in it
  [[nodiscard]] static fcs::Result<StudyFolder> create(const std::filesystem::path& out, std::string study_id,
                                                       std::uint64_t seed,
                                                       std::span<const std::string> manifest_columns);

  [[nodiscard]] fcs::Result<void> add(const StudySample& description, const SimulatedSample& sample,
                                      std::span<const TruthRule> truth);

  /// One more file of the study, such as a panel.
  /// @param file  relative to the study's folder
  [[nodiscard]] fcs::Result<void> write(const std::filesystem::path& file, std::string_view text) const;
  /// A second row for a sample that was added, with a copy of its file.
  /// @param original  as it was added
  [[nodiscard]] fcs::Result<void> add_copy(const StudySample& original, const StudySample& copy,
                                           const SimulatedSample& sample, std::span<const TruthRule> truth);

  /// A row of defects.csv, which is only written where there is one.
  void note_defect(const std::string& stem, std::string_view defect, std::string_view expected_flag);

  /// The tables, and study.toml last: where it stands, the folder is whole.
  /// @return how many samples were added
  [[nodiscard]] fcs::Result<std::size_t> finish(std::string_view study_toml);

 private:
  StudyFolder(std::filesystem::path out, std::string study_id, std::uint64_t seed)
      : out_{std::move(out)}, study_id_{std::move(study_id)}, seed_{seed} {}

  void add_rows(const StudySample& description, const SimulatedSample& sample, std::span<const TruthRule> truth);

  std::filesystem::path out_;
  std::string study_id_;
  std::uint64_t seed_;
  std::size_t samples_ = 0;
  std::string manifest_;
  std::string truth_;
  std::string defects_;
};

}  // namespace study::simulate
