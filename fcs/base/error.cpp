#include "fcs/base/error.h"

#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "fcs/base/utf8.h"

namespace fcs {
namespace {

struct Entry {
  Code code;
  std::string_view name;
  std::string_view sentence;
};

#define ENTRY(code, sentence) \
  Entry { Code::code, #code, sentence }
constexpr auto table = std::to_array<Entry>({
    ENTRY(cannot_open, "the file cannot be opened"),
    ENTRY(cannot_read, "the file cannot be read"),
    ENTRY(cannot_write, "the file cannot be written"),
    ENTRY(empty_file, "the file is empty"),
    ENTRY(not_fcs, "this is not an FCS file"),
    ENTRY(unsupported_version, "this FCS version is not supported"),
    ENTRY(truncated_header, "the file ends inside HEADER"),
    ENTRY(bad_header_padding, "bytes 6 to 9 of HEADER are not blank"),
    ENTRY(bad_offset, "an offset cannot be used"),
    ENTRY(offsets_differ, "HEADER and TEXT place a segment differently"),
    ENTRY(data_end_off_by_one, "DATA is said to end one byte late"),
    ENTRY(segment_outside_file, "a segment reaches past the end of the file"),
    ENTRY(segments_overlap, "two segments overlap"),
    ENTRY(no_data_segment, "neither HEADER nor TEXT says where DATA is"),
    ENTRY(bad_delimiter, "the delimiter of TEXT cannot be used"),
    ENTRY(no_keywords, "TEXT has no keywords"),
    ENTRY(missing_final_delimiter, "TEXT does not end with its delimiter"),
    ENTRY(key_without_value, "the last keyword of TEXT has no value"),
    ENTRY(empty_value, "TEXT has empty values, so a doubled delimiter is no escape"),
    ENTRY(padded_key, "a keyword is padded with blanks"),
    ENTRY(duplicate_keyword, "a keyword stands twice"),
    ENTRY(bad_text_encoding, "a value is not UTF-8"),
    ENTRY(bad_supplemental_text, "the supplemental TEXT cannot be used"),
    ENTRY(missing_keyword, "a keyword is missing"),
    ENTRY(bad_keyword, "a keyword's value cannot be used"),
    ENTRY(unsupported_mode, "histogram data are not supported"),
    ENTRY(unsupported_layout, "this layout of DATA is not supported"),
    ENTRY(bad_range, "$PnR is no usable range"),
    ENTRY(masked_events, "values had bits beyond $PnR, which were masked"),
    ENTRY(undefined_amplification, "$PnE has a logarithmic offset of 0"),
    ENTRY(log_amplification_ignored, "$PnE is logarithmic on floating-point data"),
    ENTRY(gain_ignored, "$PnG does not apply here"),
    ENTRY(bad_timestep, "$TIMESTEP is no positive number"),
    ENTRY(duplicate_channel_name, "two channels have one name"),
    ENTRY(event_count_mismatch, "$TOT and the length of DATA differ"),
    ENTRY(truncated_data, "the file ends inside DATA"),
    ENTRY(translated_line_ends, "line ends were translated, as by a transfer in text mode, and the values with them"),
    ENTRY(trailing_data, "DATA has bytes after its last whole event"),
    ENTRY(wrong_checksum, "the checksum after the last segment is that of other bytes"),
    ENTRY(bad_spillover, "the spillover matrix cannot be used"),
    ENTRY(conflicting_spillover, "the file has two different spillover matrices"),
    ENTRY(bad_next_dataset, "$NEXTDATA does not lead to a data set"),
    ENTRY(no_such_dataset, "the file has no such data set"),
    ENTRY(bad_xml, "the XML is not well-formed"),
    ENTRY(not_gating_ml, "this is not a Gating-ML 2.0 document"),
    ENTRY(unsupported_gating_ml, "this version of Gating-ML is not supported"),
    ENTRY(other_dialect, "this is said in another program's way"),
    ENTRY(bad_attribute, "an attribute cannot be used"),
    ENTRY(missing_element, "an element is missing"),
    ENTRY(unexpected_element, "an element stands where it has no meaning"),
    ENTRY(bad_number, "this is not a number"),
    ENTRY(duplicate_id, "an id stands twice"),
    ENTRY(dangling_reference, "a reference leads nowhere"),
    ENTRY(cyclic_reference, "gates refer to each other in a circle"),
    ENTRY(bad_name, "a name cannot be used"),
    ENTRY(bad_transformation, "a transformation's parameters are out of range"),
    ENTRY(bad_gate, "a gate is not well defined"),
    ENTRY(bad_matrix, "a spectrum matrix is not well defined"),
    ENTRY(singular_matrix, "a matrix cannot be inverted"),
    ENTRY(no_such_channel, "no channel fits"),
    ENTRY(ambiguous_channel, "several channels fit"),
    ENTRY(no_such_population, "no population fits"),
    ENTRY(ambiguous_population, "several populations fit"),
    ENTRY(unevaluable_operand, "a gate that this one needs could not be evaluated"),
    ENTRY(no_compensation, "the file has no spillover matrix"),
    ENTRY(already_compensated, "the channels are compensated already"),
    ENTRY(scale_mismatch, "the channel's range and the transformation's top of scale differ more than twofold"),
    ENTRY(bad_toml, "the TOML is not well-formed"),
    ENTRY(missing_key, "a key is missing"),
    ENTRY(unknown_key, "a key is unknown"),
    ENTRY(bad_value, "a value cannot be used"),
    ENTRY(no_such_panel, "no such panel"),
    ENTRY(no_such_sample, "no such sample"),
    ENTRY(control_not_applied, "a threshold is not taken from its control"),
    ENTRY(bad_table, "the table is not well-formed"),
    ENTRY(missing_column, "a column is missing"),
    ENTRY(unknown_column, "a column is unknown"),
    ENTRY(duplicate_row, "two rows have one key"),
    ENTRY(unknown_visit, "the visit is unknown"),
    ENTRY(zero_denominator, "the denominator has no events"),
    ENTRY(broken_journal, "the journal's chain is broken"),
    ENTRY(locked_strategy, "the study is locked to another version"),
    ENTRY(bad_usage, "the command was used wrongly"),
    ENTRY(internal, "this is a defect of cytogate"),
});
#undef ENTRY

constexpr bool in_order() {
  if (table.size() != static_cast<std::size_t>(Code::count_)) return false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].code != static_cast<Code>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "every Code has its sentence, in the order of the enumeration");

const Entry& entry(Code code) { return table[static_cast<std::size_t>(code)]; }

/// C1 controls, and the characters that reorder or hide the text around them on a screen.
bool is_deceptive(std::string_view sequence) {
  if (sequence.size() == 2) return sequence[0] == '\xC2' && static_cast<unsigned char>(sequence[1]) < 0xA0;
  if (sequence.size() != 3) return false;
  if (sequence == "\xEF\xBB\xBF") return true;
  if (!sequence.starts_with("\xE2\x80") && !sequence.starts_with("\xE2\x81")) return false;
  const auto last = static_cast<unsigned char>(sequence[2]);
  if (sequence[1] == '\x80') return (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
  return last >= 0xA6 && last <= 0xA9;
}

}  // namespace

std::string_view name(Code code) { return entry(code).name; }
std::string_view sentence(Code code) { return entry(code).sentence; }

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= most) return out + "...";
    const auto length = utf8_length(text);
    const auto sequence = text.substr(0, length == 0 ? 1 : length);
    const auto byte = static_cast<unsigned char>(sequence.front());
    if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\r') {
      out += "\\r";
    } else if (byte == '\t') {
      out += "\\t";
    } else if (length == 0 || byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02X}", byte);
    } else if (is_deceptive(sequence)) {
      for (const char c : sequence) out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string message(const Error& error) {
  std::string out;
  const auto add = [&out](std::string_view separator, std::string_view part) {
    if (part.empty()) return;
    if (!out.empty()) out += separator;
    out += part;
  };
  add("", printable(error.where.file));
  add(": ", printable(error.where.item));
  if (const auto* bytes = std::get_if<ByteRange>(&error.where.at)) {
    add(", ", bytes->first == bytes->last ? fmt::format("byte {}", bytes->first)
                                          : fmt::format("bytes {} to {}", bytes->first, bytes->last));
  } else if (const auto* line = std::get_if<LineColumn>(&error.where.at); line != nullptr && line->line != 0) {
    add(", ", line->column == 0 ? fmt::format("line {}", line->line)
                                : fmt::format("line {}, column {}", line->line, line->column));
  } else if (const auto* cell = std::get_if<TableCell>(&error.where.at)) {
    add(", ", cell->column.empty() ? fmt::format("row {}", cell->row)
                                   : fmt::format("row {}, column {}", cell->row, printable(cell->column)));
  }
  add(": ", sentence(error.code));
  add(": ", error.found.empty() ? "" : fmt::format("found {}", printable(error.found, 1000)));
  add(error.found.empty() ? ": " : "; ",
      error.expected.empty() ? "" : fmt::format("expected {}", printable(error.expected, 1000)));
  return out;
}

std::string message(const Finding& finding) {
  auto out = message(finding.deviation);
  if (!finding.assumed.empty()) out += "; " + printable(finding.assumed, 1000);
  return out;
}

}  // namespace fcs
