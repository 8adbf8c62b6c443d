#include "study/population_view.h"

#include <bit>
#include <span>
#include <variant>

namespace study {
namespace {

using gating::Dimension;

std::optional<gating::Transformation> transformation_of(const gating::Strategy& strategy, const Dimension& dimension) {
  if (!dimension.transformation) return std::nullopt;
  return strategy.transformations.at(*dimension.transformation);
}

/// @param values  data units, one an event
/// @param mask    bit e of word e / 64: event e is kept
void append(std::vector<double>& kept, std::span<const double> values, std::span<const std::uint64_t> mask,
            const std::optional<gating::Transformation>& transformation) {
  const auto before = kept.size();
  for (std::size_t word = 0; word < mask.size(); ++word) {
    for (auto bits = mask[word]; bits != 0; bits &= bits - 1) {
      kept.push_back(values[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))]);
    }
  }
  if (transformation) transformation->to_scale(std::span{kept}.subspan(before));
}

}  // namespace

fcs::Result<PopulationView> view_population(const MatchedSample& matched, const gating::Strategy& strategy,
                                            std::size_t population, const std::array<Dimension, 2>& dimensions) {
  FCS_TRY(plan, compile_for(matched, strategy, dimensions));
  if (const auto& obstacle = plan.obstacle(population)) {
    auto error = *obstacle;
    if (error.where.file.empty()) error.where.file = matched.sample.file.string();
    return error;
  }
  const std::array transformations{transformation_of(strategy, dimensions[0]),
                                   transformation_of(strategy, dimensions[1])};
  PopulationView view;
  FCS_TRY(gated, gate_events(matched, plan, [&](const gating::Evaluator& evaluator, const fcs::EventBlock&) {
            for (std::size_t axis = 0; axis < 2; ++axis) {
              append(view.values[axis], evaluator.shown(axis), evaluator.mask(population), transformations[axis]);
            }
          }));
  for (std::size_t p = 0; p < gated.counts.size(); ++p) {
    view.counts.push_back(plan.obstacle(p) ? std::nullopt : std::optional{gated.counts[p]});
  }
  view.findings = std::move(gated.findings);
  return fcs::Result<PopulationView>{std::move(view)};
}

const fcs::Channel* channel_of(const MatchedSample& matched, const Dimension& dimension) {
  const auto* reference = std::get_if<gating::ChannelReference>(&dimension.source);
  if (reference == nullptr || std::holds_alternative<gating::MatrixCompensation>(dimension.compensation)) {
    return nullptr;
  }
  const auto found = matched.mapping.channels.find(reference->name);
  return found == matched.mapping.channels.end() ? nullptr : &matched.sample.channels[found->second.value()];
}

std::string_view unit_of(const MatchedSample& matched, const Dimension& dimension) {
  const auto* channel = channel_of(matched, dimension);
  if (channel == nullptr || !channel->is_time) return "";
  const auto& column = matched.sample.layout.columns[channel->index.value()];
  return std::holds_alternative<fcs::MultiplyByTimestep>(column.scale) ? "s" : "ticks";
}

}  // namespace study
