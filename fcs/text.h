#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fcs/base/ids.h"
#include "fcs/findings.h"

namespace fcs {

/// One pair of TEXT.
struct Keyword {
  std::string name;   ///< as written, without blanks around it
  std::string value;  ///< UTF-8, whatever the file's encoding was
  ByteRange bytes;    ///< of the pair, counted from the start of the file; 0 to 0 where it is from no file
};

/// The keywords of a data set in the file's order. A name is found in any case, and keeps its own spelling.
class Keywords {
 public:
  Keywords() = default;
  Keywords(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);

  /// Adds at the end. @return false where the name is taken: the first one stays
  bool add(Keyword keyword);
  /// Replaces the value, or adds at the end.
  void set(std::string_view name, std::string value);
  /// @return false where there was none
  bool erase(std::string_view name);

  [[nodiscard]] const Keyword* find(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const;

  /// The place for messages: "TEXT, $PAR" and its bytes, where the keyword is there.
  [[nodiscard]] Place place(std::string_view name) const;

  [[nodiscard]] std::size_t size() const { return keywords_.size(); }
  [[nodiscard]] bool empty() const { return keywords_.empty(); }
  [[nodiscard]] auto begin() const { return keywords_.begin(); }
  [[nodiscard]] auto end() const { return keywords_.end(); }

 private:
  std::vector<Keyword> keywords_;
  std::map<std::string, std::size_t, std::less<>> positions_;  ///< by the name in upper case
};

/// The keyword of a channel: parameter_keyword(ChannelIndex{0}, "N") is "$P1N".
[[nodiscard]] std::string parameter_keyword(ChannelIndex channel, std::string_view suffix);

struct Text {
  Keywords keywords;
  char delimiter = '/';
};

/// Stage 2: the bytes of the primary TEXT to its keywords.
/// A doubled delimiter is an escaped one, unless reading it as an empty value gives more of a data set.
/// @param origin  where `bytes` begin in the file; messages count from the start of the file
/// @error Code::bad_delimiter, no_keywords
/// Source: FCS 3.1 standard, 3.2 TEXT segment.
[[nodiscard]] Result<WithFindings<Text>> parse_text(std::span<const std::byte> bytes, std::uint64_t origin = 0,
                                                    Tolerance tolerance = Tolerance::standard());

/// Adds the keywords of a supplemental TEXT, which may or may not begin with the delimiter, to those of the primary
/// one, which win. Names that are not printable ASCII are no keywords and are left out.
/// @return what was tolerated
[[nodiscard]] Result<std::vector<Finding>> add_supplemental_text(Text& text, std::span<const std::byte> bytes,
                                                                 std::uint64_t origin = 0,
                                                                 Tolerance tolerance = Tolerance::standard());

}  // namespace fcs
