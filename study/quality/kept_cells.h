#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fcs/base/spillover.h"
#include "fcs/reader.h"
#include "gating/plan.h"
#include "study/quality/event_survey.h"
#include "study/results.h"
#include "study/study.h"

namespace study {

/// A sample that was gated, and what was seen of its events on the way.
struct SurveyedSample {
  const StudyPanel& panel;
  const fcs::Sample& sample;
  const gating::ChannelMapping& mapping;
  bool is_compensated = false;  ///< by the file's matrix
  const EventSurvey& survey;    ///< made with innermost_denominators(panel)
  std::span<const PopulationCount> populations;
};

/// The kept events of a survey, compensated by the file's matrix where the sample is.
class KeptCells {
 public:
  explicit KeptCells(const SurveyedSample& sample);

  /// Of the matrix; none where the sample is not compensated, or its matrix cannot be removed.
  [[nodiscard]] const fcs::Spillover* spillover() const { return spillover_; }
  /// Values of a channel of the sample, compensated where the matrix has it: of the members of a watched population,
  /// without events that have a value that is NaN or infinite in any channel. So values of two channels go together.
  [[nodiscard]] std::vector<double> values(fcs::ChannelIndex channel, std::size_t population) const;

 private:
  void compensate();

  SurveyedSample sample_;
  std::vector<std::size_t> watched_;
  const fcs::Spillover* spillover_ = nullptr;
  std::vector<std::vector<double>> columns_;  ///< one for each of EventSurvey::channels()
  std::vector<bool> is_finite_;               ///< one a kept event
};

}  // namespace study
