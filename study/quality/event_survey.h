#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fcs/base/event_block.h"
#include "fcs/reader.h"
#include "gating/evaluate.h"
#include "gating/plan.h"
#include "study/quality/channel_ends.h"
#include "study/quality/flow_rate.h"

namespace study {

/// Looks at the events of a sample while they are gated, in the same walk and in bounded memory: counts over every
/// event, and keeps at most `most_kept` evenly spaced events to take medians of later.
class EventSurvey {
 public:
  static constexpr std::size_t most_kept = 16'384;

  /// @param watched  positions of the populations whose members are to be known among the kept events
  EventSurvey(const fcs::Sample& sample, const gating::Plan& plan, std::vector<std::size_t> watched);

  /// The channels that blocks must carry: those of the plan, then Time, and the detectors of the matrices in use.
  [[nodiscard]] const std::vector<fcs::ChannelIndex>& channels() const { return channels_; }
  void add(const gating::Evaluator& evaluator, const fcs::EventBlock& block);

  /// Of the Time channel; none where the sample has no such channel. In seconds or in ticks.
  [[nodiscard]] const std::optional<TimeRecord>& time() const { return time_; }
  [[nodiscard]] bool time_is_in_seconds() const { return time_is_in_seconds_; }
  /// One for each of channels(); of no meaning for Time.
  [[nodiscard]] const std::vector<ChannelEnds>& ends() const { return ends_; }
  [[nodiscard]] std::size_t kept() const { return kept_.empty() ? 0 : kept_.front().size(); }
  /// Scale values of the kept events, in the order of the file.
  /// @param column  position in channels()
  [[nodiscard]] const std::vector<double>& column(std::size_t column) const { return kept_[column]; }
  [[nodiscard]] std::optional<std::size_t> find(fcs::ChannelIndex channel) const;
  /// Whether a kept event is a member.
  /// @param watched  position in the list that the survey was made with
  [[nodiscard]] bool is_member(std::size_t watched, std::size_t kept) const { return members_[watched][kept]; }

 private:
  void keep(const gating::Evaluator& evaluator, const fcs::EventBlock& block);
  void drop_every_second();

  std::vector<fcs::ChannelIndex> channels_;
  std::vector<std::size_t> watched_;
  std::vector<double> tops_;                ///< scale values, one a channel; infinite where there is no $PnR
  std::optional<std::size_t> time_column_;  ///< in channels_
  std::optional<TimeRecord> time_;
  bool time_is_in_seconds_ = false;
  std::vector<double> times_;  ///< of one block, where they come as floats
  std::vector<ChannelEnds> ends_;
  std::uint64_t stride_ = 1;                ///< every so many events one is kept
  std::vector<std::vector<double>> kept_;   ///< one a channel
  std::vector<std::vector<bool>> members_;  ///< one a watched population
};

}  // namespace study
