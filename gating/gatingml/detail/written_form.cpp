#include "gating/gatingml/detail/written_form.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/utf8.h"
#include "gating/gatingml/detail/lexical.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

/// Letters beyond ASCII that may stand in a name by all editions of XML 1.0 (production BaseChar of the first four,
/// NameStartChar of the fifth).
constexpr auto letters = std::to_array<std::pair<char32_t, char32_t>>({
    {0x00C0, 0x00D6},
    {0x00D8, 0x00F6},
    {0x00F8, 0x0131},
    {0x0134, 0x013E},
    {0x0141, 0x0148},
    {0x014A, 0x017E},  // Latin
    {0x038E, 0x03A1},
    {0x03A3, 0x03CE},  // Greek
    {0x0401, 0x040C},
    {0x040E, 0x044F},
    {0x0451, 0x045C},
    {0x045E, 0x0481},  // Cyrillic
    {0x05D0, 0x05EA},
    {0x0621, 0x063A},  // Hebrew, Arabic
    {0x3041, 0x3094},
    {0x30A1, 0x30FA},
    {0x4E00, 0x9FA5},
    {0xAC00, 0xD7A3},  // Japanese, Chinese, Korean
});

/// @param character  one valid UTF-8 sequence of two bytes or more
char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  char32_t out = byte(0) & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) out = (out << 6) | (byte(i) & 0x3FU);
  return out;
}

bool may_stand_in_id(std::string_view character) {
  if (character.size() == 1) return is_xml_id(fmt::format("_{}", character));
  const auto point = code_point(character);
  return std::ranges::any_of(letters,
                             [point](const auto& range) { return range.first <= point && point <= range.second; });
}

/// `id` with '_' for each character that may not stand in one.
std::string legal_id(std::string_view id) {
  std::string out;
  while (!id.empty()) {
    const auto length = fcs::utf8_length(id);
    const auto character = id.substr(0, std::max<std::size_t>(length, 1));
    out += length != 0 && may_stand_in_id(character) ? character : "_";
    id.remove_prefix(character.size());
  }
  return is_xml_id(out) ? out : "_" + out;
}

/// What each id of a strategy becomes.
class LegalIds {
 public:
  explicit LegalIds(const Strategy& strategy) {
    for (const auto& [id, transformation] : strategy.transformations) add(id);
    for (const auto& [id, ratio] : strategy.ratios) add(id);
    for (const auto& [id, matrix] : strategy.matrices) add(id, id == "FCS" || id == "uncompensated");
    for (const auto& node : strategy.gates) {
      add(node.id);
      if (const auto* gate = std::get_if<QuadrantGate>(&node.gate)) {
        for (const auto& divider : gate->dividers) add(divider.id);
        for (const auto& quadrant : gate->quadrants) add(quadrant.id);
      }
    }
    std::map<std::string, int> copies;  // where looking for a free number goes on
    for (const auto& id : to_rename_) {
      const auto wanted = legal_id(id);
      auto chosen = wanted;
      auto& copy = copies.try_emplace(wanted, 1).first->second;
      while (!taken_.insert(chosen).second) chosen = fmt::format("{}_{}", wanted, ++copy);
      renamed_.emplace(id, chosen);
    }
  }

  [[nodiscard]] const std::string& of(const std::string& id) const {
    const auto found = renamed_.find(id);
    return found == renamed_.end() ? id : found->second;
  }

 private:
  void add(const std::string& id, bool means_something_else = false) {
    if (means_something_else || id == root_id || legal_id(id) != id) {
      to_rename_.insert(id);
    } else {
      taken_.insert(id);
    }
  }

  std::set<std::string> taken_{root_id, "FCS", "uncompensated"};
  std::set<std::string> to_rename_;
  std::map<std::string, std::string> renamed_;
};

void rename(Dimension& dimension, const LegalIds& ids) {
  if (auto* ratio = std::get_if<RatioReference>(&dimension.source)) ratio->id = ids.of(ratio->id);
  if (auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation)) matrix->id = ids.of(matrix->id);
  if (dimension.transformation) dimension.transformation = ids.of(*dimension.transformation);
}

void rename(RectangleGate& gate, const LegalIds& ids) {
  for (auto& side : gate.sides) rename(side.dimension, ids);
}
void rename(PolygonGate& gate, const LegalIds& ids) {
  for (auto& dimension : gate.dimensions) rename(dimension, ids);
}
void rename(EllipsoidGate& gate, const LegalIds& ids) {
  for (auto& dimension : gate.dimensions) rename(dimension, ids);
}
void rename(QuadrantGate& gate, const LegalIds& ids) {
  for (auto& divider : gate.dividers) {
    divider.id = ids.of(divider.id);
    rename(divider.dimension, ids);
  }
  for (auto& quadrant : gate.quadrants) {
    if (quadrant.name.empty()) quadrant.name = quadrant.id;
    quadrant.id = ids.of(quadrant.id);
    for (auto& position : quadrant.positions) position.divider = ids.of(position.divider);
  }
}
void rename(BooleanGate& gate, const LegalIds& ids) {
  for (auto& operand : gate.operands) operand.gate = ids.of(operand.gate);
}

template <class Definition>
std::map<std::string, Definition> renamed(const std::map<std::string, Definition>& definitions, const LegalIds& ids) {
  std::map<std::string, Definition> out;
  for (const auto& [id, definition] : definitions) out.emplace(ids.of(id), definition);
  return out;
}

/// The characters of XML 1.0: no control characters but tab and line breaks, no U+FFFE and U+FFFF.
Result<void> check_text(std::string_view text, const std::string& item) {
  const bool has_control =
      std::ranges::any_of(text, [](char c) { return c >= '\0' && c < ' ' && c != '\t' && c != '\n' && c != '\r'; });
  const bool has_noncharacter =
      text.find("\xEF\xBF\xBE") != std::string_view::npos || text.find("\xEF\xBF\xBF") != std::string_view::npos;
  if (!has_control && !has_noncharacter && fcs::first_invalid_utf8(text) == std::string_view::npos) {
    return fcs::success();
  }
  return Error{Code::bad_name, {{}, item, {}}, "UTF-8 without control characters", std::string{text}};
}

Result<void> check_display_name(const std::string& name, const std::string& id) {
  const auto item = "gate " + id;
  FCS_CHECK(check_text(name, item));
  if (name.empty() || trimmed(name) == name) return fcs::success();
  return Error{Code::bad_name, {{}, item, {}}, "a name without blanks at its ends", name};
}

Result<void> check_names(const GateNode& node) {
  const auto* quadrants = std::get_if<QuadrantGate>(&node.gate);
  if (quadrants == nullptr) return check_display_name(node.name, node.id);
  for (const auto& quadrant : quadrants->quadrants) {
    FCS_CHECK(check_display_name(quadrant.name, quadrant.id));
  }
  return fcs::success();
}

Result<void> check_texts(const Strategy& strategy) {
  for (const auto& [id, ratio] : strategy.ratios) {
    FCS_CHECK(check_text(ratio.numerator, "transformation " + id));
    FCS_CHECK(check_text(ratio.denominator, "transformation " + id));
  }
  for (const auto& [id, matrix] : strategy.matrices) {
    for (const auto* names : {&matrix.fluorochromes, &matrix.detectors}) {
      for (const auto& name : *names) {
        FCS_CHECK(check_text(name, "matrix " + id));
      }
    }
  }
  for (const auto& node : strategy.gates) {
    FCS_CHECK(check_names(node));
    Result<void> channels = fcs::success();
    for_each_dimension(node.gate, [&](const Dimension& dimension) {
      const auto* channel = std::get_if<ChannelReference>(&dimension.source);
      if (channel != nullptr && channels) channels = check_text(channel->name, "gate " + node.id);
    });
    FCS_CHECK(std::move(channels));
  }
  return fcs::success();
}

}  // namespace

Result<Strategy> written_form(const Strategy& strategy) {
  const LegalIds ids{strategy};
  Strategy out{strategy.gates, renamed(strategy.transformations, ids), renamed(strategy.ratios, ids),
               renamed(strategy.matrices, ids)};
  for (auto& node : out.gates) {
    if (node.name.empty()) node.name = node.id;
    node.id = ids.of(node.id);
    if (std::holds_alternative<QuadrantGate>(node.gate)) node.name = node.id;
    if (node.parent) node.parent = ids.of(*node.parent);
    std::visit([&ids](auto& gate) { rename(gate, ids); }, node.gate);
  }
  FCS_CHECK(check_texts(out));
  return out;
}

}  // namespace gating::gatingml::detail
