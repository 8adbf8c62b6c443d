#include "study/quality/study_quality.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "study/detail/same_text.h"
#include "study/quality/file_identity.h"

namespace study {
namespace {

constexpr std::size_t fewest_compared = 4;  ///< samples of a batch: of fewer none shows what is usual

/// Positions of the samples that were stained and measured together.
using Batch = std::vector<std::size_t>;

std::vector<Batch> batches(const Manifest& manifest, const std::vector<SampleResult>& samples) {
  std::map<std::pair<std::size_t, std::string>, Batch> by_name;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& row = manifest.rows[i];
    if (row.stain == "FULL" && !samples[i].failure) by_name[{row.panel, row.batch}].push_back(i);
  }
  std::vector<Batch> out;
  for (auto& [name, batch] : by_name) out.push_back(std::move(batch));
  return out;
}

/// The channel that more than half of the batch has for a name of the strategy; none where no one has.
std::optional<std::string> usual_channel(const std::string& name, const Batch& batch,
                                         const std::vector<SampleResult>& samples) {
  std::map<std::string, std::size_t> counts;
  for (const auto i : batch) {
    const auto found = samples[i].traits.channels.find(name);
    if (found != samples[i].traits.channels.end()) ++counts[found->second];
  }
  const auto most = std::ranges::find_if(counts, [&](const auto& count) { return 2 * count.second > batch.size(); });
  if (most == counts.end()) return std::nullopt;
  return most->first;
}

void flag_channel_names(const Batch& batch, std::vector<SampleResult>& samples) {
  std::set<std::string> names;
  for (const auto i : batch) {
    for (const auto& [name, channel] : samples[i].traits.channels) names.insert(name);
  }
  std::map<std::size_t, std::vector<std::string>> differences;
  for (const auto& name : names) {
    const auto usual = usual_channel(name, batch, samples);
    if (!usual) continue;
    for (const auto i : batch) {
      const auto found = samples[i].traits.channels.find(name);
      if (found == samples[i].traits.channels.end() || found->second == *usual) continue;
      differences[i].push_back(fmt::format("{} is {}, in most samples {}", fcs::printable(name),
                                           fcs::printable(found->second), fcs::printable(*usual)));
    }
  }
  for (const auto& [i, texts] : differences) {
    samples[i].flags.push_back({"CHANNEL_NAMES_DIFFER", FlagLevel::warn, static_cast<double>(texts.size()), 0,
                                "most samples of the batch", fmt::format("{}", fmt::join(texts, "; "))});
  }
}

bool is_patient(const ManifestRow& row) {
  const auto type = row.kept("subject_type");
  return !row.subject.empty() && (type.empty() || detail::is_same_text(type, "patient"));
}

}  // namespace

void flag_beside_others(const Manifest& manifest, std::vector<SampleResult>& samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto flag = subject_flag(manifest, i, samples[i].traits.identity);
    if (flag) samples[i].flags.push_back(std::move(*flag));
  }
  for (const auto& batch : batches(manifest, samples)) {
    if (batch.size() >= fewest_compared) flag_channel_names(batch, samples);
  }
}

std::vector<MissingVisit> missing_visits(const Study& study, const Manifest& manifest) {
  std::map<std::pair<std::size_t, std::string>, std::set<std::string>> seen;  // visits of a panel's subject
  for (const auto& row : manifest.rows) {
    if (row.stain == "FULL" && is_patient(row) && !row.visit_name.empty()) {
      seen[{row.panel, row.subject}].insert(row.visit_name);
    }
  }
  std::vector<MissingVisit> out;
  for (const auto& [who, visits] : seen) {
    for (const auto& visit : study.visits) {
      if (!visits.contains(visit)) out.push_back({who.second, visit, who.first});
    }
  }
  return out;
}

}  // namespace study
