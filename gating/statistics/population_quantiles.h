#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "gating/evaluate.h"
#include "gating/plan.h"

namespace gating {

/// Events of a sample, one after another.
struct EventRun {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Quantiles of dimensions in every population, exactly those of all its values sorted (type 7 of Hyndman and Fan), in
/// a bounded memory: whoever has the events walks over them again and again, with as many tallies as threads, until
/// nothing is left to find. Two walks, one of them over a part of the events, nearly always do
/// (docs/decisions/0016).
///
///     while (quantiles.next() != PopulationQuantiles::Walk::nothing) {
///       auto tally = quantiles.tally();
///       // for each block of all events, or of sample_runs(): evaluator.evaluate(block); tally.add(evaluator);
///       quantiles.conclude({&tally, 1});
///     }
class PopulationQuantiles {
 public:
  enum class Walk { nothing, sample, everything };

  /// What one thread notes in one walk. It refers to the object that made it.
  class Tally {
   public:
    Tally(Tally&&) noexcept;
    Tally& operator=(Tally&&) noexcept;
    ~Tally();
    /// Takes in the block that was gated last.
    void add(const Evaluator& evaluator);

   private:
    friend class PopulationQuantiles;
    struct State;
    explicit Tally(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  /// @param plan           that the events are gated by
  /// @param shown          the dimensions, as positions among those that the plan was compiled to show
  /// @param probabilities  0 to 1
  /// @param events         of the sample
  PopulationQuantiles(const Plan& plan, std::vector<std::size_t> shown, std::vector<double> probabilities,
                      std::uint64_t events);
  PopulationQuantiles(PopulationQuantiles&&) noexcept;
  PopulationQuantiles& operator=(PopulationQuantiles&&) noexcept;
  ~PopulationQuantiles();

  [[nodiscard]] Walk next() const;
  /// What a walk over a sample takes: runs spread evenly, in ascending order. Any other events do, too, but take
  /// longer.
  [[nodiscard]] std::vector<EventRun> sample_runs() const;
  [[nodiscard]] Tally tally() const;
  /// @param tallies  that the walk's events went to
  void conclude(std::span<const Tally> tallies);

  /// Data units: compensated, not transformed. Values that are NaN are left out.
  /// @param dimension, probability  positions in what was asked for
  /// @return none for a population without values, or with an obstacle
  [[nodiscard]] std::optional<double> value(std::size_t population, std::size_t dimension,
                                            std::size_t probability) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gating
