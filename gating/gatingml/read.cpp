#include "gating/gatingml/read.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "fcs/base/input_file.h"
#include "gating/gatingml/detail/context.h"
#include "gating/gatingml/detail/gates.h"
#include "gating/gatingml/detail/transformations.h"
#include "gating/gatingml/detail/xml.h"

namespace gating::gatingml {
namespace {

using detail::Element;
using detail::IdKind;
using detail::Space;
using fcs::Code;
using fcs::Error;
using fcs::Result;

Result<void> check_root(const Element& root) {
  if (root.is(Space::gating, "Gating-ML")) return fcs::success();
  constexpr std::string_view family = "http://www.isac-net.org/std/Gating-ML/v";
  const auto uri = root.namespace_uri();
  if (uri.starts_with(family)) {
    const auto version = uri.substr(family.size(), uri.find('/', family.size()) - family.size());
    if (version != "2.0") {
      return root.error(Code::unsupported_gating_ml, "version 2.0", fmt::format("version {}", version));
    }
  }
  return root.error(Code::not_gating_ml, "a root element Gating-ML of Gating-ML 2.0",
                    uri.empty() ? root.as_written() : fmt::format("{} of {}", root.as_written(), uri));
}

/// Reads in two passes, because references may point forward: first every id, then every definition.
class DocumentReader {
 public:
  explicit DocumentReader(const Element& root) : root_{root} {}

  Result<Document> read() {
    FCS_CHECK(collect(root_, 0));
    for (const auto& definition : definitions_) {
      FCS_CHECK(ids_.add(definition, findings_));
    }
    for (const auto& definition : definitions_) {
      FCS_CHECK(read_definition(definition));
    }
    FCS_CHECK(read_names());
    auto all = populations(strategy_);
    if (all.has_error()) return located(std::move(all).error());
    return Document{std::move(strategy_), std::move(findings_)};
  }

 private:
  static bool is_definition(const Element& element) {
    return detail::is_gate(element) || element.is(Space::transforms, "transformation") ||
           element.is(Space::transforms, "spectrumMatrix");
  }

  /// Finds the definitions, also those that stand inside foreign elements, as some writers have them.
  Result<void> collect(const Element& parent, int depth) {
    constexpr int deepest = 16;
    for (const auto& child : parent.children()) {
      if (is_definition(child)) {
        definitions_.push_back(child);
        continue;
      }
      const auto space = child.space();
      if (space == Space::data_type && child.name() == "custom_info") continue;
      auto problem = child.error(Code::unexpected_element, "a gate, a transformation, a spectrumMatrix or custom_info",
                                 child.as_written());
      if (space == Space::gating || space == Space::transforms || depth == deepest) return problem;
      const auto before = definitions_.size();
      if (space == Space::foreign) {
        FCS_CHECK(collect(child, depth + 1));
      }
      if (depth > 0) continue;
      context_.tolerate(std::move(problem), definitions_.size() > before
                                                ? "the gates in it are read as if they stood outside"
                                                : "it is passed over");
    }
    return fcs::success();
  }

  Result<void> read_definition(const Element& element) {
    FCS_TRY(id, element.required_id("id"));
    if (ids_.has(id, {IdKind::transformation})) {
      FCS_TRY(transformation, read_transformation(element, context_));
      strategy_.transformations.emplace(std::move(id), std::move(transformation));
    } else if (ids_.has(id, {IdKind::ratio})) {
      FCS_TRY(ratio, read_ratio(element, context_));
      strategy_.ratios.emplace(std::move(id), std::move(ratio));
    } else if (ids_.has(id, {IdKind::matrix})) {
      FCS_TRY(matrix, read_matrix(element, context_));
      strategy_.matrices.emplace(std::move(id), std::move(matrix));
    } else {
      FCS_TRY(gate, read_gate(element, context_));
      strategy_.gates.push_back(std::move(gate));
    }
    return fcs::success();
  }

  /// Display names: custom_info / name in our namespace, `of` the id meant, or of the gate around it.
  Result<void> read_names() {
    FCS_CHECK(read_names_in(root_));
    for (const auto& definition : definitions_) {
      FCS_CHECK(read_names_in(definition));
    }
    for (auto& node : strategy_.gates) {
      give_name(node.id, node.name);
      if (auto* quadrants = std::get_if<QuadrantGate>(&node.gate)) {
        for (auto& quadrant : quadrants->quadrants) give_name(quadrant.id, quadrant.name);
      }
    }
    return fcs::success();
  }

  Result<void> read_names_in(const Element& owner) {
    for (const auto& info : owner.children()) {
      if (!info.is(Space::data_type, "custom_info")) continue;
      for (const auto& element : info.children()) {
        if (element.is(Space::cytogate, "name")) {
          FCS_CHECK(read_name(element, owner));
        }
      }
    }
    return fcs::success();
  }

  Result<void> read_name(const Element& element, const Element& owner) {
    FCS_TRY(of, element.optional_id("of"));
    FCS_TRY(own_id, owner.optional_id("id"));
    const auto id = of ? of : own_id;
    auto name = element.text();
    if (!id || !ids_.has(*id, {IdKind::gate, IdKind::quadrant})) {
      return element.error_at("of", Code::dangling_reference, "the id of a gate or a Quadrant as of",
                              id ? *id : "none");
    }
    if (name.empty()) return element.error(Code::bad_name, "a name", "nothing");
    if (name.find('/') != std::string::npos) {
      return element.error(Code::bad_name, "a name without '/', which separates names in a path", name);
    }
    if (!names_.emplace(*id, std::move(name)).second) {
      return element.error(Code::bad_name, "one name for " + *id, "a second one");
    }
    return fcs::success();
  }

  void give_name(const std::string& id, std::string& name) const {
    if (const auto found = names_.find(id); found != names_.end()) name = found->second;
  }

  /// Gives an error about "gate ID", from beyond XML, the place of that gate or Quadrant.
  Error located(Error error) const {
    constexpr std::string_view prefix = "gate ";
    if (!error.where.item.starts_with(prefix)) return error;
    const auto element = ids_.elements().find(error.where.item.substr(prefix.size()));
    if (element == ids_.elements().end()) return error;
    return element->second.error(error.code, std::move(error.expected), std::move(error.found));
  }

  Element root_;
  std::vector<Element> definitions_;
  detail::Ids ids_;
  std::vector<fcs::Finding> findings_;
  detail::Context context_{ids_, findings_};
  std::map<std::string, std::string> names_;  ///< id -> display name
  Strategy strategy_;
};

}  // namespace

Result<Document> read(std::string_view xml, const std::string& file) {
  FCS_TRY(source, detail::XmlFile::parse(xml, file));
  const auto root = source->root();
  FCS_CHECK(check_root(root));
  return DocumentReader{root}.read();
}

Result<Document> read_file(const std::filesystem::path& file) {
  FCS_TRY(xml, fcs::read_whole(file));
  return read(xml, file.string());
}

}  // namespace gating::gatingml
