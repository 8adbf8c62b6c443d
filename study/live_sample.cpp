#include "study/live_sample.h"

#include <utility>

#include "gating/dependents.h"

namespace study {

fcs::Result<LiveSample> LiveSample::open(const Study& study, const ManifestRow& row, const SampleGates& gates,
                                         const gating::Strategy& strategy, std::size_t gate,
                                         const BatchOptions& options) {
  const auto& panel = study.panels[row.panel].panel;
  FCS_TRY(resolved, resolve(strategy, panel.thresholds, gates));
  FCS_TRY(matched,
          match_sample(row.path, resolved.strategy, &panel, {row.dataset, options.read, options.compensation, false}));
  FCS_TRY(plan, compile_for(matched, resolved.strategy));
  const auto& populations = plan.populations();
  LiveSample live{std::move(matched),
                  gates,
                  panel.thresholds,
                  strategy,
                  {plan, gating::dependents_of(resolved.strategy, populations, gate)}};
  live.is_free_.assign(strategy.gates.size(), true);
  for (std::size_t p = 0; p < populations.size(); ++p) {
    if (populations[p].gate && !live.kept_.dependents().has(p)) live.is_free_[*populations[p].gate] = false;
  }
  FCS_TRY(gated, gate_events(live.matched_, plan, [&](const gating::Evaluator& evaluator, const fcs::EventBlock&) {
            live.kept_.add(evaluator);
          }));
  live.counts_ = std::move(gated.counts);
  return live;
}

bool LiveSample::answers(const gating::Strategy& edited) const {
  for (std::size_t node = 0; node < strategy_.gates.size(); ++node) {
    if (!is_free_[node] && edited.gates[node] != strategy_.gates[node]) return false;
  }
  return true;
}

fcs::Result<std::vector<std::uint64_t>> LiveSample::counts(const gating::Strategy& edited) const {
  FCS_TRY(resolved, resolve(edited, thresholds_, gates_));
  FCS_TRY(plan, compile_for(matched_, resolved.strategy));
  auto all = counts_;
  const auto changed = kept_.counts(plan);
  const auto& dependents = kept_.dependents().populations;
  for (std::size_t i = 0; i < dependents.size(); ++i) all[dependents[i]] = changed[i];
  return all;
}

}  // namespace study
