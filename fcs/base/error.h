#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fcs {

/// What went wrong, for tests and programs. The sentence for people stands in one table, error.cpp.
/// All layers share this list, so that every message of the program has one form.
enum class Code : std::uint8_t {
  // files
  cannot_open,
  cannot_read,
  cannot_write,
  empty_file,
  not_fcs,
  unsupported_version,
  // FCS HEADER and segments
  truncated_header,
  bad_header_padding,
  bad_offset,
  offsets_differ,
  data_end_off_by_one,
  segment_outside_file,
  segments_overlap,
  no_data_segment,
  // FCS TEXT
  bad_delimiter,
  no_keywords,
  missing_final_delimiter,
  key_without_value,
  empty_value,
  padded_key,
  duplicate_keyword,
  bad_text_encoding,
  bad_supplemental_text,
  missing_keyword,
  bad_keyword,
  unsupported_mode,
  // FCS layout and DATA
  unsupported_layout,
  bad_range,
  masked_events,
  undefined_amplification,
  log_amplification_ignored,
  gain_ignored,
  bad_timestep,
  duplicate_channel_name,
  event_count_mismatch,
  truncated_data,
  translated_line_ends,
  trailing_data,
  wrong_checksum,
  bad_spillover,
  conflicting_spillover,
  bad_next_dataset,
  no_such_dataset,
  // gating
  bad_xml,
  not_gating_ml,
  unsupported_gating_ml,
  other_dialect,
  bad_attribute,
  missing_element,
  unexpected_element,
  bad_number,
  duplicate_id,
  dangling_reference,
  cyclic_reference,
  bad_name,
  bad_transformation,
  bad_gate,
  bad_matrix,
  singular_matrix,
  no_such_channel,
  ambiguous_channel,
  no_such_population,
  ambiguous_population,
  unevaluable_operand,
  no_compensation,
  already_compensated,
  scale_mismatch,
  // panels and studies
  bad_toml,
  missing_key,
  unknown_key,
  bad_value,
  no_such_panel,
  no_such_sample,
  control_not_applied,
  bad_table,
  missing_column,
  unknown_column,
  duplicate_row,
  unknown_visit,
  zero_denominator,
  broken_journal,
  locked_strategy,
  // the command line
  bad_usage,
  internal,
  count_  // not a code: how many there are
};

/// The enumerator's own spelling, as programs and docs/deviations.md know it.
[[nodiscard]] std::string_view name(Code code);
/// What it means, for people, without the particulars.
[[nodiscard]] std::string_view sentence(Code code);

struct ByteRange {
  std::uint64_t first = 0;  ///< counted from 0 at the start of the file
  std::uint64_t last = 0;   ///< inclusive
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
struct LineColumn {
  std::uint32_t line = 0;    ///< from 1; 0 = unknown
  std::uint32_t column = 0;  ///< from 1, in bytes; 0 = unknown
  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};
struct TableCell {
  std::uint32_t row = 0;  ///< line of the file as a spreadsheet shows it: the header is 1
  std::string column;     ///< name of the column; empty = the whole row
  friend bool operator==(const TableCell&, const TableCell&) = default;
};

/// Where in which file. Stages that see only bytes leave `file` empty; whoever opened the file fills it in.
struct Place {
  std::string file;
  std::string item;  ///< what stands there: "TEXT, $PAR", "gate CD8pos", "last byte of DATA"
  std::variant<std::monostate, ByteRange, LineColumn, TableCell> at;
};

struct Error {
  Code code = Code::internal;
  Place where;
  std::string expected;
  std::string found;
  std::vector<Error> further{};  ///< what else is wrong with the same thing, found in the same pass; these have none
};

/// A tolerated deviation: what was found, and what was assumed instead. Travels beside the value.
struct Finding {
  Error deviation;
  std::string assumed;
  bool is_note = false;  ///< only says how the thing is read: it need not break a standard, so strict passes it
};

/// One line: FILE: PLACE: sentence: found X; expected Y; further problems not among it. Control characters are escaped,
/// so a terminal is safe.
[[nodiscard]] std::string message(const Error& error);
[[nodiscard]] std::string message(const Finding& finding);

/// `text` with control characters, line breaks, escape sequences and direction overrides made visible (\n, \x1B, ...).
/// Valid UTF-8 is kept; bytes that are none are shown as \xNN. The result is at most about `most` bytes, with "..."
/// after a cut.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most = 200);

}  // namespace fcs
