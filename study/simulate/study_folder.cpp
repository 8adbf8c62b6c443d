#include "study/simulate/study_folder.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/output_file.h"
#include "fcs/writer.h"
#include "study/simulate/cytometer.h"
#include "study/table.h"

namespace study::simulate {
namespace {

void append_cells(std::string& table, std::string first, std::span<const std::string> rest) {
  std::vector<std::string> cells = {std::move(first)};
  cells.insert(cells.end(), rest.begin(), rest.end());
  append_row(table, cells);
}

fcs::Result<void> write_text(const std::filesystem::path& file, std::string_view text) {
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text));
  return out.commit();
}

fcs::Result<void> create_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) return fcs::Error{fcs::Code::cannot_write, {folder.string(), "", {}}, "a folder", failure.message()};
  return fcs::success();
}

/// As $DATE has it: 06-JAN-2025.
std::string fcs_date(std::chrono::sys_days day) {
  static constexpr std::string_view months[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  const std::chrono::year_month_day date{day};
  return fmt::format("{:02}-{}-{}", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string file_of(const std::string& stem) { return "fcs/" + sample_name(stem) + ".fcs"; }
std::string labels_file_of(const std::string& stem) { return "labels/" + sample_name(stem) + ".labels.csv"; }

fcs::Result<void> copy_written(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code failure;
  std::filesystem::copy_file(from, to, failure);
  if (failure) return fcs::Error{fcs::Code::cannot_write, {to.string(), "", {}}, "a new file", failure.message()};
  return fcs::success();
}

std::string labels_table(std::span<const Label> labels) {
  std::string out = "event,population,state,made_of\n";
  for (std::size_t event = 0; event < labels.size(); ++event) {
    const auto& label = labels[event];
    append_row(out, std::vector<std::string>{number_cell(std::uint64_t{event}), std::string{label.population},
                                             std::string{label.state}, label.made_of});
  }
  return out;
}

}  // namespace

std::string sample_name(const std::string& stem) { return "SYNTHETIC_" + stem; }

fcs::Result<StudyFolder> StudyFolder::create(const std::filesystem::path& out, std::string study_id, std::uint64_t seed,
                                             std::span<const std::string> manifest_columns) {
  FCS_CHECK(create_folder(out));
  std::error_code failure;
  if (!std::filesystem::is_empty(out, failure) || failure) {
    return fcs::Error{fcs::Code::cannot_write,
                      {out.string(), "", {}},
                      "an empty folder",
                      failure ? failure.message() : "a folder with something in it"};
  }
  FCS_CHECK(create_folder(out / "fcs"));
  FCS_CHECK(create_folder(out / "labels"));
  StudyFolder folder{out, std::move(study_id), seed};
  append_cells(folder.manifest_, "file", manifest_columns);
  folder.truth_ = "file,endpoint,numerator,denominator\n";
  return folder;
}

fcs::Result<void> StudyFolder::add(const StudySample& description, const SimulatedSample& sample,
                                   std::span<const TruthRule> truth) {
  const fcs::Keywords keywords = {{"$COM", "SYNTHETIC - NOT CLINICAL DATA"},
                                  {"$CYT", "SYNTHETIC cytometer"},
                                  {"$DATE", fcs_date(description.acquired)},
                                  {"$FIL", sample_name(description.stem) + ".fcs"},
                                  {"$PROJ", study_id_},
                                  {"$SRC", description.source},
                                  {"SEED", std::to_string(seed_)}};
  const std::vector<std::span<const float>> columns(sample.columns.begin(), sample.columns.end());
  FCS_CHECK(fcs::write_sample(out_ / file_of(description.stem),
                              {sample.channels, sample.spillover, seconds_per_tick, keywords}, columns));
  FCS_CHECK(write_text(out_ / labels_file_of(description.stem), labels_table(sample.labels)));
  add_rows(description, sample, truth);
  return fcs::success();
}

fcs::Result<void> StudyFolder::add_copy(const StudySample& original, const StudySample& copy,
                                        const SimulatedSample& sample, std::span<const TruthRule> truth) {
  FCS_CHECK(copy_written(out_ / file_of(original.stem), out_ / file_of(copy.stem)));
  FCS_CHECK(copy_written(out_ / labels_file_of(original.stem), out_ / labels_file_of(copy.stem)));
  add_rows(copy, sample, truth);
  return fcs::success();
}

void StudyFolder::add_rows(const StudySample& description, const SimulatedSample& sample,
                           std::span<const TruthRule> truth) {
  const auto file = file_of(description.stem);
  append_cells(manifest_, file, description.manifest);
  for (const auto& count : realised_counts(sample.labels, truth)) {
    append_row(truth_,
               std::vector<std::string>{file, std::string{count.endpoint}, number_cell(std::uint64_t{count.numerator}),
                                        number_cell(std::uint64_t{count.denominator})});
  }
  ++samples_;
}

void StudyFolder::note_defect(const std::string& stem, std::string_view defect, std::string_view expected_flag) {
  if (defects_.empty()) defects_ = "file,defect,expected_flag\n";
  append_row(defects_, std::vector<std::string>{file_of(stem), std::string{defect}, std::string{expected_flag}});
}

fcs::Result<void> StudyFolder::write(const std::filesystem::path& file, std::string_view text) const {
  FCS_CHECK(create_folder((out_ / file).parent_path()));
  return write_text(out_ / file, text);
}

fcs::Result<std::size_t> StudyFolder::finish(std::string_view study_toml) {
  FCS_CHECK(write_text(out_ / "truth.csv", truth_));
  if (!defects_.empty()) {
    FCS_CHECK(write_text(out_ / "defects.csv", defects_));
  }
  FCS_CHECK(write_text(out_ / "manifest.csv", manifest_));
  FCS_CHECK(write_text(out_ / "study.toml", study_toml));
  return samples_;
}

}  // namespace study::simulate
