#include "study/baseline.h"

#include "study/date_time.h"

namespace study {
namespace {

bool is_same_line(const ManifestRow& left, const ManifestRow& right) {
  return left.subject == right.subject && left.panel == right.panel && left.stain == right.stain &&
         left.control_marker == right.control_marker && left.treatment == right.treatment &&
         left.treatment2 == right.treatment2 && left.time_h == right.time_h && left.replicate == right.replicate;
}

bool is_before_dose(const ManifestRow& row) {
  return row.timepoint.empty() || row.timepoint.starts_with("pre") || row.timepoint.starts_with("Pre") ||
         row.timepoint.starts_with("PRE");
}

/// By the dates where both have one, else by their rows.
bool is_later(const ManifestRow& left, const ManifestRow& right) {
  for (const std::string_view column : {"collect_dtc", "acq_dtc"}) {
    const auto a = parse_date_time(left.kept(column));
    const auto b = parse_date_time(right.kept(column));
    if (!a || !b) continue;
    if (is_earlier(*b, *a)) return true;
    if (is_earlier(*a, *b)) return false;
  }
  return left.row > right.row;
}

}  // namespace

std::optional<Baseline> find_baseline(const Study& study, const Manifest& manifest, std::size_t row) {
  const auto visit = study.baseline.value_or("C1D1");
  std::optional<std::size_t> of_visit;
  std::optional<std::size_t> of_screening;
  for (std::size_t i = 0; i < manifest.rows.size(); ++i) {
    const auto& candidate = manifest.rows[i];
    if (!candidate.use_for_analysis || !is_same_line(candidate, manifest.rows[row])) continue;
    const bool is_screening = candidate.visit && candidate.visit->kind == Visit::Kind::screening;
    const bool is_of_visit = candidate.visit_name == visit && is_before_dose(candidate);
    auto* const found = is_of_visit ? &of_visit : is_screening ? &of_screening : nullptr;
    if (found == nullptr) continue;
    if (!*found || is_later(candidate, manifest.rows[**found])) *found = i;
  }
  if (of_visit) return Baseline{*of_visit, visit + ", before the dose"};
  if (of_screening) return Baseline{*of_screening, "Screening: no sample of " + visit + " before the dose"};
  return std::nullopt;
}

}  // namespace study
