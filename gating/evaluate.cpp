#include "gating/evaluate.h"

#include <algorithm>
#include <cmath>

#include "gating/detail/evaluator_state.h"
#include "gating/detail/instruction_set.h"
#include "gating/detail/value_kernels.h"

namespace gating {
namespace {

/// Columns a power of two apart would all fall into the same few sets of the cache.
constexpr std::size_t padding = 16;

void divide(const RatioColumn& ratio, std::span<const double> numerator, std::span<const double> denominator,
            double* out) {
  for (std::size_t i = 0; i < numerator.size(); ++i) {
    const double value = ratio.A * (numerator[i] - ratio.B) / (denominator[i] - ratio.C);
    out[i] = std::isnan(value) ? value : std::max(std::min(value, ratio.bound.max), ratio.bound.min);
  }
}

}  // namespace

Evaluator::State::State(const Plan& of)
    : plan{of}, masks(of.populations().size()), mask_of(masks.size(), nullptr), counts(masks.size(), 0) {
  const auto& program = plan.program();
  rounded_.resize(program.channels.size());
  input_doubles_.resize(program.channels.size());
  estimates_.resize(program.derived.size());
  derived_doubles_.resize(program.derived.size());
  magnitudes_.resize(program.estimated.size());

  const auto inputs_of = [&](std::size_t d) {
    const auto* column = std::get_if<CompensatedColumn>(&program.derived[d]);
    return column == nullptr ? nullptr : &column->inputs;
  };
  for (std::size_t d = 0; d < program.derived.size(); ++d) {
    auto& own = together_.emplace_back(1, d);
    for (const auto& shown : program.shown) {
      if (inputs_of(d) == nullptr || shown.kind != ColumnRef::Kind::derived || inputs_of(shown.index) == nullptr)
        continue;
      if (*inputs_of(d) == *inputs_of(shown.index) && std::ranges::find(own, shown.index) == own.end()) {
        own.push_back(shown.index);
      }
    }
  }
}

void Evaluator::State::reserve(std::size_t events) {
  if (events <= capacity) return;
  capacity = events;
  const auto& program = plan.program();
  for (const auto& step : program.steps) {
    masks[step.population].resize(words_for(capacity));
    mask_of[step.population] = masks[step.population].data();
  }
  for (std::size_t group = 0; group < program.estimated.size(); ++group) {
    magnitudes_[group].resize(capacity + padding);
    for (const auto output : program.estimated[group].outputs) estimates_[output].resize(capacity + padding);
  }
}

void Evaluator::State::evaluate(const fcs::EventBlock& block) {
  const auto& program = plan.program();
  size = block.size;
  reserve(size);
  inputs.assign(program.channels.size(), {});
  derived.assign(program.derived.size(), {});
  has_input_doubles_.assign(inputs.size(), false);
  has_derived_doubles_.assign(derived.size(), false);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!block.singles.empty() && !block.singles[i].empty()) {
      inputs[i].singles = block.singles[i].data();
    } else {
      inputs[i].doubles = block.columns[i].data();
    }
  }
  for (std::size_t group = 0; group < program.estimated.size(); ++group) estimate(group);
  for (const auto d : program.computed) derived[d].doubles = computed(d);

  known_.forget(program.cuts.size(), words_for(size));
  const Events events{program, inputs, derived, mask_of, known_, size};
  for (const auto& step : program.steps) events.apply(step);
  for (const auto& step : program.steps) counts[step.population] += events.members(step.population);
}

void Evaluator::State::estimate(std::size_t group_position) {
  const auto& group = plan.program().estimated[group_position];
  mixed_inputs_.clear();
  for (const auto input : group.inputs) {
    const auto& view = inputs[input];
    if (view.doubles != nullptr) {
      auto& rounded = rounded_[input];
      if (rounded.size() < size) rounded.resize(capacity + padding);
      std::transform(view.doubles, view.doubles + size, rounded.begin(),
                     [](double x) { return static_cast<float>(x); });
      mixed_inputs_.push_back(rounded.data());
    } else {
      mixed_inputs_.push_back(view.singles);
    }
  }
  mixed_coefficients_.clear();
  mixed_outputs_.clear();
  for (std::size_t i = 0; i < group.outputs.size(); ++i) {
    auto* estimates = estimates_[group.outputs[i]].data();
    mixed_coefficients_.push_back(group.coefficients[i].data());
    mixed_outputs_.push_back(estimates);
    derived[group.outputs[i]] = {nullptr, estimates, magnitudes_[group_position].data(), group.margins[i]};
  }
  detail::kernels().mix({mixed_inputs_.data(), mixed_coefficients_.data(), mixed_outputs_.data(),
                         magnitudes_[group_position].data(), mixed_inputs_.size(), mixed_outputs_.size(), size});
}

std::span<const double> Evaluator::State::in_double(ColumnRef ref) {
  if (ref.kind == ColumnRef::Kind::derived) return {computed(ref.index), size};
  if (inputs[ref.index].doubles != nullptr) return {inputs[ref.index].doubles, size};
  auto& doubles = input_doubles_[ref.index];
  if (!has_input_doubles_[ref.index]) {
    if (doubles.size() < size) doubles.resize(capacity + padding);
    std::copy_n(inputs[ref.index].singles, size, doubles.begin());
    has_input_doubles_[ref.index] = true;
  }
  return {doubles.data(), size};
}

const double* Evaluator::State::computed(std::size_t position) {
  auto& out = derived_doubles_[position];
  if (has_derived_doubles_[position]) return out.data();
  if (const auto* ratio = std::get_if<RatioColumn>(&plan.program().derived[position])) {
    has_derived_doubles_[position] = true;
    if (out.size() < size) out.resize(capacity + padding);
    divide(*ratio, in_double(ratio->numerator), in_double(ratio->denominator), out.data());
  } else {
    mix_in_double(together_[position]);
  }
  return out.data();
}

/// Row vector times matrix columns, each event's sum in the order of the matrix.
/// @param outputs  compensated columns of the same inputs
void Evaluator::State::mix_in_double(std::span<const std::size_t> outputs) {
  const auto column_of = [&](std::size_t output) -> const CompensatedColumn& {
    return std::get<CompensatedColumn>(plan.program().derived[output]);
  };
  const auto& inputs_of_all = column_of(outputs.front()).inputs;
  const bool in_single =
      std::ranges::all_of(inputs_of_all, [&](auto input) { return inputs[input].singles != nullptr; });
  exact_singles_.clear();
  exact_doubles_.clear();
  for (const auto input : inputs_of_all) {
    if (in_single) {
      exact_singles_.push_back(inputs[input].singles);
    } else {
      exact_doubles_.push_back(in_double({ColumnRef::Kind::input, input}).data());
    }
  }
  exact_of_.clear();
  exact_outputs_.clear();
  for (const auto output : outputs) {
    if (has_derived_doubles_[output]) continue;
    auto& out = derived_doubles_[output];
    if (out.size() < size) out.resize(capacity + padding);
    has_derived_doubles_[output] = true;
    exact_of_.push_back(&column_of(output).coefficients);
    exact_outputs_.push_back(out.data());
  }
  exact_coefficients_.clear();
  detail::in_mixing_order(exact_of_.size(), inputs_of_all.size(), [&](std::size_t output, std::size_t input) {
    exact_coefficients_.push_back((*exact_of_[output])[input]);
  });
  detail::value_kernels().mix({in_single ? exact_singles_.data() : nullptr, in_single ? nullptr : exact_doubles_.data(),
                               exact_coefficients_.data(), exact_outputs_.data(), inputs_of_all.size(),
                               exact_outputs_.size(), size});
}

Evaluator::Evaluator(const Plan& plan) : state_{std::make_unique<State>(plan)} {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

void Evaluator::evaluate(const fcs::EventBlock& block) { state_->evaluate(block); }

std::span<const std::uint64_t> Evaluator::mask(std::size_t population) const {
  if (state_->plan.obstacle(population)) return {};
  return {state_->masks[population].data(), words_for(state_->size)};
}

std::span<const double> Evaluator::shown(std::size_t dimension) const {
  return state_->in_double(state_->plan.program().shown[dimension]);
}

const std::vector<std::uint64_t>& Evaluator::counts() const { return state_->counts; }

}  // namespace gating
