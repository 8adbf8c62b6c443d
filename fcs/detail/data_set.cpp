#include "fcs/detail/data_set.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/bytes.h"
#include "fcs/detail/check_dates.h"
#include "fcs/detail/checksum.h"
#include "fcs/detail/choose_spillover.h"
#include "fcs/detail/delimited_text.h"
#include "fcs/detail/line_ends.h"
#include "fcs/detail/locate_data.h"
#include "fcs/detail/other_segments.h"
#include "fcs/keywords/index_sorting.h"
#include "fcs/keywords/number.h"
#include "fcs/layout.h"

namespace fcs::detail {
namespace {

/// In strict too, all deviations of a data set are gathered first.
Tolerance lenient_of(Tolerance tolerance) { return tolerance.repairs() ? tolerance : Tolerance::standard(); }

/// The pair $BEGINSTEXT and $ENDSTEXT; nothing where there is no supplemental TEXT.
std::optional<Segment> supplemental_segment(const DataSet& data_set, std::uint64_t size, Findings& findings) {
  const auto& keywords = data_set.text.keywords;
  const auto first_text = keywords.value("$BEGINSTEXT");
  const auto last_text = keywords.value("$ENDSTEXT");
  if (!first_text || !last_text) return std::nullopt;
  const auto first = parse_unsigned(*first_text);
  const auto last = parse_unsigned(*last_text);
  if (first == 0U && last == 0U) return std::nullopt;

  const auto& text = data_set.header.text;
  const auto lies_within = [&](const Segment& data) {
    return !data.absent() && *first >= data.first && *last <= data.last;
  };
  const Segment data_of_text{parse_unsigned(keywords.value("$BEGINDATA").value_or("")).value_or(0),
                             parse_unsigned(keywords.value("$ENDDATA").value_or("")).value_or(0)};
  constexpr std::uint64_t most_bytes = 100'000'000;  // as much as the primary TEXT may have
  std::string_view reason;
  if (!first || !last || *first < header_size || *last <= *first) {
    reason = "it is no segment";
  } else if (*last >= size) {
    reason = "it reaches past the end of the file";
  } else if (*last - *first >= most_bytes) {
    reason = "it is longer than any TEXT";
  } else if (*first <= text.last && *last >= text.first) {
    reason = "it overlaps the primary TEXT";
  } else if (lies_within(data_set.header.data) || lies_within(data_of_text)) {
    reason = "it lies within DATA";
  } else {
    return Segment{*first, *last};
  }
  findings.tolerate({Code::bad_supplemental_text, keywords.place("$BEGINSTEXT"), "a segment of its own, or 0 and 0",
                     fmt::format("\"{}\" and \"{}\": {}", *first_text, *last_text, reason)},
                    "it is not read");
  return std::nullopt;
}

/// Whether a HEADER seems to begin there.
Result<bool> has_magic(const InputFile& file, std::uint64_t at) {
  constexpr std::string_view magic = "FCS";
  if (at > file.size() || file.size() - at < magic.size()) return false;
  std::array<std::byte, magic.size()> bytes{};
  FCS_CHECK(file.read(at, bytes));
  return as_text(bytes) == magic;
}

/// Where $NEXTDATA leads: to a HEADER after this one.
Result<std::optional<std::uint64_t>> next_origin(const InputFile& file, const DataSet& data_set, Findings& findings) {
  const auto& keywords = data_set.text.keywords;
  const auto text = keywords.value("$NEXTDATA");
  if (!text) {
    findings.tolerate({Code::missing_keyword, keywords.place("$NEXTDATA"), "an offset, or 0", "no $NEXTDATA"},
                      "0, this is the last data set");
    return std::optional<std::uint64_t>{};
  }
  const auto distance = parse_unsigned(*text);
  if (distance == 0U) return std::optional<std::uint64_t>{};
  Error deviation{Code::bad_next_dataset, keywords.place("$NEXTDATA"),
                  "the distance from this HEADER to the next, or 0", fmt::format("\"{}\"", *text)};
  if (distance && *distance <= file.size() - data_set.origin) {
    FCS_TRY(is_distance, has_magic(file, data_set.origin + *distance));
    if (is_distance) return std::optional{data_set.origin + *distance};
  }
  if (distance && *distance > data_set.origin) {
    FCS_TRY(is_offset, has_magic(file, *distance));
    if (is_offset) {
      findings.tolerate(std::move(deviation), "it counts from the start of the file");
      return std::optional{*distance};
    }
  }
  findings.tolerate(std::move(deviation), "this is the last data set");
  return std::optional<std::uint64_t>{};
}

/// Integers of widths that are no whole bytes stand in larger words; the length of DATA says in which. It also has to
/// agree where a data type is believed against its $PnB.
Result<WithFindings<EventFormat>> parse_layout_that_fits(const Keywords& keywords, const DataClaims& claims,
                                                         LayoutOptions options) {
  FCS_TRY(parsed, parse_layout(keywords, options));
  const bool is_certain = !parsed.value.has_partial_words && !parsed.value.has_trusted_types;
  if (is_certain || event_size_fits(claims, keywords, parsed.value.layout.event_size)) return parsed;
  if (!parsed.value.has_partial_words) {
    return Error{Code::unsupported_layout,
                 {"", "TEXT, $PnB", {}},
                 "32 for F, 64 for D, and a DATA of that many events",
                 "other widths, in a DATA of another length"};
  }
  options.partial_word = PartialWord::of_byte_order;
  FCS_TRY(other, parse_layout(keywords, options));
  if (event_size_fits(claims, keywords, other.value.layout.event_size)) return other;
  return Error{Code::unsupported_layout,
               {"", "TEXT, $PnB", {}},
               "integers of whole bytes, or each in a word of its own",
               "widths that are no whole bytes, in a DATA of another length"};
}

/// Delimited ASCII: without $TOT the numbers are counted.
Result<std::uint64_t> count_delimited_events(const InputFile& file, const DataPlace& place, std::uint64_t base,
                                             std::size_t channel_count, std::optional<std::uint64_t> total,
                                             Findings& findings) {
  FCS_TRY(numbers, (DelimitedText{base + place.first, place.size}.count(file)));
  const auto whole_events = numbers / channel_count;
  const auto wanted = total.value_or(whole_events);
  if (numbers % channel_count == 0 && wanted == whole_events) return wanted;
  Error deviation{wanted > whole_events ? Code::truncated_data : Code::trailing_data,
                  {"", "DATA", ByteRange{base + place.first, base + place.first + place.size - 1}},
                  fmt::format("{} events of {} numbers", wanted, channel_count),
                  fmt::format("{} numbers, {} whole events", numbers, whole_events)};
  if (wanted <= whole_events) {
    findings.tolerate(std::move(deviation), "the numbers beyond are ignored");
    return wanted;
  }
  if (!findings.tolerance().salvages() || whole_events == 0) return deviation;
  findings.tolerate(std::move(deviation),
                    fmt::format("{} of {} events are read, {} are lost", whole_events, wanted, wanted - whole_events));
  return whole_events;
}

/// A transfer in text mode leaves HEADER and TEXT as they were, and DATA too long for the file by its line feeds. Where
/// each line feed has its carriage return, taking them away gives exactly what was there before.
Result<void> check_line_ends(const InputFile& file, Sample& sample, Findings& findings) {
  const auto data_end = sample.data_first + sample.data_size;
  if (sample.data_size == 0 || file.size() <= data_end) return success();
  const auto surplus = file.size() - data_end;
  constexpr std::uint64_t enough_to_tell = std::uint64_t{1024} * 1024;
  FCS_TRY(probe, count_line_feeds(file, sample.data_first, enough_to_tell));
  if (probe.count < 2 || !probe.all_after_carriage_return || surplus < probe.count) return success();
  Error error{
      Code::translated_line_ends,
      {"", "DATA", ByteRange{sample.data_first, data_end - 1}},
      "no carriage return before every line feed; transfer the file again, in binary mode",
      fmt::format("{} line feeds, each after a carriage return, and {} bytes after DATA", probe.count, surplus)};
  if (!findings.tolerance().salvages()) return error;
  FCS_TRY(all, count_line_feeds(file, sample.data_first, file.size()));
  if (!all.all_after_carriage_return || surplus < all.count) return error;
  sample.has_translated_line_ends = true;
  findings.tolerate(std::move(error), fmt::format("{} carriage returns are taken away, and all {} events are read",
                                                  all.count, sample.event_count));
  return success();
}

/// The bytes of TEXT; of one that the file cuts short, what is there, where it is to be salvaged and ends with a
/// delimiter.
Result<std::vector<std::byte>> read_text(const InputFile& file, const Segment& segment, std::uint64_t base,
                                         Findings& findings) {
  const auto first = base + segment.first;
  const auto last = base + segment.last;
  if (last < file.size()) return file.read(first, last);
  Error error{Code::segment_outside_file,
              {"", "TEXT", ByteRange{first, last}},
              fmt::format("a last byte below {}", file.size()),
              fmt::format("a file of {} bytes", file.size())};
  if (!findings.tolerance().salvages() || first + 1 >= file.size()) return error;
  FCS_TRY(bytes, file.read(first, file.size() - 1));
  if (bytes.back() != bytes.front()) return error;
  findings.tolerate(std::move(error),
                    fmt::format("TEXT ends with the file, {} bytes are lost", last + 1 - file.size()));
  return std::move(bytes);
}

/// @param base  where the offsets count from
Result<DataSet> read_with_base(const InputFile& file, const WithFindings<Header>& header, std::uint64_t origin,
                               std::uint64_t base, Findings& findings) {
  DataSet data_set{origin, base, header.value, {}, base + header.value.text.last + 1, std::nullopt, {}};
  findings.append(header.findings);
  const auto& segment = data_set.header.text;
  if (base + segment.first < origin + header_size) {
    return Error{Code::bad_offset,
                 {"", "HEADER, first byte of TEXT", ByteRange{origin + 10, origin + 17}},
                 fmt::format("at least {}, after HEADER", origin + header_size),
                 std::to_string(segment.first)};
  }
  // A byte that both claim is the first of DATA.
  const bool shares_a_byte = data_set.header.data.first == segment.last;
  FCS_TRY(text_bytes, read_text(file, {segment.first, segment.last - (shares_a_byte ? 1 : 0)}, base, findings));
  const auto lenient = lenient_of(findings.tolerance());
  FCS_TRY(text, parse_text(text_bytes, base + segment.first, lenient));
  data_set.text = std::move(text.value);
  findings.append(std::move(text.findings));
  FCS_CHECK(check_other_segments(file, data_set.header, origin, base, findings));
  if (const auto supplemental = supplemental_segment(data_set, file.size() - base, findings)) {
    FCS_TRY(bytes, file.read(base + supplemental->first, base + supplemental->last));
    FCS_TRY(tolerated, add_supplemental_text(data_set.text, bytes, base + supplemental->first, lenient));
    findings.append(std::move(tolerated));
    data_set.text_end = std::max(data_set.text_end, base + supplemental->last + 1);
  }
  FCS_TRY(next, next_origin(file, data_set, findings));
  data_set.next = next;
  data_set.findings = findings.take();
  return data_set;
}

/// The byte after the last segment, in the file.
std::uint64_t end_of_segments(const DataSet& data_set, const Sample& sample) {
  const auto& keywords = data_set.text.keywords;
  const auto last_of_analysis =
      std::max(data_set.header.analysis.last, parse_unsigned(keywords.value("$ENDANALYSIS").value_or("")).value_or(0));
  auto end = std::max(data_set.text_end, sample.data_first + sample.data_size);
  if (last_of_analysis > 0) end = std::max(end, data_set.base + last_of_analysis + 1);
  return end;
}

/// A table of wells that does not fit the events is none.
std::vector<Well> choose_wells(const Keywords& keywords, std::uint64_t event_count, Findings& findings) {
  auto wells = parse_index_sorting(keywords);
  if (!wells) {
    findings.note(std::move(wells.error()), "the events have no wells");
    return {};
  }
  if (!wells.value()) return {};
  if (wells.value()->size() == event_count) return std::move(*wells.value());
  findings.note(
      {Code::bad_keyword, keywords.place("INDEX SORTING LOCATIONS_1"),
       fmt::format("a well for each of {} events", event_count), fmt::format("{} wells", wells.value()->size())},
      "the events have no wells");
  return {};
}

Result<Sample> describe(const InputFile& file, DataSet& data_set, const ReadOptions& options, Findings& findings) {
  const auto& keywords = data_set.text.keywords;
  DataClaims claims{data_set.header.version, data_set.header.data, data_set.header.text, file.size() - data_set.base,
                    data_set.base};
  const LayoutOptions layout_options{data_set.header.version, options.time, PartialWord::next_larger,
                                     lenient_of(options.tolerance)};
  FCS_TRY(format, parse_layout_that_fits(keywords, claims, layout_options));
  findings.append(std::move(format.findings));

  Sample sample;
  sample.layout = std::move(format.value.layout);
  sample.channels = std::move(format.value.channels);
  sample.timestep = format.value.timestep;
  if (sample.layout.delimited) {
    FCS_TRY(total, parse_event_count(keywords, claims.version, findings));
    FCS_TRY(place, locate_delimited_data(claims, keywords, findings));
    FCS_TRY(events, count_delimited_events(file, place, data_set.base, sample.channels.size(), total, findings));
    sample.data_first = data_set.base + place.first;
    sample.data_size = place.size;
    sample.event_count = events;
  } else {
    claims.exact_length = sample.layout.columns.front().type == StoredType::digits;
    FCS_TRY(place, locate_data(claims, keywords, sample.layout.event_size, findings));
    sample.data_first = data_set.base + place.first;
    sample.data_size = place.size;
    sample.event_count = place.event_count;
    if (!claims.exact_length && !data_set.next) {
      FCS_CHECK(check_line_ends(file, sample, findings));
    }
  }
  sample.spillover = choose_spillover(keywords, sample.channels, findings);
  check_dates(keywords, data_set.header.version, findings);
  sample.wells = choose_wells(keywords, sample.event_count, findings);
  if (options.verify_checksum) {
    FCS_TRY(checksum, verify_checksum(file, data_set.origin, end_of_segments(data_set, sample), findings));
    sample.checksum = checksum;
  }
  sample.file = file.path();
  sample.version = name(data_set.header.version);
  return sample;
}

}  // namespace

Result<DataSet> read_data_set(const InputFile& file, std::uint64_t origin, Tolerance tolerance) {
  std::vector<std::byte> header_bytes(
      std::min<std::uint64_t>(file.size() - std::min(origin, file.size()), header_size));
  FCS_CHECK(file.read(origin, header_bytes));
  FCS_TRY(header, parse_header(header_bytes, origin, lenient_of(tolerance)));
  Findings findings{tolerance};
  auto relative = read_with_base(file, header, origin, origin, findings);
  if (origin == 0 || (relative && relative.value().text.keywords.find("$PAR") != nullptr)) {
    if (!relative) return findings.joined(relative.error());
    return relative;
  }
  // Some writers of several data sets count the offsets of all from the start of the file.
  Findings other_findings{tolerance};
  auto absolute = read_with_base(file, header, origin, 0, other_findings);
  if (!absolute || absolute.value().text.keywords.find("$PAR") == nullptr) return relative;
  absolute.value().findings.push_back({{Code::bad_offset,
                                        {"", "HEADER", ByteRange{origin + 10, origin + header_size - 1}},
                                        "offsets from this HEADER",
                                        fmt::format("TEXT from byte {} of the file on", header.value.text.first)},
                                       "the offsets count from the start of the file"});
  return absolute;
}

Result<Sample> describe(const InputFile& file, DataSet data_set, std::size_t number, const ReadOptions& options) {
  Findings findings{options.tolerance};
  findings.append(std::move(data_set.findings));
  auto sample = describe(file, data_set, options, findings);
  if (!sample) return findings.joined(sample.error());
  FCS_CHECK(findings.verdict());
  sample.value().dataset = number;
  sample.value().findings = findings.take();
  sample.value().keywords = std::move(data_set.text.keywords);
  return sample;
}

}  // namespace fcs::detail
