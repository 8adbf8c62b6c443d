#include "study/detail/file_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "study/visit.h"

namespace study::detail {
namespace {

constexpr auto fields =
    std::to_array<std::string_view>({"subject", "visit", "sample", "arm", "dose", "stain", "fmo_marker", "specimen",
                                     "timepoint", "compound", "concentration", "time_h", "replicate", "batch"});

constexpr std::string_view separators = " ._-";

bool is_separator(char c) { return separators.find(c) != std::string_view::npos; }

/// In a file's name any word may follow a visit, so none is taken for its timepoint.
bool is_visit(std::string_view text) {
  const auto visit = parse_visit(text);
  return visit.has_value() && visit.value().timepoint.empty();
}

std::string_view without_separators(std::string_view text) {
  const auto first = text.find_first_not_of(separators);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(separators) - first + 1);
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

struct Words {
  std::vector<std::size_t> begins, ends;
};

Words words_of(std::string_view stem) {
  Words words;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    if (is_separator(stem[i])) continue;
    if (i == 0 || is_separator(stem[i - 1])) words.begins.push_back(i);
    if (i + 1 == stem.size() || is_separator(stem[i + 1])) words.ends.push_back(i + 1);
  }
  return words;
}

/// First byte and size of the longest run of words that is a visit; size 0 where there is none.
std::pair<std::size_t, std::size_t> find_visit(std::string_view stem) {
  constexpr std::size_t longest = 64;  // a keyword may hold megabytes
  const auto words = words_of(stem);
  std::pair<std::size_t, std::size_t> found{0, 0};
  for (std::size_t first = 0; first < words.begins.size(); ++first) {
    const auto begin = words.begins[first];
    for (auto last = first; last < words.ends.size() && words.ends[last] - begin <= longest; ++last) {
      const auto size = words.ends[last] - begin;
      if (size > found.second && is_visit(stem.substr(begin, size))) found = {begin, size};
    }
  }
  return found;
}

}  // namespace

fcs::Result<FileNamePattern> FileNamePattern::parse(std::string_view pattern) {
  const auto failure = [pattern](std::string expected) {
    return fcs::Error{fcs::Code::bad_usage, {"", "--pattern", {}}, std::move(expected), std::string{pattern}};
  };
  FileNamePattern result;
  for (auto rest = pattern; !rest.empty();) {
    const auto brace = std::min(rest.find_first_of("{}"), rest.size());
    if (brace != 0) {
      result.parts_.push_back({false, std::string{rest.substr(0, brace)}});
      rest.remove_prefix(brace);
      continue;
    }
    const auto end = rest.find('}');
    if (rest.front() == '}' || end == std::string_view::npos) return failure("fields in braces: {subject}_{visit}");
    const auto field = rest.substr(1, end - 1);
    if (std::ranges::find(fields, field) == fields.end()) {
      return failure(fmt::format("fields among {}", fmt::join(fields, ", ")));
    }
    if (std::ranges::any_of(result.parts_, [field](const Part& part) { return part.is_field && part.text == field; })) {
      return failure("each field once");
    }
    if (!result.parts_.empty() && result.parts_.back().is_field) return failure("text between two fields");
    result.parts_.push_back({true, std::string{field}});
    rest.remove_prefix(end + 1);
  }
  if (std::ranges::none_of(result.parts_, &Part::is_field)) return failure("one field or more: {subject}_{visit}");
  return result;
}

std::optional<std::map<std::string, std::string>> FileNamePattern::match(std::string_view stem) const {
  for (const bool whole : {true, false}) {
    Fields found;
    if (match_from(0, stem, whole, found)) return found;
  }
  return std::nullopt;
}

bool FileNamePattern::match_from(std::size_t part, std::string_view rest, bool whole, Fields& found) const {
  if (part == parts_.size()) return rest.empty() || (!whole && is_separator(rest.front()));
  const auto& [is_field, text] = parts_[part];
  if (!is_field) return rest.starts_with(text) && match_from(part + 1, rest.substr(text.size()), whole, found);
  for (std::size_t size = 1; size <= rest.size(); ++size) {
    const auto value = rest.substr(0, size);
    if (text == "visit" && !is_visit(value)) continue;
    if (!match_from(part + 1, rest.substr(size), whole, found)) continue;
    found[text] = value;
    return true;
  }
  return false;
}

NameParts take_apart(std::string_view stem) {
  NameParts parts;
  const auto words = words_of(stem);
  for (std::size_t i = 0; i < words.begins.size(); ++i) {
    const auto word = lower(stem.substr(words.begins[i], words.ends[i] - words.begins[i]));
    if (word == "unstained") parts.stain = "UNSTAINED";
    if (word != "fmo") continue;
    parts.stain = "FMO";
    const auto after = without_separators(stem.substr(words.ends[i]));
    parts.marker = after.substr(0, after.find_first_of(" ._"));
  }
  const auto [first, size] = find_visit(stem);
  if (size == 0) return parts;
  parts.visit = stem.substr(first, size);
  const auto before = without_separators(stem.substr(0, first));
  parts.subject = before.empty() ? without_separators(stem.substr(first + size)) : before;
  return parts;
}

}  // namespace study::detail
