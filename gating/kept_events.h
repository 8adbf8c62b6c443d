#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gating/dependents.h"
#include "gating/evaluate.h"
#include "gating/plan.h"

namespace gating {

/// What is kept of a sample so that an edited gate is answered again without its file: of the events in
/// Dependents::base the columns that the dependents look at, as compensated doubles, and the masks of
/// Dependents::outside. The answer comes from the same kernels on the same values, so it is the same to the event.
class KeptEvents {
 public:
  /// @param plan        that the blocks are gated by
  /// @param dependents  of the gate that will be edited
  KeptEvents(const Plan& plan, Dependents dependents);

  /// Keeps what it needs of the block that was gated last.
  void add(const Evaluator& evaluator);

  /// @param edited  for the same sample, of a strategy that differs in the shapes of gates whose populations all are
  /// dependents: same kinds on same dimensions
  /// @return events of each of Dependents::populations; 0 for one with an obstacle
  [[nodiscard]] std::vector<std::uint64_t> counts(const Plan& edited) const;

  [[nodiscard]] const Dependents& dependents() const { return dependents_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::size_t chunk_size = 1024;  ///< events; what the tests look at stays in the cache
  struct Chunk {
    std::size_t size = 0;
    std::vector<double> values;        ///< a column of chunk_size after another
    std::vector<std::uint64_t> masks;  ///< one of chunk_size bits after another
  };
  struct KeptColumn {
    bool is_input = false;
    std::size_t index = 0;  ///< as in a ColumnRef
    friend bool operator==(const KeptColumn&, const KeptColumn&) = default;
  };

  Chunk& chunk_with_room();
  void append(const Evaluator& evaluator, std::size_t word, std::uint64_t members);

  Dependents dependents_;
  bool can_answer_ = false;  ///< base has no obstacle
  std::vector<KeptColumn> columns_;
  std::vector<std::size_t> masks_;  ///< populations of Dependents::outside without an obstacle
  std::vector<Chunk> chunks_;
};

}  // namespace gating
