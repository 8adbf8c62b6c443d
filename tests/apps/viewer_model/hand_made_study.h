#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/viewer_model/study_document.h"

namespace viewer::test {

/// A linear axis, so that scale units are data units.
inline gating::Dimension linear(const char* channel) {
  return {gating::ChannelReference{channel}, gating::Uncompensated{}, std::nullopt};
}

/// A study of one panel with these gates, and no samples.
inline std::unique_ptr<StudyDocument> document_with(gating::Strategy strategy) {
  study::StudyPanel panel;
  panel.populations = gating::populations(strategy).value();
  panel.panel.strategy = std::move(strategy);
  study::Study study;
  study.panels.push_back(std::move(panel));
  return std::make_unique<StudyDocument>(std::move(study), study::Manifest{});
}

}  // namespace viewer::test
