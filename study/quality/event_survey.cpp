#include "study/quality/event_survey.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <variant>

#include "fcs/scale.h"

namespace study {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_in_singles(const fcs::EventBlock& block, std::size_t column) {
  return !block.singles.empty() && !block.singles[column].empty();
}

bool has_bit(std::span<const std::uint64_t> mask, std::size_t event) {
  return !mask.empty() && ((mask[event / 64] >> (event % 64)) & 1) != 0;
}

/// Seconds that one step of Time was multiplied by when it was read; none where values are ticks.
std::optional<double> seconds_per_tick(const fcs::Sample& sample, fcs::ChannelIndex time) {
  const auto* scale = std::get_if<fcs::MultiplyByTimestep>(&sample.layout.columns[time.value()].scale);
  if (scale == nullptr || !(scale->timestep > 0)) return std::nullopt;
  return scale->timestep;
}

}  // namespace

EventSurvey::EventSurvey(const fcs::Sample& sample, const gating::Plan& plan, std::vector<std::size_t> watched)
    : channels_{plan.channels()}, watched_{std::move(watched)} {
  const auto want = [this](fcs::ChannelIndex channel) {
    if (!find(channel)) channels_.push_back(channel);
  };
  for (const auto& matrix : plan.matrices()) {
    for (const auto& detector : matrix.detectors) {
      const auto channel = std::ranges::find(sample.channels, detector, &fcs::Channel::name);
      if (channel != sample.channels.end()) want(channel->index);
    }
  }
  const auto time = std::ranges::find_if(sample.channels, &fcs::Channel::is_time);
  if (time != sample.channels.end()) {
    want(time->index);
    time_column_ = find(time->index);
    const auto tick = seconds_per_tick(sample, time->index);
    time_is_in_seconds_ = tick.has_value();
    time_.emplace(tick.value_or(1));
  }
  for (const auto channel : channels_) {
    const auto& range = sample.channels[channel.value()].range;
    const auto& scale = sample.layout.columns[channel.value()].scale;
    tops_.push_back(range ? fcs::scale_value(scale, *range - 1) : infinity);
  }
  ends_.resize(channels_.size());
  kept_.resize(channels_.size());
  members_.resize(watched_.size());
}

std::optional<std::size_t> EventSurvey::find(fcs::ChannelIndex channel) const {
  const auto found = std::ranges::find(channels_, channel);
  if (found == channels_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - channels_.begin());
}

void EventSurvey::add(const gating::Evaluator& evaluator, const fcs::EventBlock& block) {
  for (std::size_t column = 0; column < channels_.size(); ++column) {
    const bool is_single = is_in_singles(block, column);
    if (column == time_column_) {
      if (is_single) times_.assign(block.singles[column].begin(), block.singles[column].end());
      time_->add(is_single ? std::span<const double>{times_} : block.columns[column]);
    } else if (is_single) {
      add_to(ends_[column], block.singles[column], tops_[column]);
    } else {
      add_to(ends_[column], block.columns[column], tops_[column]);
    }
  }
  keep(evaluator, block);
}

void EventSurvey::keep(const gating::Evaluator& evaluator, const fcs::EventBlock& block) {
  if (channels_.empty()) return;
  const auto first = std::uint64_t{block.first.value()};
  for (auto event = (first + stride_ - 1) / stride_ * stride_; event < first + block.size; event += stride_) {
    if (kept() == most_kept) drop_every_second();  // most_kept is even, so this event stays one of those to keep
    const auto row = static_cast<std::size_t>(event - first);
    for (std::size_t column = 0; column < channels_.size(); ++column) {
      const bool is_single = is_in_singles(block, column);
      kept_[column].push_back(is_single ? double{block.singles[column][row]} : block.columns[column][row]);
    }
    for (std::size_t i = 0; i < watched_.size(); ++i) {
      members_[i].push_back(has_bit(evaluator.mask(watched_[i]), row));
    }
  }
}

void EventSurvey::drop_every_second() {
  const auto thin = [](auto& values) {
    for (std::size_t i = 0; 2 * i < values.size(); ++i) values[i] = values[2 * i];
    values.resize((values.size() + 1) / 2);
  };
  for (auto& column : kept_) thin(column);
  for (auto& members : members_) thin(members);
  stride_ *= 2;
}

}  // namespace study
