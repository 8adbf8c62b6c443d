#include "study/reference_signal.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "study/statistics/median.h"

namespace study {
namespace {

/// The marker as the gates measure it, but not transformed.
std::optional<gating::Dimension> dimension_of(const std::string& marker, const gating::Strategy& strategy) {
  std::optional<gating::Dimension> found;
  for (const auto& node : strategy.gates) {
    gating::for_each_dimension(node.gate, [&](const gating::Dimension& dimension) {
      const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
      if (!found && channel != nullptr && channel->name == marker) found = dimension;
    });
  }
  if (found) found->transformation.reset();
  return found;
}

std::optional<std::size_t> position_of(const std::vector<gating::Population>& populations, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto found = gating::find_population(populations, text);
  return found ? std::optional{found.value()} : std::nullopt;
}

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  return median(std::move(values));
}

std::string flag_name(const std::string& marker) {
  std::string name;
  for (const char c : marker) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) name += static_cast<char>(std::toupper(letter));
  }
  return name + "_MASK_SUSPECT";
}

}  // namespace

std::string cells_of(const panels::Reference& reference) {
  if (reference.without.empty()) return reference.population;
  return fmt::format("{} without {}", reference.population, reference.without);
}

ReferenceMeter::ReferenceMeter(std::vector<panels::Reference> references, const gating::Strategy& strategy,
                               const std::vector<gating::Population>& populations,
                               const gating::ChannelMapping& mapping) {
  for (const auto& reference : references) {
    Measured measured;
    const auto population = position_of(populations, reference.population);
    auto dimension = dimension_of(reference.marker, strategy);
    measured.without = position_of(populations, reference.without);
    if (population && dimension && !mapping.missing.contains(reference.marker)) {
      measured.population = *population;
      measured.dimension = dimensions_.size();
      dimensions_.push_back(*std::move(dimension));
    }
    measured_.push_back(std::move(measured));
  }
}

void ReferenceMeter::give_up() {
  dimensions_.clear();
  for (auto& measured : measured_) measured.dimension.reset();
}

void ReferenceMeter::add(const gating::Evaluator& evaluator) {
  for (auto& measured : measured_) {
    if (!measured.dimension) continue;
    const auto values = evaluator.shown(*measured.dimension);
    const auto mask = evaluator.mask(measured.population);
    const auto without = measured.without ? evaluator.mask(*measured.without) : std::span<const std::uint64_t>{};
    if (measured.without && without.empty()) continue;
    for (std::size_t word = 0; word < mask.size(); ++word) {
      for (auto bits = measured.without ? mask[word] & ~without[word] : mask[word]; bits != 0; bits &= bits - 1) {
        const auto value = values[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
        if (!std::isnan(value)) measured.values.push_back(value);
      }
    }
  }
}

std::vector<ReferenceSignal> ReferenceMeter::measured() const {
  std::vector<ReferenceSignal> out;
  for (const auto& measured : measured_) out.push_back({median_of(measured.values), measured.values.size()});
  return out;
}

std::vector<std::optional<Flag>> mask_flags(const panels::Reference& reference,
                                            std::span<const std::optional<double>> medians) {
  constexpr std::size_t fewest = 3;
  std::vector<std::optional<Flag>> flags(medians.size());
  std::vector<double> known;
  for (const auto& median : medians) {
    if (median) known.push_back(*median);
  }
  const auto samples = known.size();
  const auto of_batch = median_of(std::move(known));
  if (samples < fewest || *of_batch <= 0) return flags;
  const auto limit = reference.least_share * *of_batch;
  for (std::size_t i = 0; i < medians.size(); ++i) {
    if (!medians[i] || *medians[i] >= limit) continue;
    flags[i] =
        Flag{flag_name(reference.marker),
             FlagLevel::warn,
             *medians[i],
             limit,
             fmt::format("panel.toml: {} of the batch's median", reference.least_share),
             fmt::format("{} on {} has the median {:.6g}, the batch of {} samples {:.6g}: a therapeutic antibody "
                         "may sit on it; the percentages by {} are as measured",
                         reference.marker, cells_of(reference), *medians[i], samples, *of_batch, reference.marker)};
  }
  return flags;
}

}  // namespace study
