#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"

namespace study::detail {

/// How a study names its files: "{subject}_{visit}". A field is a column of the manifest; what follows the last field
/// after a space, dot, dash or underscore may be anything. A {visit} must be one.
class FileNamePattern {
 public:
  /// @error Code::bad_usage: a brace without its partner, a field that is no column, a field twice, two fields side by
  /// side
  [[nodiscard]] static fcs::Result<FileNamePattern> parse(std::string_view pattern);

  /// The fields' values; none where the name does not fit.
  /// @param stem  the file's name without its extension
  [[nodiscard]] std::optional<std::map<std::string, std::string>> match(std::string_view stem) const;

 private:
  struct Part {
    bool is_field = false;
    std::string text;  ///< the field's name, or the text itself
  };
  using Fields = std::map<std::string, std::string>;

  [[nodiscard]] bool match_from(std::size_t part, std::string_view rest, bool whole, Fields& fields) const;

  std::vector<Part> parts_;
};

/// What a file's name says by itself.
struct NameParts {
  std::string subject;  ///< what stands before the visit, or after it where nothing does
  std::string visit;    ///< the longest run of words that is a visit; empty where there is none
  std::string stain;    ///< "FMO", "UNSTAINED", "SINGLE", "ISOTYPE", or empty
  std::string marker;   ///< the word after FMO or SINGLE
  bool is_rerun = false;
  std::map<std::string, std::string>
      columns;  ///< others that words name: dose, schedule, timepoint, concentration, ...
};
[[nodiscard]] NameParts take_apart(std::string_view stem);

}  // namespace study::detail
