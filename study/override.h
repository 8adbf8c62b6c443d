#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "fcs/base/error.h"
#include "fcs/base/result.h"
#include "gating/strategy.h"
#include "study/audit.h"
#include "study/study.h"

namespace study {

/// The gates that differ for one sample: overrides/<sample>.gatingml.xml.
struct Override {
  std::string file;           ///< as the study calls it: "overrides/S01_C1D8.gatingml.xml"
  std::string text;           ///< the document, byte for byte
  std::string sha256;         ///< of the document
  gating::Strategy strategy;  ///< the changed gates under the template's ids, and what they use
  std::string reason;         ///< of the journal's entry that made this very document; empty where there is none

  /// Whether it changes the gate of this id.
  [[nodiscard]] bool has(const std::string& gate) const;
};

/// How the study calls a sample's override.
[[nodiscard]] std::string override_file(const std::string& sample);

/// The template with the override's gates in place of its own: their parents, names and the order of Quadrants stay the
/// template's. A transformation, ratio or matrix of the override goes by another id where the template has a different
/// one under its id.
/// @return as many gates and populations as the template has, in the same order
/// @error an override that does not fit the template: the first of check_override
[[nodiscard]] fcs::Result<gating::Strategy> with_override(const gating::Strategy& strategy, const Override& changed);

/// All that keeps an override from being applied to a template. Code::dangling_reference (an id that the template does
/// not have), unexpected_element (a parent), bad_gate (other Quadrants than the template's, a gate that cannot take the
/// place of the template's), missing_element (no gate at all)
[[nodiscard]] std::vector<fcs::Error> check_override(const gating::Strategy& strategy, const Override& changed);

/// Writes into the journal that a sample's override is as it is now, or that it is gone, and why.
/// @error Code::missing_key (no reason), no_such_sample (no override, and none in the journal), bad_usage (the journal
/// has this very document already), those of append_to_journal
[[nodiscard]] fcs::Result<AuditEntry> record_override(const Study& study, const std::string& sample,
                                                      const std::string& reason, const Author& who);

/// A sample of the manifest, as overrides need to know it.
struct OverridableSample {
  std::string sample;
  std::size_t panel = 0;  ///< position in Study::panels; past its end where the manifest names none of them
};

struct ReadOverrides {
  std::map<std::size_t, Override> overrides;  ///< by position in `samples`
  std::vector<fcs::Error> problems;           ///< all of them
  std::vector<fcs::Finding> findings;         ///< what reading the documents tolerated
};

/// Reads the study's overrides/; none where there is no such folder.
/// Problems: Code::no_such_sample (a file that belongs to no sample), those of gatingml::read and check_override
[[nodiscard]] ReadOverrides read_overrides(const Study& study, const std::vector<OverridableSample>& samples,
                                           const Journal& journal);

}  // namespace study
