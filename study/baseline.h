#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "study/manifest.h"
#include "study/study.h"

namespace study {

/// The sample that others of its subject are compared with, and why it is that one: to be written down with the
/// numbers.
struct Baseline {
  std::size_t row = 0;  ///< position in the manifest
  std::string reason;   ///< "C1D1, before the dose"; "Screening: no sample of C1D1 before the dose"
};

/// Finds the baseline of a sample: of the same subject, panel, stain, treatment and replicate, the last that counts and
/// was taken before the first dose. That is one of the study's baseline visit (C1D1 where it names none) without a
/// timepoint or pre-dose, else one of the screening. Whether it could be gated is not looked at.
/// @param row  position in the manifest; may be the baseline itself
/// Source: STUDY model 2.3.
[[nodiscard]] std::optional<Baseline> find_baseline(const Study& study, const Manifest& manifest, std::size_t row);

}  // namespace study
