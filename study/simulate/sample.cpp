#include "study/simulate/sample.h"

#include <algorithm>
#include <utility>

namespace study::simulate {

Label doublet_label(const Label& one, const Label& other) {
  return {"doublet", "", std::string{one.population} + "+" + std::string{other.population}};
}

SimulatedSample measure(std::vector<RecordedStain> stains, std::size_t events, Random& random,
                        const std::function<LabelledParticle()>& draw, std::vector<FlowFault> faults) {
  Cytometer cytometer{std::move(stains), random};
  cytometer.plan_faults(std::move(faults));
  std::vector<Label> labels;
  labels.reserve(events);
  for (std::size_t event = 0; event < events; ++event) {
    auto drawn = draw();
    cytometer.record(drawn.particle);
    labels.push_back(std::move(drawn.label));
  }
  return {cytometer.channels(), cytometer.spillover(), cytometer.take_columns(), std::move(labels)};
}

std::vector<RealisedCount> realised_counts(std::span<const Label> labels, std::span<const TruthRule> rules) {
  std::vector<RealisedCount> out;
  for (const auto& rule : rules) {
    const auto is_counted = [&rule](const Label& label) {
      return label.population == rule.population && (rule.state.empty() || label.state == rule.state);
    };
    const auto is_in_denominator = [&rule](const Label& label) {
      return std::ranges::find(rule.denominator, label.population) != rule.denominator.end();
    };
    out.push_back({rule.endpoint, static_cast<std::size_t>(std::ranges::count_if(labels, is_counted)),
                   static_cast<std::size_t>(std::ranges::count_if(labels, is_in_denominator))});
  }
  return out;
}

}  // namespace study::simulate
