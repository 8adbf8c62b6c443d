#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/result.h"
#include "fcs/base/spillover.h"
#include "gating/shape_maps.h"
#include "gating/strategy.h"

namespace gating {

/// Which channel of a sample each name of a strategy means, or why there is none. Made by panels/match.h.
struct ChannelMapping {
  std::map<std::string, fcs::ChannelIndex> channels;
  std::map<std::string, fcs::Error> missing;
};

/// Exact $PnN only: how a strategy's names are looked up where no panel is at hand.
[[nodiscard]] ChannelMapping map_by_name(const std::vector<std::string>& names, std::span<const fcs::Channel> channels);

/// What Gating-ML's compensation-ref "FCS" means for this run.
enum class FileCompensationPolicy {
  refuse_twice,  ///< use the file's matrix; refuse it where the channels are compensated already
  use_file,      ///< use the file's matrix, and the strategy's, whatever the channels are called
  ignore_file,   ///< use the values as they are
};

/// What the plan needs to know of a sample; no event is looked at.
struct SampleDescription {
  std::span<const fcs::Channel> channels;
  const fcs::Spillover* spillover = nullptr;  ///< none: values are used as they are, with a finding
  FileCompensationPolicy policy = FileCompensationPolicy::refuse_twice;
  /// Channels that the file says to be compensated or unmixed already, and how it says so. Names that say it
  /// (named_as_compensated) need not be among them.
  std::map<fcs::ChannelIndex, std::string> compensated{};
  const ShapeMaps* maps = nullptr;  ///< shared with plans for other samples; none: made for this one alone
};

/// A matrix whose inverse some gate's values went through.
struct AppliedMatrix {
  std::string source;  ///< the file's keyword ("$SPILLOVER"), or the id of the strategy's matrix
  bool is_of_file = false;
  std::vector<std::string> fluorochromes;  ///< n
  std::vector<std::string> detectors;      ///< m
  std::vector<double> coefficients;        ///< as the file or the strategy has them
};

/// A strategy compiled for one sample: which channels to read, which rows of which inverse matrix to apply, gate edges
/// moved to the data side, populations in the order of evaluation. Immutable; threads may share it.
class Plan {
 public:
  /// A gate that this sample cannot answer (no such channel, a matrix that cannot be inverted) does not fail the plan:
  /// it and what depends on it are marked, and the rest is evaluated.
  /// @param shown  dimensions whose values are wanted beside the masks, for drawing: Evaluator::shown
  /// @error what populations(strategy) says, or a gate that is wrong in itself (Code::bad_gate, dangling_reference); a
  /// shown dimension that this sample cannot give
  [[nodiscard]] static fcs::Result<Plan> compile(const Strategy& strategy, const ChannelMapping& mapping,
                                                 const SampleDescription& sample,
                                                 std::span<const Dimension> shown = {});

  /// The channels that blocks must carry, in this order.
  [[nodiscard]] const std::vector<fcs::ChannelIndex>& channels() const;
  /// In the order of gating::populations().
  [[nodiscard]] const std::vector<Population>& populations() const;
  /// Why this population cannot be evaluated for this sample; none when it can.
  [[nodiscard]] const std::optional<fcs::Error>& obstacle(std::size_t population) const;
  /// Code::no_compensation, already_compensated, scale_mismatch: true of the sample, and not in the way.
  [[nodiscard]] const std::vector<fcs::Finding>& findings() const;

  /// Those that gates of this sample use, each once, in the order in which gates ask for them.
  [[nodiscard]] const std::vector<AppliedMatrix>& matrices() const;

  struct Program;  ///< detail/program.h
  [[nodiscard]] const Program& program() const { return *program_; }

 private:
  explicit Plan(std::shared_ptr<const Program> program) : program_{std::move(program)} {}
  std::shared_ptr<const Program> program_;
};

}  // namespace gating
