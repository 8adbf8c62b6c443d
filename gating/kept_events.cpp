#include "gating/kept_events.h"

#include <algorithm>
#include <bit>

#include "gating/detail/evaluator_state.h"
#include "gating/detail/test_columns.h"

namespace gating {

KeptEvents::KeptEvents(const Plan& plan, Dependents dependents) : dependents_{std::move(dependents)} {
  can_answer_ = !plan.obstacle(dependents_.base);
  for (const auto population : dependents_.outside) {
    if (!plan.obstacle(population)) masks_.push_back(population);
  }
  for (const auto& step : plan.program().steps) {
    if (!dependents_.has(step.population)) continue;
    for_each_column(plan.program(), step.test, [&](ColumnRef ref) {
      const KeptColumn column{ref.kind == ColumnRef::Kind::input, ref.index};
      if (std::find(columns_.begin(), columns_.end(), column) == columns_.end()) columns_.push_back(column);
    });
  }
}

void KeptEvents::add(const Evaluator& evaluator) {
  if (!can_answer_) return;
  const auto members = evaluator.mask(dependents_.base);
  for (std::size_t word = 0; word < members.size(); ++word) {
    if (members[word] != 0) append(evaluator, word, members[word]);
  }
}

KeptEvents::Chunk& KeptEvents::chunk_with_room() {
  if (chunks_.empty() || chunks_.back().size == chunk_size) {
    chunks_.push_back({0, std::vector<double>(columns_.size() * chunk_size),
                       std::vector<std::uint64_t>(masks_.size() * words_for(chunk_size))});
  }
  return chunks_.back();
}

/// @param members  of 64 events those to keep; not none
void KeptEvents::append(const Evaluator& evaluator, std::size_t word, std::uint64_t members) {
  while (members != 0) {
    auto& chunk = chunk_with_room();
    const auto first = chunk.size;
    const auto room = chunk_size - first;
    auto now = members;  // as many of the lowest as there is room for
    for (auto surplus = static_cast<std::size_t>(std::popcount(now)); surplus > room; --surplus) {
      now &= ~std::bit_floor(now);
    }
    members &= ~now;
    chunk.size += static_cast<std::size_t>(std::popcount(now));
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      const auto kind = columns_[k].is_input ? ColumnRef::Kind::input : ColumnRef::Kind::derived;
      const auto values = evaluator.state_->in_double({kind, columns_[k].index});
      auto* out = chunk.values.data() + k * chunk_size + first;
      for (auto bits = now; bits != 0; bits &= bits - 1)
        *out++ = values[word * word_bits + static_cast<std::size_t>(std::countr_zero(bits))];
    }
    for (std::size_t k = 0; k < masks_.size(); ++k) {
      const auto mask = evaluator.mask(masks_[k])[word];
      auto* out = chunk.masks.data() + k * words_for(chunk_size);
      auto event = first;
      for (auto bits = now; bits != 0; bits &= bits - 1, ++event) {
        out[event / word_bits] |= (mask >> std::countr_zero(bits) & 1U) << (event % word_bits);
      }
    }
  }
}

std::vector<std::uint64_t> KeptEvents::counts(const Plan& edited) const {
  const auto& program = edited.program();
  std::vector<const Step*> steps;
  for (const auto& step : program.steps) {
    if (dependents_.has(step.population)) steps.push_back(&step);
  }
  const auto words = words_for(chunk_size);
  const auto populations = edited.populations().size();
  std::vector<Word> computed(populations * words);
  std::vector<Word*> masks(populations);
  for (std::size_t p = 0; p < populations; ++p) masks[p] = computed.data() + p * words;

  std::vector<ColumnView> inputs(edited.channels().size());
  std::vector<ColumnView> derived(program.derived.size());
  KnownReach known;
  std::vector<std::uint64_t> counts(populations, 0);
  for (const auto& chunk : chunks_) {
    for (std::size_t k = 0; k < columns_.size(); ++k) {
      (columns_[k].is_input ? inputs : derived)[columns_[k].index].doubles = chunk.values.data() + k * chunk_size;
    }
    for (std::size_t k = 0; k < masks_.size(); ++k) {
      std::copy_n(chunk.masks.data() + k * words, words, masks[masks_[k]]);
    }
    known.forget(program.cuts.size(), words_for(chunk.size));
    const Events events{program, inputs, derived, masks, known, chunk.size};
    for (std::size_t word = 0; word < events.words(); ++word) masks[dependents_.base][word] = events.present(word);
    for (const auto* step : steps) events.apply(*step);
    for (const auto* step : steps) counts[step->population] += events.members(step->population);
  }
  std::vector<std::uint64_t> out;
  for (const auto population : dependents_.populations) out.push_back(counts[population]);
  return out;
}

std::size_t KeptEvents::bytes() const {
  return chunks_.size() * (sizeof(Chunk) + columns_.size() * chunk_size * sizeof(double) +
                           masks_.size() * words_for(chunk_size) * sizeof(Word));
}

}  // namespace gating
