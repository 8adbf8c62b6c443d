#include "study/quality/file_identity.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace study {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Letters, in lower case, and digits, without zeros that begin a number: "S-01" and "s1" are one.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_other = static_cast<unsigned char>(c) >= 0x80;
    if (!is_upper && !is_lower && !is_digit(c) && !is_other) continue;
    if (is_digit(c) && !out.empty() && out.back() == '0' && (out.size() == 1 || !is_digit(out[out.size() - 2]))) {
      out.pop_back();
    }
    out.push_back(is_upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

}  // namespace

std::optional<Flag> subject_flag(const Manifest& manifest, std::size_t row, const fcs::Keywords& identity) {
  const auto& subject = manifest.rows[row].subject;
  const auto own = plain(subject);
  if (own.empty()) return std::nullopt;
  std::optional<Flag> out;
  for (const auto keyword : identity_keywords) {
    const auto value = identity.value(keyword);
    if (!value) continue;
    const auto named = plain(*value);
    if (named == own) return std::nullopt;
    const bool is_subject = std::ranges::any_of(manifest.rows, [&](const ManifestRow& other) {
      return !other.subject.empty() && plain(other.subject) == named;
    });
    if (!is_subject || out) continue;
    out = Flag{"FILE_META_MISMATCH",
               FlagLevel::fail,
               {},
               {},
               "manifest.csv",
               fmt::format("{} of the file is {}, the manifest says {}", keyword, fcs::printable(*value),
                           fcs::printable(subject))};
  }
  return out;
}

}  // namespace study
