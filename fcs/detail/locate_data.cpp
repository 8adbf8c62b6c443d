#include "fcs/detail/locate_data.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fcs/keywords/number.h"

namespace fcs::detail {
namespace {

/// What one part of the data set says.
struct Claim {
  Segment segment;
  std::string_view source;  ///< "HEADER" or "TEXT"
};

std::string words(const Claim& claim) {
  return fmt::format("{} says bytes {} to {}", claim.source, claim.segment.first, claim.segment.last);
}

Place place_of(const Claim& claim, const DataClaims& claims) {
  return {"", "DATA", ByteRange{claims.origin + claim.segment.first, claims.origin + claim.segment.last}};
}

std::uint64_t length(const Segment& segment) { return segment.last - segment.first + 1; }

std::optional<std::uint64_t> offset_value(const Keywords& keywords, std::string_view name) {
  const auto text = keywords.value(name);
  return text ? parse_unsigned(*text) : std::nullopt;
}

/// @return a claim without a first byte where TEXT says nothing usable
Claim claim_of_text(const DataClaims& claims, const Keywords& keywords, Findings& findings) {
  Claim claim{{}, "TEXT"};
  constexpr std::string_view begin = "$BEGINDATA";
  for (const auto name : {begin, std::string_view{"$ENDDATA"}}) {
    const auto text = keywords.value(name);
    if (!text) {
      if (claims.version == Version::fcs2_0) return Claim{{}, "TEXT"};
      findings.tolerate({Code::missing_keyword, keywords.place(name), "an offset", fmt::format("no {}", name)},
                        "HEADER says where DATA is");
      return Claim{{}, "TEXT"};
    }
    const auto offset = parse_unsigned(*text);
    if (!offset) {
      findings.tolerate({Code::bad_offset, keywords.place(name), "an offset", fmt::format("\"{}\"", *text)},
                        "HEADER says where DATA is");
      return Claim{{}, "TEXT"};
    }
    (name == begin ? claim.segment.first : claim.segment.last) = *offset;
  }
  return claim;
}

/// Claims with a first byte, those of HEADER before those of TEXT.
std::vector<Claim> gather(const DataClaims& claims, const Keywords& keywords, Findings& findings) {
  std::vector<Claim> gathered;
  const auto text = claim_of_text(claims, keywords, findings);
  const Claim header{claims.header_data, "HEADER"};
  constexpr std::uint64_t largest_in_header = 99'999'999;
  if (header.segment.last == largest_in_header && text.segment.last > largest_in_header) {
    findings.tolerate({Code::bad_offset,
                       {"", "HEADER, last byte of DATA", {}},
                       "0, as it does not fit HEADER",
                       std::to_string(largest_in_header)},
                      "TEXT says where DATA is");
  } else if (header.segment.first > 0) {
    gathered.push_back(header);
  }
  if (text.segment.first > 0) gathered.push_back(text);
  return gathered;
}

enum class Fit : std::uint8_t { exact, one_byte_long, too_long, too_short, outside_file, overlaps_other };

/// A claim against the bytes that its events need.
struct Candidate {
  Claim claim;
  std::uint64_t needed = 0;  ///< bytes
  Fit fit = Fit::exact;
};

Fit fit_of(const Claim& claim, std::uint64_t needed, const DataClaims& claims) {
  const auto& [first, last] = claim.segment;
  if (first >= claims.size || needed > claims.size - first) return Fit::outside_file;
  // DATA may begin on TEXT's last byte, where that end is one too far.
  const bool in_text = first < claims.text.last && first + (needed - 1) >= claims.text.first;
  if (needed > 0 && (first < header_size || in_text)) return Fit::overlaps_other;
  const auto claimed = length(claim.segment);
  if (claimed == needed) return Fit::exact;
  if (claimed == needed + 1) return Fit::one_byte_long;
  return claimed > needed ? Fit::too_long : Fit::too_short;
}

/// @param needed  bytes that $TOT asks for; where there is no $TOT, the whole events of the claim
Candidate weigh(const Claim& claim, std::optional<std::uint64_t> needed, std::size_t event_size,
                const DataClaims& claims) {
  const auto bytes = needed.value_or(length(claim.segment) / event_size * event_size);
  return {claim, bytes, fit_of(claim, bytes, claims)};
}

/// Where an end is missing, $TOT says it. Claims that end before they begin are dropped.
void complete(std::vector<Claim>& gathered, std::optional<std::uint64_t> needed, Findings& findings) {
  for (auto& claim : gathered) {
    auto& [first, last] = claim.segment;
    if (last != 0 && last != first) continue;
    if (!needed || *needed == 0 || *needed > std::numeric_limits<std::uint64_t>::max() - first) continue;
    const auto derived = first + *needed - 1;
    if (last == derived) continue;
    findings.tolerate({Code::bad_offset,
                       {"", fmt::format("{}, last byte of DATA", claim.source), {}},
                       fmt::format("more than {}, the first byte", first),
                       std::to_string(last)},
                      fmt::format("{}, as $TOT says", derived));
    last = derived;
  }
  std::erase_if(gathered, [](const Claim& claim) { return claim.segment.last < claim.segment.first; });
}

const Candidate* best_of(const std::vector<Candidate>& candidates, const DataClaims& claims) {
  const auto rank = [&claims](const Candidate& candidate) {
    const bool follows_text = candidate.claim.segment.first == claims.text.last + 1;
    return std::pair{candidate.fit, !follows_text};
  };
  const auto best = std::ranges::min_element(candidates, {}, rank);  // the first of equals: HEADER
  return best == candidates.end() ? nullptr : &*best;
}

Error no_claim(const DataClaims& claims) {
  return {
      Code::no_data_segment,
      {"", "HEADER and TEXT", {}},
      "first and last byte of DATA in HEADER, or $BEGINDATA and $ENDDATA",
      fmt::format("{} and {} in HEADER, nothing usable in TEXT", claims.header_data.first, claims.header_data.last)};
}

Error unusable(const Candidate& candidate, const DataClaims& claims, std::size_t event_size) {
  const auto first = candidate.claim.segment.first;
  const auto events = candidate.needed / event_size;
  const auto expected = fmt::format("{} bytes from byte {} on, {} events of {} bytes", candidate.needed,
                                    claims.origin + first, events, event_size);
  if (candidate.fit == Fit::overlaps_other) {
    return {Code::segments_overlap, place_of(candidate.claim, claims), "DATA outside HEADER and TEXT",
            fmt::format("{}, TEXT is bytes {} to {}", words(candidate.claim), claims.text.first, claims.text.last)};
  }
  if (candidate.fit == Fit::outside_file && first >= claims.size) {
    return {Code::segment_outside_file, place_of(candidate.claim, claims), expected,
            fmt::format("a file of {} bytes", claims.origin + claims.size)};
  }
  const auto present = candidate.fit == Fit::outside_file ? claims.size - first : length(candidate.claim.segment);
  return {Code::truncated_data, place_of(candidate.claim, claims), expected,
          fmt::format("{} bytes, {} whole events", present, present / event_size)};
}

/// DATA is longer than the events of $TOT.
Error surplus(const Candidate& candidate, const DataClaims& claims, std::size_t event_size) {
  const auto claimed = length(candidate.claim.segment);
  const bool whole_events = claimed - candidate.needed >= event_size;
  return {whole_events ? Code::event_count_mismatch : Code::trailing_data, place_of(candidate.claim, claims),
          fmt::format("{} bytes, {} events of {} bytes", candidate.needed, candidate.needed / event_size, event_size),
          fmt::format("{} bytes", claimed)};
}

/// Reports what was odd about the claim taken.
void report(const Candidate& taken, const std::vector<Claim>& gathered, const DataClaims& claims,
            std::size_t event_size, Findings& findings) {
  const auto& claim = taken.claim;
  if (gathered.size() == 2 && gathered[0].segment != gathered[1].segment) {
    findings.tolerate({Code::offsets_differ, place_of(claim, claims), "one place for DATA",
                       fmt::format("{}, {}", words(gathered[0]), words(gathered[1]))},
                      fmt::format("{} holds", claim.source));
  }
  if (taken.needed > 0 && claim.segment.first == claims.text.last) {
    findings.tolerate({Code::segments_overlap, place_of(claim, claims), "DATA after TEXT",
                       fmt::format("TEXT ends with byte {}", claims.text.last)},
                      "the byte is of DATA");
  }
  const auto claimed = length(claim.segment);
  if (taken.fit == Fit::one_byte_long) {
    findings.tolerate({Code::data_end_off_by_one, place_of(claim, claims), std::to_string(claim.segment.last - 1),
                       std::to_string(claim.segment.last)},
                      "DATA ends one byte earlier");
  } else if (taken.fit == Fit::too_long && claimed > claims.size - claim.segment.first) {
    findings.tolerate({Code::segment_outside_file, place_of(claim, claims),
                       fmt::format("a last byte below {}", claims.origin + claims.size), words(claim)},
                      "the events that $TOT says are there");
  } else if (taken.fit == Fit::too_long) {
    findings.tolerate(surplus(taken, claims, event_size), "the bytes beyond are ignored");
  }
}

/// The whole events that are there of a claim which the file, or the claim itself, cuts short.
DataPlace what_is_left(const Candidate& cut, const DataClaims& claims, std::size_t event_size) {
  const auto first = cut.claim.segment.first;
  const auto present = first < claims.size ? std::min(length(cut.claim.segment), claims.size - first) : 0;
  const auto events = present / event_size;
  if (fit_of(cut.claim, events * event_size, claims) > Fit::too_long) return {};
  return {first, events * event_size, events};
}

/// DATA that is cut short: its whole events, where they are to be salvaged and there is no doubt about where they are.
Result<DataPlace> salvage(const Candidate& best, const std::vector<Candidate>& candidates, const DataClaims& claims,
                          std::size_t event_size, Findings& findings) {
  auto error = unusable(best, claims, event_size);
  const auto left = what_is_left(best, claims, event_size);
  const bool is_only_one = std::ranges::all_of(candidates, [&](const Candidate& other) {
    return other.claim.segment.first == best.claim.segment.first ||
           what_is_left(other, claims, event_size).event_count == 0;
  });
  if (!findings.tolerance().salvages() || left.event_count == 0 || !is_only_one) return error;
  const auto wanted = best.needed / event_size;
  findings.tolerate(std::move(error), fmt::format("{} of {} events are read, {} are lost", left.event_count, wanted,
                                                  wanted - left.event_count));
  return left;
}

}  // namespace

Result<std::optional<std::uint64_t>> parse_event_count(const Keywords& keywords, Version version, Findings& findings) {
  const auto text = keywords.value("$TOT");
  if (!text) {
    if (version >= Version::fcs3_0) {
      findings.tolerate({Code::missing_keyword, keywords.place("$TOT"), "the number of events", "no $TOT"},
                        "as many as DATA has");
    }
    return std::optional<std::uint64_t>{};
  }
  if (const auto count = parse_unsigned(*text)) return count;
  Error deviation{Code::bad_keyword, keywords.place("$TOT"), "a whole number", fmt::format("\"{}\"", *text)};
  const auto value = parse_real(*text);
  constexpr double first_inexact_integer = 9007199254740992.0;  // 2^53
  if (!value || !(*value >= 0 && *value < first_inexact_integer)) return deviation;
  const auto count = static_cast<std::uint64_t>(*value);
  if (static_cast<double>(count) != *value) return deviation;
  findings.tolerate(std::move(deviation), fmt::format("it is {}", count));
  return std::optional{count};
}

bool event_size_fits(const DataClaims& claims, const Keywords& keywords, std::size_t event_size) {
  Findings ignored{Tolerance::standard()};
  const auto gathered = gather(claims, keywords, ignored);
  const auto count = offset_value(keywords, "$TOT");
  return std::ranges::any_of(gathered, [&](const Claim& claim) {
    if (claim.segment.last < claim.segment.first) return false;
    const auto claimed = length(claim.segment);
    if (!count) return claimed % event_size <= 1;
    return claimed / event_size == *count && claimed % event_size <= 1;
  });
}

Result<DataPlace> locate_data(const DataClaims& claims, const Keywords& keywords, std::size_t event_size,
                              Findings& findings) {
  FCS_TRY(count, parse_event_count(keywords, claims.version, findings));
  auto gathered = gather(claims, keywords, findings);
  auto needed = count;
  if (count) {
    if (*count > std::numeric_limits<std::uint64_t>::max() / event_size) {
      return Error{Code::truncated_data, keywords.place("$TOT"),
                   fmt::format("{} events of {} bytes", *count, event_size),
                   fmt::format("a file of {} bytes", claims.origin + claims.size)};
    }
    needed = *count * event_size;
  }
  complete(gathered, needed, findings);
  if (count && *count == 0) {
    const bool has_events = std::ranges::any_of(gathered, [&](const Claim& claim) {
      return length(claim.segment) >= event_size && fit_of(claim, length(claim.segment), claims) == Fit::exact;
    });
    if (!has_events) return DataPlace{};
    findings.tolerate({Code::event_count_mismatch, keywords.place("$TOT"), "the number of events in DATA", "0"},
                      "as many as DATA has");
    needed.reset();
  }
  if (gathered.empty()) return no_claim(claims);

  std::vector<Candidate> candidates;
  for (const auto& claim : gathered) candidates.push_back(weigh(claim, needed, event_size, claims));
  const auto* best = best_of(candidates, claims);
  if (best->fit == Fit::too_long && claims.exact_length) return surplus(*best, claims, event_size);
  if (best->fit >= Fit::too_short) return salvage(*best, candidates, claims, event_size, findings);
  report(*best, gathered, claims, event_size, findings);
  return DataPlace{best->claim.segment.first, best->needed, best->needed / event_size};
}

Result<DataPlace> locate_delimited_data(const DataClaims& claims, const Keywords& keywords, Findings& findings) {
  auto gathered = gather(claims, keywords, findings);
  complete(gathered, std::nullopt, findings);
  if (gathered.empty()) return no_claim(claims);
  std::vector<Candidate> candidates;
  for (const auto& claim : gathered) candidates.push_back(weigh(claim, std::nullopt, 1, claims));
  const auto* best = best_of(candidates, claims);
  if (best->fit != Fit::exact) return unusable(*best, claims, 1);
  report(*best, gathered, claims, 1, findings);
  return DataPlace{best->claim.segment.first, best->needed, 0};
}

}  // namespace fcs::detail
