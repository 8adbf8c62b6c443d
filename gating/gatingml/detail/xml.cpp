#include "gating/gatingml/detail/xml.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "fcs/base/utf8.h"
#include "gating/gatingml/detail/lexical.h"
#include "gating/gatingml/detail/xml_scan.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Error;
using fcs::Result;

/// "gating:Gating-ML" -> {"gating", "Gating-ML"}
std::pair<std::string_view, std::string_view> prefix_and_name(std::string_view written) {
  const auto colon = written.find(':');
  if (colon == std::string_view::npos) return {{}, written};
  return {written.substr(0, colon), written.substr(colon + 1)};
}

Space space_of(std::string_view uri) {
  if (uri == "http://www.isac-net.org/std/Gating-ML/v2.0/gating") return Space::gating;
  if (uri == "http://www.isac-net.org/std/Gating-ML/v2.0/transformations") return Space::transforms;
  if (uri == "http://www.isac-net.org/std/Gating-ML/v2.0/datatypes") return Space::data_type;
  if (uri == "urn:cytogate:gating-ml") return Space::cytogate;
  return Space::foreign;
}

}  // namespace

std::string_view Element::name() const { return prefix_and_name(pugi::xml_node{node_}.name()).second; }

std::string Element::as_written() const { return pugi::xml_node{node_}.name(); }

std::string_view Element::uri_of_prefix(std::string_view prefix) const {
  const auto declares = [prefix](std::string_view name) {
    if (!name.starts_with("xmlns")) return false;
    return prefix.empty() ? name.size() == 5 : name.size() > 5 && name[5] == ':' && name.substr(6) == prefix;
  };
  for (auto node = pugi::xml_node{node_}; node; node = node.parent()) {
    for (const auto attribute : node.attributes()) {
      if (declares(attribute.name())) return attribute.value();
    }
  }
  return {};
}

std::string_view Element::namespace_uri() const {
  return uri_of_prefix(prefix_and_name(pugi::xml_node{node_}.name()).first);
}

Space Element::space() const { return space_of(namespace_uri()); }

std::vector<Element> Element::children() const {
  std::vector<Element> out;
  for (const auto child : pugi::xml_node{node_}.children()) {
    if (child.type() == pugi::node_element) out.emplace_back(*file_, child.internal_object());
  }
  return out;
}

std::vector<Attribute> Element::attributes() const {
  std::vector<Attribute> out;
  for (const auto attribute : pugi::xml_node{node_}.attributes()) {
    const auto [prefix, name] = prefix_and_name(attribute.name());
    const bool is_declaration = prefix == "xmlns" || (prefix.empty() && name == "xmlns");
    const auto uri = prefix.empty() ? std::string_view{} : uri_of_prefix(prefix);
    if (is_declaration || prefix == "xml" || uri == "http://www.w3.org/2001/XMLSchema-instance") continue;
    out.push_back({attribute.name(), name, space_of(uri), !prefix.empty(), attribute.internal_object()});
  }
  return out;
}

std::string Element::text() const {
  std::string out;
  for (const auto child : pugi::xml_node{node_}.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  }
  return std::string{trimmed(out)};
}

std::vector<pugi::xml_attribute_struct*> Element::attributes_named(std::string_view name) const {
  std::vector<pugi::xml_attribute_struct*> out;
  for (const auto attribute : pugi::xml_node{node_}.attributes()) {
    const auto [prefix, local] = prefix_and_name(attribute.name());
    if (local != name || prefix == "xmlns") continue;
    const auto space = prefix.empty() ? Space::gating : space_of(uri_of_prefix(prefix));
    if (space == Space::gating || space == Space::transforms || space == Space::data_type) {
      out.push_back(attribute.internal_object());
    }
  }
  return out;
}

Result<std::optional<std::string>> Element::attribute(std::string_view name) const {
  const auto found = attributes_named(name);
  if (found.empty()) return std::optional<std::string>{};
  if (found.size() > 1) return error_at(name, Code::bad_attribute, "one of this name", fmt::format("several {}", name));
  return std::optional<std::string>{pugi::xml_attribute{found.front()}.value()};
}

Result<std::string> Element::required(std::string_view name) const {
  FCS_TRY(value, attribute(name));
  if (!value) return error(Code::bad_attribute, fmt::format("the attribute {}", name), "none");
  if (value->empty()) return error_at(name, Code::bad_attribute, fmt::format("a value of {}", name), "an empty one");
  return *std::move(value);
}

Result<std::string> Element::required_id(std::string_view name) const {
  FCS_TRY(value, required(name));
  const auto id = trimmed(value);
  if (id.empty()) return error_at(name, Code::bad_attribute, fmt::format("an id as {}", name), "blanks");
  return std::string{id};
}

Result<std::optional<std::string>> Element::optional_id(std::string_view name) const {
  if (attributes_named(name).empty()) return std::optional<std::string>{};
  FCS_TRY(id, required_id(name));
  return std::optional<std::string>{std::move(id)};
}

Result<double> Element::number(std::string_view name) const {
  FCS_TRY(text, required(name));
  if (const auto value = parse_number(text)) return *value;
  return error_at(name, Code::bad_number, fmt::format("a number as {}, such as 1.5, -2e3 or INF", name), text);
}

Result<std::optional<double>> Element::optional_number(std::string_view name) const {
  if (attributes_named(name).empty()) return std::optional<double>{};
  FCS_TRY(value, number(name));
  return std::optional<double>{value};
}

Result<bool> Element::flag(std::string_view name) const {
  FCS_TRY(text, attribute(name));
  if (!text) return false;
  if (const auto value = parse_boolean(*text)) return *value;
  return error_at(name, Code::bad_attribute, fmt::format("true, false, 1 or 0 as {}", name), *text);
}

/// The definition that the element belongs to: "gate CD8pos", "transformation Logicle".
std::string Element::item() const {
  const auto root = pugi::xml_node{node_}.root();
  for (auto node = pugi::xml_node{node_}; node && node != root; node = node.parent()) {
    const Element element{*file_, node.internal_object()};
    const auto name = element.name();
    const bool is_gate = name.ends_with("Gate");
    if (!is_gate && name != "transformation" && name != "spectrumMatrix") continue;
    const auto ids = element.attributes_named("id");
    if (ids.empty()) return element.as_written();
    const auto kind = is_gate ? std::string_view{"gate"} : name == "transformation" ? name : std::string_view{"matrix"};
    return fmt::format("{} {}", kind, trimmed(pugi::xml_attribute{ids.front()}.value()));
  }
  return as_written();
}

Error Element::error(Code code, std::string expected, std::string found) const {
  const pugi::xml_node node{node_};
  const auto name_offset = node.offset_debug();
  return {code, file_->place(name_offset - 1, item()), std::move(expected), std::move(found)};
}

Error Element::error_at(std::string_view attribute, Code code, std::string expected, std::string found) const {
  const auto matching = attributes_named(attribute);
  if (matching.empty()) return error(code, std::move(expected), std::move(found));
  return {code, place_of(matching.back()), std::move(expected), std::move(found)};
}

Error Element::error_at(const Attribute& attribute, Code code, std::string expected, std::string found) const {
  return {code, place_of(attribute.node), std::move(expected), std::move(found)};
}

/// Names stay where the parser found them, so their distance is that in the text.
fcs::Place Element::place_of(pugi::xml_attribute_struct* attribute) const {
  const pugi::xml_node node{node_};
  return file_->place(node.offset_debug() + (pugi::xml_attribute{attribute}.name() - node.name()), item());
}

XmlFile::XmlFile(std::string_view xml, const std::string& file)
    : name_{file}, line_starts_{0}, document_{std::make_unique<pugi::xml_document>()} {
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '\n') line_starts_.push_back(i + 1);
  }
}

XmlFile::~XmlFile() = default;

Result<std::unique_ptr<const XmlFile>> XmlFile::parse(std::string_view xml, const std::string& file) {
  std::unique_ptr<XmlFile> out{new XmlFile{xml, file}};
  const auto refuse = [&out](std::size_t offset, std::string expected, std::string found) {
    return Error{Code::bad_xml, out->place(static_cast<std::ptrdiff_t>(offset), {}), std::move(expected),
                 std::move(found)};
  };
  const bool is_utf16 = xml.starts_with("\xFF\xFE") || xml.starts_with("\xFE\xFF");
  if (const auto nul = xml.find('\0'); nul != std::string_view::npos && !is_utf16) {
    return refuse(nul, "text", "a byte of value 0");
  }
  if (const auto fault = is_utf16 ? std::nullopt : find_xml_fault(xml)) {
    return refuse(fault->offset, fault->expected, fault->found);
  }
  const auto result = out->document_->load_buffer(xml.data(), xml.size());
  const bool recoded = result.encoding != pugi::encoding_utf8;
  if (recoded) out->line_starts_.clear();
  if (!result) return refuse(static_cast<std::size_t>(result.offset), "well-formed XML", result.description());
  if (const auto invalid = fcs::first_invalid_utf8(xml); !recoded && invalid != std::string_view::npos) {
    return refuse(invalid, "UTF-8, or an encoding declaration", "bytes that are none");
  }
  std::size_t roots = 0;
  for (const auto node : out->document_->children()) {
    if (node.type() == pugi::node_element && ++roots > 1) {
      return refuse(static_cast<std::size_t>(node.offset_debug()) - 1, "one root element", "a second one");
    }
  }
  return std::unique_ptr<const XmlFile>{std::move(out)};
}

Element XmlFile::root() const { return {*this, document_->document_element().internal_object()}; }

fcs::Place XmlFile::place(std::ptrdiff_t offset, std::string item) const {
  if (offset < 0 || line_starts_.empty()) return {name_, std::move(item), {}};
  const auto at = static_cast<std::size_t>(offset);
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
  const auto line = static_cast<std::uint32_t>(after - line_starts_.begin());
  const auto column = static_cast<std::uint32_t>(at - *std::prev(after) + 1);
  return {name_, std::move(item), fcs::LineColumn{line, column}};
}

}  // namespace gating::gatingml::detail
