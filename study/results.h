#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fcs/base/error.h"
#include "fcs/text.h"
#include "gating/plan.h"
#include "study/flags.h"
#include "study/manifest.h"
#include "study/reference_signal.h"
#include "study/resolve.h"
#include "study/statistics/proportion.h"
#include "study/study.h"

namespace study {

struct PopulationCount {
  std::uint64_t count = 0;             ///< events; meaningless where there is an obstacle
  std::optional<fcs::Error> obstacle;  ///< why this sample cannot answer
};

/// What of a sample is compared with the others of its study.
struct SampleTraits {
  fcs::Keywords identity;                       ///< those keywords of the file that say whose sample it is
  std::map<std::string, std::string> channels;  ///< $PnN of each name that the strategy uses
};

/// What the batch found for one row of the manifest.
struct SampleResult {
  std::string file_sha256;            ///< empty where the file cannot be read
  std::optional<fcs::Error> failure;  ///< why the sample FAILED; the populations are empty then
  std::uint64_t events = 0;
  std::vector<PopulationCount> populations;  ///< one for each of StudyPanel::populations
  std::string resolved_sha256;               ///< of what was applied: template, override, edges, channels, compensation
  std::vector<ResolvedThreshold> thresholds;  ///< one for each of the panel's
  std::string override_file;                  ///< as the study calls it; empty where the template serves
  std::vector<std::string> overridden;        ///< ids of the gates that the override changes
  std::vector<fcs::Finding> findings;
  std::vector<Flag> flags;
  std::vector<gating::AppliedMatrix> matrices;  ///< that gates' values went through
  std::vector<ReferenceSignal> references;      ///< one for each of the panel's references
  SampleTraits traits;

  [[nodiscard]] bool has_failing_flag() const;
};

/// One line of results.csv, without the columns that repeat the manifest.
struct ResultRow {
  std::string population;  ///< path
  std::string endpoint;    ///< empty except in the one row of an endpoint
  std::string statistic;   ///< "count", "percent", "median"
  std::string channel;     ///< $PnN, of a median
  std::string marker;      ///< likewise
  std::string unit;        ///< "events", "%", "scale" (data units, compensated, not transformed)
  std::optional<double> value;
  std::optional<std::uint64_t> numerator;
  std::optional<std::uint64_t> denominator;
  std::string denominator_population;
  std::optional<Interval> interval;  ///< units of `value`
  std::string threshold;  ///< of the population's gate, data units: "HLA-DR=547.8;CD38=1090"; empty without thresholds
  std::string threshold_source;  ///< "template", "override", "HLA-DR=fmo(...);CD38=template"; empty: as the parents'
  Assessment assessment;
};

/// The rows of one sample: for each population its count and its percentage of the parent; for each of the panel's
/// references the median of its marker; then one row for each endpoint. A sample that failed has the same rows, without
/// values.
[[nodiscard]] std::vector<ResultRow> result_rows(const StudyPanel& panel, const Rules& rules,
                                                 const SampleResult& sample);

/// The endpoint's row of a sample.
/// @param endpoint  position in the panel's endpoints
[[nodiscard]] ResultRow endpoint_row(const StudyPanel& panel, std::size_t endpoint, const Rules& rules,
                                     const SampleResult& sample);

/// results.csv.
/// @param samples  one for each row of the manifest
[[nodiscard]] std::string results_csv(const Study& study, const Manifest& manifest,
                                      std::span<const SampleResult> samples);

}  // namespace study
