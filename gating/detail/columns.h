#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "gating/compensation.h"
#include "gating/detail/program.h"

namespace gating {

/// Finds or makes the columns that gates look at, and notes what of the sample is worth a finding.
/// Every error is about this sample, so that it becomes an obstacle of one gate and not a failure of the plan.
class ColumnBuilder {
 public:
  ColumnBuilder(const Strategy& strategy, const ChannelMapping& mapping, const SampleDescription& sample,
                Plan::Program& program)
      : strategy_{strategy}, mapping_{mapping}, sample_{sample}, program_{program} {}

  [[nodiscard]] fcs::Result<Axis> axis(const Dimension& dimension);

 private:
  fcs::Result<fcs::ChannelIndex> channel(const std::string& name) const;
  fcs::Result<fcs::ChannelIndex> detector_of_file(const std::string& name) const;
  std::size_t input(fcs::ChannelIndex channel);
  ColumnRef derive(DerivedColumn column);

  fcs::Result<ColumnRef> channel_column(const std::string& name, const CompensationRef& compensation);
  fcs::Result<ColumnRef> file_column(fcs::ChannelIndex index);
  fcs::Result<ColumnRef> matrix_column(const std::string& id, const std::string& fluorochrome);
  fcs::Result<ColumnRef> compensated_column(const std::string& matrix, const Unmixing& unmixing,
                                            std::size_t fluorochrome);
  fcs::Result<ColumnRef> ratio_column(const std::string& id, const CompensationRef& compensation);

  /// How the file or its name says that a channel is compensated already; nothing where neither does.
  [[nodiscard]] std::optional<std::string> compensated_by(fcs::ChannelIndex channel) const;
  /// @param deciders  what of --compensation lets it pass
  fcs::Result<void> refuse_twice(fcs::ChannelIndex channel, const std::string& matrix, std::string_view deciders) const;
  void note_matrix(const std::string& matrix);

  void check_scale(fcs::ChannelIndex index, const Transformation& transformation);
  void note(fcs::Code code, const std::string& item, std::string expected, std::string found);

  const Strategy& strategy_;
  const ChannelMapping& mapping_;
  const SampleDescription& sample_;
  Plan::Program& program_;
  std::map<std::string, fcs::Result<Unmixing>> unmixings_;                ///< by id of the matrix; "" is the file's own
  std::map<std::pair<std::string, std::size_t>, ColumnRef> compensated_;  ///< by matrix and fluorochrome
  std::map<std::tuple<std::string, std::string>, ColumnRef> ratios_;      ///< by ratio and compensation
  std::set<std::pair<fcs::Code, std::string>> noted_;
};

}  // namespace gating
