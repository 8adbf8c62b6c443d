#include "study/simulate/defects.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

#include "study/simulate/study_layout.h"

namespace study::simulate {
namespace {

struct DefectNames {
  std::string_view name;
  std::string_view expected_flag;
};
/// In the order of Defect.
constexpr DefectNames names[] = {{"missing_visit", "VISIT_MISSING"},
                                 {"rerun", "SUPERSEDED"},
                                 {"duplicate", "DUPLICATE_FILE"},
                                 {"swapped_label", "FILE_META_MISMATCH"},
                                 {"clog", "FLOWRATE_UNSTABLE"},
                                 {"surge", "FLOWRATE_UNSTABLE"},
                                 {"wrong_compensation", "COMP_MISMATCH"},
                                 {"low_viability", "LOW_VIABILITY"},
                                 {"few_events", "LOW_EVENTS"},
                                 {"renamed_channels", "CHANNEL_NAMES_DIFFER"},
                                 {"cd38_masking", "CD38_MASK_SUSPECT"}};

constexpr Defect of_one_sample[] = {Defect::missing_visit,
                                    Defect::rerun,
                                    Defect::clog,
                                    Defect::surge,
                                    Defect::low_viability,
                                    Defect::few_events,
                                    Defect::wrong_compensation,
                                    Defect::renamed_channels};

constexpr double masked_log10 = -0.45;
constexpr double dead_fraction = 0.6;

void shuffle(std::vector<SubjectVisit>& samples, Random& random) {
  for (std::size_t left = samples.size(); left > 1; --left) {
    std::swap(samples[left - 1], samples[static_cast<std::size_t>(random.uniform() * static_cast<double>(left))]);
  }
}

/// Takes the first two samples that go together out of the list.
template <class GoTogether>
bool deal_pair(std::vector<SubjectVisit>& left, std::map<SubjectVisit, Defect>& dealt, Defect defect,
               GoTogether go_together) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    for (std::size_t j = i + 1; j < left.size(); ++j) {
      if (!go_together(left[i], left[j])) continue;
      dealt[left[i]] = dealt[left[j]] = defect;
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(j));
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view name(Defect defect) { return names[static_cast<std::size_t>(defect)].name; }

std::string_view expected_flag(Defect defect) { return names[static_cast<std::size_t>(defect)].expected_flag; }

fcs::Result<std::map<SubjectVisit, Defect>> deal_defects(std::size_t subjects, std::vector<SubjectVisit> later_visits,
                                                         Random& random) {
  assert(subjects > 0);
  const auto error = unusable_option("defects", "12 samples or more of later visits, of several patients and visits",
                                     std::to_string(later_visits.size()));
  std::map<SubjectVisit, Defect> out;
  auto& left = later_visits;
  shuffle(left, random);
  if (!deal_pair(left, out, Defect::swapped_label, [](auto one, auto other) { return one.second == other.second; }) ||
      !deal_pair(left, out, Defect::duplicate, [](auto one, auto other) { return one.first == other.first; }) ||
      left.size() < std::size(of_one_sample)) {
    return error;
  }
  for (const auto defect : of_one_sample) {
    out[left.back()] = defect;
    left.pop_back();
  }
  const auto masked = static_cast<std::size_t>(random.uniform() * static_cast<double>(subjects));
  out[{masked, 0}] = Defect::cd38_masking;
  return out;
}

TubeOptions tube_options(Defect defect, std::size_t events) {
  TubeOptions out;
  const double seconds = static_cast<double>(events) / events_per_second;
  switch (defect) {
    case Defect::clog:
      out.flow = {{.first_event = events * 3 / 10,
                   .seconds = std::min(6.0, seconds / 10),
                   .rate_factor = 0.1,
                   .scatter_factor = 0.8}};
      break;
    case Defect::surge:
      out.flow = {{.first_event = events * 6 / 10, .seconds = std::min(3.0, seconds / 20), .rate_factor = 3}};
      break;
    case Defect::low_viability:
      out.dead_fraction = dead_fraction;
      break;
    case Defect::cd38_masking:
      out.cd38_log10_shift = masked_log10;
      break;
    default:
      break;
  }
  return out;
}

std::size_t events_with(Defect defect, std::size_t events) {
  return defect == Defect::few_events ? std::max<std::size_t>(events / 20, 1) : events;
}

void spoil(Defect defect, SimulatedSample& sample) {
  if (defect == Defect::wrong_compensation) {
    const std::size_t fitc_seen_by_pe = 1;  // the first row's second column: CD3 into CD38
    sample.spillover.coefficients[fitc_seen_by_pe] *= 0.6;
  }
  if (defect == Defect::renamed_channels) {
    static constexpr auto other_make =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"FITC-A", "B2-A"},
                                                                      {"PE-A", "YG1-A"},
                                                                      {"PerCP-Cy5-5-A", "B9-A"},
                                                                      {"PE-Cy7-A", "YG9-A"},
                                                                      {"APC-A", "R1-A"},
                                                                      {"APC-Cy7-A", "R7-A"},
                                                                      {"BV421-A", "V1-A"},
                                                                      {"BV510-A", "V7-A"}});
    for (const auto& [from, to] : other_make) {
      for (auto& channel : sample.channels) {
        if (channel.name == from) channel.name = to;
      }
      std::ranges::replace(sample.spillover.detectors, std::string{from}, std::string{to});
    }
  }
}

}  // namespace study::simulate
