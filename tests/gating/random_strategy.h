#pragma once

#include <cstdint>
#include <random>

#include "reference_evaluation.h"

namespace gating::reference {

/// A random well-formed strategy over `events`' channels: every gate kind, transformation, compensation and parent,
/// with edges put on values that events really have.
[[nodiscard]] Strategy random_strategy(const Events& events, std::mt19937_64& random);

/// Random events on `channel_count` channels, with a spillover matrix over the first few; beside ordinary values zeros
/// of both signs, NaN, infinities, subnormal and huge values, and many events of one and the same value.
[[nodiscard]] Events random_events(std::size_t channel_count, std::size_t size, std::mt19937_64& random);

}  // namespace gating::reference
