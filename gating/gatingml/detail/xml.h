#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fcs/base/result.h"

namespace pugi {
struct xml_node_struct;
struct xml_attribute_struct;
class xml_document;
}  // namespace pugi

namespace gating::gatingml::detail {

/// What a namespace URI means to us; prefixes are the document's own choice.
enum class Space {
  gating,      ///< http://www.isac-net.org/std/Gating-ML/v2.0/gating
  transforms,  ///< .../transformations
  data_type,   ///< .../datatypes
  cytogate,    ///< urn:cytogate:gating-ml
  foreign,     ///< any other, and none
};

class XmlFile;

/// An attribute that is no declaration of a namespace and not of the schema language's own.
struct Attribute {
  std::string as_written;
  std::string_view name;  ///< without its prefix
  Space space;            ///< foreign where it has no prefix
  bool has_prefix;
  pugi::xml_attribute_struct* node;
};

/// An element of an XmlFile, which must outlive it.
class Element {
 public:
  Element(const XmlFile& file, pugi::xml_node_struct* node) : file_{&file}, node_{node} {}

  [[nodiscard]] std::string_view name() const;  ///< without its prefix
  [[nodiscard]] std::string as_written() const;
  [[nodiscard]] std::string_view namespace_uri() const;
  [[nodiscard]] Space space() const;
  [[nodiscard]] bool is(Space space, std::string_view name) const {
    return this->name() == name && this->space() == space;
  }

  [[nodiscard]] std::vector<Element> children() const;  ///< elements only, in the order of the document
  [[nodiscard]] std::vector<Attribute> attributes() const;
  [[nodiscard]] std::string text() const;  ///< what stands directly inside, trimmed

  /// The value of the attribute without a prefix, or with one of a Gating-ML namespace.
  /// @error Code::bad_attribute where it stands twice
  [[nodiscard]] fcs::Result<std::optional<std::string>> attribute(std::string_view name) const;
  /// The same, not absent and not empty. @error Code::bad_attribute
  [[nodiscard]] fcs::Result<std::string> required(std::string_view name) const;
  /// The same of type xs:ID or xs:IDREF: blanks at its ends do not count.
  [[nodiscard]] fcs::Result<std::string> required_id(std::string_view name) const;
  [[nodiscard]] fcs::Result<std::optional<std::string>> optional_id(std::string_view name) const;
  /// @error Code::bad_number, bad_attribute
  [[nodiscard]] fcs::Result<double> number(std::string_view name) const;
  [[nodiscard]] fcs::Result<std::optional<double>> optional_number(std::string_view name) const;
  [[nodiscard]] fcs::Result<bool> flag(std::string_view name) const;  ///< false where absent

  /// An error that stands at this element, or at one of its attributes.
  [[nodiscard]] fcs::Error error(fcs::Code code, std::string expected, std::string found = {}) const;
  [[nodiscard]] fcs::Error error_at(std::string_view attribute, fcs::Code code, std::string expected,
                                    std::string found) const;
  [[nodiscard]] fcs::Error error_at(const Attribute& attribute, fcs::Code code, std::string expected,
                                    std::string found) const;

 private:
  [[nodiscard]] std::vector<pugi::xml_attribute_struct*> attributes_named(std::string_view name) const;
  [[nodiscard]] fcs::Place place_of(pugi::xml_attribute_struct* attribute) const;
  [[nodiscard]] std::string_view uri_of_prefix(std::string_view prefix) const;
  [[nodiscard]] std::string item() const;

  const XmlFile* file_;
  pugi::xml_node_struct* node_;
};

/// A parsed document that knows where everything stands in its text.
class XmlFile {
 public:
  /// @param file  how messages call the document
  /// @error Code::bad_xml with line and column
  [[nodiscard]] static fcs::Result<std::unique_ptr<const XmlFile>> parse(std::string_view xml, const std::string& file);
  ~XmlFile();
  XmlFile(const XmlFile&) = delete;
  XmlFile& operator=(const XmlFile&) = delete;

  [[nodiscard]] Element root() const;
  /// Place of a byte of the text, counted from 0; without line and column where the text had to be recoded.
  [[nodiscard]] fcs::Place place(std::ptrdiff_t offset, std::string item) const;

 private:
  XmlFile(std::string_view xml, const std::string& file);

  std::string name_;
  std::vector<std::size_t> line_starts_;
  std::unique_ptr<pugi::xml_document> document_;
};

}  // namespace gating::gatingml::detail
