#include "study/quality/kept_cells.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "gating/compensation.h"
#include "study/quality/denominators.h"

namespace study {
namespace {

/// Columns of the survey that the matrix is about; empty where one is missing.
std::vector<std::size_t> columns_of(const fcs::Spillover& spillover, const SurveyedSample& sample) {
  std::vector<std::size_t> out;
  for (const auto& detector : spillover.detectors) {
    const auto channel = std::ranges::find(sample.sample.channels, detector, &fcs::Channel::name);
    if (channel == sample.sample.channels.end()) return {};
    const auto column = sample.survey.find(channel->index);
    if (!column) return {};
    out.push_back(*column);
  }
  return out;
}

}  // namespace

KeptCells::KeptCells(const SurveyedSample& sample) : sample_{sample}, watched_{innermost_denominators(sample.panel)} {
  const auto& survey = sample.survey;
  for (std::size_t column = 0; column < survey.channels().size(); ++column) columns_.push_back(survey.column(column));
  compensate();
  is_finite_.assign(survey.kept(), true);
  for (const auto& column : columns_) {
    for (std::size_t event = 0; event < column.size(); ++event) {
      if (!std::isfinite(column[event])) is_finite_[event] = false;
    }
  }
}

void KeptCells::compensate() {
  if (!sample_.is_compensated || !sample_.sample.spillover) return;
  const auto& survey = sample_.survey;
  const auto& spillover = *sample_.sample.spillover;
  const auto columns = columns_of(spillover, sample_);
  const auto unmixing = gating::unmixing(spillover);
  if (columns.empty() || !unmixing) return;
  spillover_ = &spillover;
  for (std::size_t dye = 0; dye < columns.size(); ++dye) {
    auto& out = columns_[columns[dye]];
    std::ranges::fill(out, 0.0);
    for (std::size_t detector = 0; detector < columns.size(); ++detector) {
      const auto& measured = survey.column(columns[detector]);
      const double share = unmixing.value().at(detector, dye);
      for (std::size_t event = 0; event < out.size(); ++event) out[event] += share * measured[event];
    }
  }
}

std::vector<double> KeptCells::values(fcs::ChannelIndex channel, std::size_t population) const {
  const auto column = sample_.survey.find(channel);
  const auto watched = std::ranges::find(watched_, population);
  assert(watched != watched_.end());
  std::vector<double> out;
  if (!column) return out;
  const auto inside = static_cast<std::size_t>(watched - watched_.begin());
  for (std::size_t event = 0; event < sample_.survey.kept(); ++event) {
    if (is_finite_[event] && sample_.survey.is_member(inside, event)) out.push_back(columns_[*column][event]);
  }
  return out;
}

}  // namespace study
