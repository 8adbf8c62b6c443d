#include "fcs/detail/data_set.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "fcs/detail/choose_spillover.h"
#include "fcs/detail/delimited_text.h"
#include "fcs/detail/locate_data.h"
#include "fcs/keywords/number.h"
#include "fcs/layout.h"

namespace fcs::detail {
namespace {

/// The pair $BEGINSTEXT and $ENDSTEXT; nothing where there is no supplemental TEXT.
Result<std::optional<Segment>> supplemental_segment(const DataSet& data_set, std::uint64_t size, Findings& findings) {
  const auto& keywords = data_set.text.keywords;
  const auto first_text = keywords.value("$BEGINSTEXT");
  const auto last_text = keywords.value("$ENDSTEXT");
  if (!first_text || !last_text) return std::optional<Segment>{};
  const auto first = parse_unsigned(*first_text);
  const auto last = parse_unsigned(*last_text);
  if (first == 0U && last == 0U) return std::optional<Segment>{};

  const auto& [text, data] = std::pair{data_set.header.text, data_set.header.data};
  const auto overlaps = [&](const Segment& other) { return *first <= other.last && *last >= other.first; };
  constexpr std::uint64_t most_bytes = 100'000'000;  // as much as the primary TEXT may have
  std::string_view reason;
  if (!first || !last || *first < header_size || *last <= *first) {
    reason = "it is no segment";
  } else if (*last >= size) {
    reason = "it reaches past the end of the file";
  } else if (*last - *first >= most_bytes) {
    reason = "it is longer than any TEXT";
  } else if (overlaps(text)) {
    reason = "it overlaps the primary TEXT";
  } else if (!data.absent() && *first > data.first && *last < data.last) {
    reason = "it lies within DATA";
  } else {
    return std::optional{Segment{*first, *last}};
  }
  FCS_CHECK(
      findings.tolerate({Code::bad_supplemental_text, keywords.place("$BEGINSTEXT"), "a segment of its own, or 0 and 0",
                         fmt::format("\"{}\" and \"{}\": {}", *first_text, *last_text, reason)},
                        "it is not read"));
  return std::optional<Segment>{};
}

Result<std::optional<std::uint64_t>> next_origin(const DataSet& data_set, Findings& findings) {
  const auto& keywords = data_set.text.keywords;
  const auto text = keywords.value("$NEXTDATA");
  if (!text) {
    FCS_CHECK(findings.tolerate({Code::missing_keyword, keywords.place("$NEXTDATA"), "an offset, or 0", "no $NEXTDATA"},
                                "0, this is the last data set"));
    return std::optional<std::uint64_t>{};
  }
  const auto distance = parse_unsigned(*text);
  constexpr std::uint64_t largest_file = std::uint64_t{1} << 62;
  if (!distance || *distance > largest_file) {
    FCS_CHECK(findings.tolerate(
        {Code::bad_next_dataset, keywords.place("$NEXTDATA"), "an offset, or 0", fmt::format("\"{}\"", *text)},
        "this is the last data set"));
    return std::optional<std::uint64_t>{};
  }
  if (*distance == 0) return std::optional<std::uint64_t>{};
  return std::optional{data_set.origin + *distance};
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
Result<std::uint64_t> count_delimited_events(const InputFile& file, const DataPlace& place, std::uint64_t origin,
                                             std::size_t channel_count, std::optional<std::uint64_t> total,
                                             Findings& findings) {
  FCS_TRY(numbers, (DelimitedText{origin + place.first, place.size}.count(file)));
  const auto whole_events = numbers / channel_count;
  const ByteRange data{origin + place.first, origin + place.first + place.size - 1};
  const auto found = fmt::format("{} numbers, {} whole events", numbers, whole_events);
  if (total && *total > whole_events) {
    return Error{
        Code::truncated_data, {"", "DATA", data}, fmt::format("{} events of {} numbers", *total, channel_count), found};
  }
  if (numbers != total.value_or(whole_events) * channel_count) {
    FCS_CHECK(findings.tolerate({Code::trailing_data,
                                 {"", "DATA", data},
                                 fmt::format("{} events of {} numbers", total.value_or(whole_events), channel_count),
                                 found},
                                "the numbers beyond are ignored"));
  }
  return total.value_or(whole_events);
}

}  // namespace

Result<DataSet> read_data_set(const InputFile& file, std::uint64_t origin, Tolerance tolerance) {
  const auto size = file.size() - std::min(origin, file.size());
  std::vector<std::byte> header_bytes(std::min<std::uint64_t>(size, header_size));
  FCS_CHECK(file.read(origin, header_bytes));
  FCS_TRY(header, parse_header(header_bytes, origin, tolerance));
  DataSet data_set{origin, header.value, {}, std::nullopt, std::move(header.findings)};

  const auto& segment = data_set.header.text;
  if (segment.last >= size) {
    return Error{Code::segment_outside_file,
                 {"", "TEXT", ByteRange{origin + segment.first, origin + segment.last}},
                 fmt::format("a last byte below {}", file.size()),
                 fmt::format("a file of {} bytes", file.size())};
  }
  FCS_TRY(text_bytes, file.read(origin + segment.first, origin + segment.last));
  FCS_TRY(text, parse_text(text_bytes, origin + segment.first, tolerance));
  data_set.text = std::move(text.value);

  Findings findings{tolerance};
  findings.append(std::move(data_set.findings));
  findings.append(std::move(text.findings));
  FCS_TRY(supplemental, supplemental_segment(data_set, size, findings));
  if (supplemental) {
    FCS_TRY(bytes, file.read(origin + supplemental->first, origin + supplemental->last));
    FCS_TRY(tolerated, add_supplemental_text(data_set.text, bytes, origin + supplemental->first, tolerance));
    findings.append(std::move(tolerated));
  }
  FCS_TRY(next, next_origin(data_set, findings));
  data_set.next = next;
  data_set.findings = findings.take();
  return data_set;
}

Result<Sample> describe(const InputFile& file, DataSet data_set, std::size_t number, const ReadOptions& options) {
  const auto& keywords = data_set.text.keywords;
  const DataClaims claims{data_set.header.version, data_set.header.data, data_set.header.text,
                          file.size() - data_set.origin, data_set.origin};
  const LayoutOptions layout_options{data_set.header.version, options.time, PartialWord::next_larger,
                                     options.tolerance};
  FCS_TRY(format, parse_layout_that_fits(keywords, claims, layout_options));
  Findings findings{options.tolerance};
  findings.append(std::move(data_set.findings));
  findings.append(std::move(format.findings));

  Sample sample;
  sample.layout = std::move(format.value.layout);
  sample.channels = std::move(format.value.channels);
  sample.timestep = format.value.timestep;
  if (sample.layout.delimited) {
    FCS_TRY(total, parse_event_count(keywords, claims.version, findings));
    FCS_TRY(place, locate_delimited_data(claims, keywords, findings));
    FCS_TRY(events, count_delimited_events(file, place, data_set.origin, sample.channels.size(), total, findings));
    sample.data_first = data_set.origin + place.first;
    sample.data_size = place.size;
    sample.event_count = events;
  } else {
    FCS_TRY(place, locate_data(claims, keywords, sample.layout.event_size, findings));
    sample.data_first = data_set.origin + place.first;
    sample.data_size = place.size;
    sample.event_count = place.event_count;
  }
  FCS_TRY(spillover, choose_spillover(keywords, sample.channels, findings));
  sample.spillover = std::move(spillover);
  sample.file = file.path();
  sample.dataset = number;
  sample.version = name(data_set.header.version);
  sample.findings = findings.take();
  sample.keywords = std::move(data_set.text.keywords);
  return sample;
}

}  // namespace fcs::detail
