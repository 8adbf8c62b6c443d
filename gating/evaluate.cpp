#include "gating/evaluate.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "gating/detail/events.h"

namespace gating {
namespace {

/// Columns a power of two apart would all fall into the same few sets of the cache.
constexpr std::size_t padding = 16;

/// Four events in one register, or in two where the processor has none that wide. A vector type, because the compiler
/// left to itself vectorises over the terms of a sum.
using FourEvents [[gnu::vector_size(4 * sizeof(double))]] = double;
constexpr std::size_t events_at_a_time = 16;

/// Row vector times matrix column. Sums stay in registers; each adds in the order of the matrix and no product is fused
/// with its addition, so that wider registers change nothing in the result.
[[gnu::target_clones("avx2", "default")]] void compensate_whole(const CompensatedColumn& column,
                                                                std::span<const std::span<const double>> inputs,
                                                                std::size_t events, double* out) {
  constexpr std::size_t registers = events_at_a_time / 4;
  for (std::size_t first = 0; first < events; first += events_at_a_time) {
    FourEvents sums[registers] = {};
    for (std::size_t k = 0; k < column.inputs.size(); ++k) {
      const double* in = inputs[column.inputs[k]].data() + first;
      const double coefficient = column.coefficients[k];
      for (std::size_t r = 0; r < registers; ++r) {
        FourEvents values;
        std::memcpy(&values, in + 4 * r, sizeof values);
        sums[r] += values * coefficient;
      }
    }
    std::memcpy(out + first, sums, sizeof sums);
  }
}

void compensate(const CompensatedColumn& column, std::span<const std::span<const double>> inputs,
                std::span<double> out) {
  const auto whole = out.size() - out.size() % events_at_a_time;
  compensate_whole(column, inputs, whole, out.data());
  for (auto event = whole; event < out.size(); ++event) {
    double sum = 0;
    for (std::size_t k = 0; k < column.inputs.size(); ++k)
      sum += inputs[column.inputs[k]][event] * column.coefficients[k];
    out[event] = sum;
  }
}

void divide(const RatioColumn& ratio, std::span<const double> numerator, std::span<const double> denominator,
            std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double value = ratio.A * (numerator[i] - ratio.B) / (denominator[i] - ratio.C);
    out[i] = std::isnan(value) ? value : std::max(std::min(value, ratio.bound.max), ratio.bound.min);
  }
}

}  // namespace

Evaluator::Evaluator(const Plan& plan)
    : plan_{&plan},
      masks_(plan.populations().size()),
      mask_of_(plan.populations().size(), nullptr),
      counts_(plan.populations().size(), 0) {}

void Evaluator::evaluate(const fcs::EventBlock& block) {
  const auto& program = plan_->program();
  size_ = block.size;
  inputs_ = block.columns;
  if (block.size > capacity_) {
    capacity_ = block.size;
    derived_.resize((capacity_ + padding) * program.derived.size());
    for (const auto& step : program.steps) {
      masks_[step.population].resize(words_for(capacity_));
      mask_of_[step.population] = masks_[step.population].data();
    }
  }
  derive_columns();

  const Events events{inputs_, columns_, mask_of_, size_};
  shown_.clear();
  for (const auto column : program.shown) shown_.push_back(events.values(column));
  for (const auto& step : program.steps) counts_[step.population] += events.apply(step);
}

void Evaluator::derive_columns() {
  columns_.clear();
  for (const auto& column : plan_->program().derived) {
    const std::span<double> out{derived_.data() + columns_.size() * (capacity_ + padding), size_};
    if (const auto* compensated = std::get_if<CompensatedColumn>(&column)) {
      compensate(*compensated, inputs_, out);
    } else {
      const auto& ratio = std::get<RatioColumn>(column);
      const Events known{inputs_, columns_, mask_of_, size_};
      divide(ratio, known.values(ratio.numerator), known.values(ratio.denominator), out);
    }
    columns_.emplace_back(out);
  }
}

std::span<const std::uint64_t> Evaluator::mask(std::size_t population) const {
  if (plan_->obstacle(population)) return {};
  return {masks_[population].data(), words_for(size_)};
}

}  // namespace gating
