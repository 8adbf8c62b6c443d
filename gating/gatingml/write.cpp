#include "gating/gatingml/write.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fcs/base/output_file.h"
#include "gating/gatingml/detail/written_form.h"
#include "gating/gatingml/detail/xml_text.h"
#include "gating/gatingml/read.h"

namespace gating::gatingml {
namespace {

using detail::Attributes;
using detail::element;
using detail::number_text;
using fcs::Code;
using fcs::Error;
using fcs::Result;

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr auto start_of_document = R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML
    xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
    xmlns:transforms="http://www.isac-net.org/std/Gating-ML/v2.0/transformations"
    xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
)";

Attributes joined(Attributes first, const Attributes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Attributes bound_attributes(const Bound& bound) {
  Attributes out;
  if (bound.min != -infinity) out.emplace_back("transforms:boundMin", number_text(bound.min));
  if (bound.max != infinity) out.emplace_back("transforms:boundMax", number_text(bound.max));
  return out;
}

std::string function(std::string_view name, const std::vector<std::pair<std::string_view, double>>& parameters) {
  Attributes attributes;
  for (const auto& [parameter, value] : parameters) attributes.emplace_back(parameter, number_text(value));
  return element(name, attributes);
}

std::string function(const Linear& f) {
  return function("transforms:flin", {{"transforms:T", f.T}, {"transforms:A", f.A}});
}
std::string function(const Logarithmic& f) {
  return function("transforms:flog", {{"transforms:T", f.T}, {"transforms:M", f.M}});
}
std::string function(const Arcsinh& f) {
  return function("transforms:fasinh", {{"transforms:T", f.T}, {"transforms:M", f.M}, {"transforms:A", f.A}});
}
std::string function(const Logicle& f) {
  return function("transforms:logicle",
                  {{"transforms:T", f.T}, {"transforms:W", f.W}, {"transforms:M", f.M}, {"transforms:A", f.A}});
}
std::string function(const Hyperlog& f) {
  return function("transforms:hyperlog",
                  {{"transforms:T", f.T}, {"transforms:W", f.W}, {"transforms:M", f.M}, {"transforms:A", f.A}});
}

std::string fcs_dimension(const std::string& name) {
  return element("data-type:fcs-dimension", {{"data-type:name", name}});
}

/// One element `name` for each number, which is its attribute.
std::string numbers(std::string_view name, std::string_view attribute, std::span<const double> values) {
  std::string out;
  for (const double value : values) out += element(name, {{attribute, number_text(value)}});
  return out;
}

std::string coordinates(std::span<const double> values) {
  return numbers("gating:coordinate", "data-type:value", values);
}

/// Rows of `width` numbers; what is left over makes a last row, which reading refuses.
std::vector<std::span<const double>> rows_of(std::span<const double> numbers, std::size_t width) {
  std::vector<std::span<const double>> rows;
  while (!numbers.empty()) {
    rows.push_back(numbers.first(std::clamp<std::size_t>(width, 1, numbers.size())));
    numbers = numbers.subspan(rows.back().size());
  }
  return rows;
}

std::string compensation_reference(const CompensationRef& compensation) {
  if (const auto* matrix = std::get_if<MatrixCompensation>(&compensation)) return matrix->id;
  return std::holds_alternative<FileCompensation>(compensation) ? "FCS" : "uncompensated";
}

Attributes axis_attributes(const Dimension& dimension) {
  Attributes out{{"gating:compensation-ref", compensation_reference(dimension.compensation)}};
  if (dimension.transformation) out.emplace_back("gating:transformation-ref", *dimension.transformation);
  return out;
}

std::string axis_source(const Dimension& dimension) {
  if (const auto* ratio = std::get_if<RatioReference>(&dimension.source)) {
    return element("data-type:new-dimension", {{"data-type:transformation-ref", ratio->id}});
  }
  return fcs_dimension(std::get<ChannelReference>(dimension.source).name);
}

/// The sides that are not open. Where both are, one is said, as the standard asks for min or max.
Attributes side_attributes(const RectangleGate::Side& side) {
  Attributes out;
  const bool is_unbounded = side.min == -infinity && side.max == infinity;
  if (side.min != -infinity || is_unbounded) out.emplace_back("gating:min", number_text(side.min));
  if (side.max != infinity) out.emplace_back("gating:max", number_text(side.max));
  return out;
}

std::string_view element_name(BooleanOperation operation) {
  switch (operation) {
    case BooleanOperation::and_:
      return "gating:and";
    case BooleanOperation::or_:
      return "gating:or";
    case BooleanOperation::not_:
      return "gating:not";
  }
  return {};
}

class DocumentWriter {
 public:
  std::string write(const Strategy& strategy) {
    for (const auto& [id, transformation] : strategy.transformations) add(id, transformation);
    for (const auto& [id, ratio] : strategy.ratios) add(id, ratio);
    for (const auto& [id, matrix] : strategy.matrices) add(id, matrix);
    for (const auto& node : strategy.gates) add(node);
    if (strategy == Strategy{}) xml_.line(element("data-type:custom_info", {}));  // the schema asks for an element
    xml_.close();
    return xml_.take();
  }

 private:
  void add(const std::string& id, const Transformation& transformation) {
    open_definition("transforms:transformation",
                    joined({{"transforms:id", id}}, bound_attributes(transformation.bound())));
    xml_.line(std::visit([](const auto& parameters) { return function(parameters); }, transformation.parameters()));
    xml_.close();
  }

  void add(const std::string& id, const Ratio& ratio) {
    open_definition("transforms:transformation", joined({{"transforms:id", id}}, bound_attributes(ratio.bound)));
    xml_.open("transforms:fratio", {{"transforms:A", number_text(ratio.A)},
                                    {"transforms:B", number_text(ratio.B)},
                                    {"transforms:C", number_text(ratio.C)}});
    xml_.line(fcs_dimension(ratio.numerator));
    xml_.line(fcs_dimension(ratio.denominator));
    xml_.close();
    xml_.close();
  }

  /// The standard wants a row for each fluorochrome also where the numbers are an inverse, which has a row for each
  /// detector: they run on.
  void add(const std::string& id, const SpectrumMatrix& matrix) {
    Attributes attributes{{"transforms:id", id}};
    if (matrix.inverted_already) attributes.emplace_back("transforms:matrix-inverted-already", "true");
    open_definition("transforms:spectrumMatrix", attributes);
    add_names("transforms:fluorochromes", matrix.fluorochromes);
    add_names("transforms:detectors", matrix.detectors);
    for (const auto& row : rows_of(matrix.coefficients, matrix.detectors.size())) {
      xml_.line(element("transforms:spectrum", {}, numbers("transforms:coefficient", "transforms:value", row)));
    }
    xml_.close();
  }

  void add_names(std::string_view list, const std::vector<std::string>& names) {
    xml_.open(list);
    for (const auto& name : names) xml_.line(fcs_dimension(name));
    xml_.close();
  }

  void add(const GateNode& node) {
    node_ = &node;
    std::visit([this](const auto& gate) { add(gate); }, node.gate);
    xml_.close();
  }

  void add(const RectangleGate& gate) {
    open_gate("gating:RectangleGate");
    for (const auto& side : gate.sides) add("gating:dimension", side.dimension, side_attributes(side));
  }

  void add(const PolygonGate& gate) {
    open_gate("gating:PolygonGate");
    for (const auto& dimension : gate.dimensions) add("gating:dimension", dimension);
    for (const auto& [x, y] : gate.vertices) {
      xml_.line(element("gating:vertex", {}, coordinates(std::array{x, y})));
    }
  }

  void add(const EllipsoidGate& gate) {
    open_gate("gating:EllipsoidGate");
    for (const auto& dimension : gate.dimensions) add("gating:dimension", dimension);
    xml_.line(element("gating:mean", {}, coordinates(gate.mean)));
    xml_.open("gating:covarianceMatrix");
    for (const auto& row : rows_of(gate.covariance, gate.dimensions.size())) {
      xml_.line(element("gating:row", {}, numbers("gating:entry", "data-type:value", row)));
    }
    xml_.close();
    xml_.line(element("gating:distanceSquare", {{"data-type:value", number_text(gate.distance_square)}}));
  }

  void add(const QuadrantGate& gate) {
    open_gate("gating:QuadrantGate");
    for (const auto& divider : gate.dividers) {
      xml_.open("gating:divider", joined({{"gating:id", divider.id}}, axis_attributes(divider.dimension)));
      xml_.line(axis_source(divider.dimension));
      for (const double value : divider.values) xml_.line(element("gating:value", {}, number_text(value)));
      xml_.close();
    }
    for (const auto& quadrant : gate.quadrants) {
      xml_.open("gating:Quadrant", {{"gating:id", quadrant.id}});
      for (const auto& [divider, location] : quadrant.positions) {
        xml_.line(
            element("gating:position", {{"gating:divider_ref", divider}, {"gating:location", number_text(location)}}));
      }
      xml_.close();
    }
  }

  void add(const BooleanGate& gate) {
    open_gate("gating:BooleanGate");
    xml_.open(element_name(gate.operation));
    for (const auto& operand : gate.operands) {
      Attributes attributes{{"gating:ref", operand.gate}};
      if (operand.complement) attributes.emplace_back("gating:use-as-complement", "true");
      xml_.line(element("gating:gateReference", attributes));
    }
    xml_.close();
  }

  void add(std::string_view name, const Dimension& dimension, const Attributes& more = {}) {
    xml_.open(name, joined(axis_attributes(dimension), more));
    xml_.line(axis_source(dimension));
    xml_.close();
  }

  void open_gate(std::string_view name) {
    Attributes attributes{{"gating:id", node_->id}};
    if (node_->parent) attributes.emplace_back("gating:parent_id", *node_->parent);
    open_definition(name, attributes);
    add_display_names();
  }

  void add_display_names() {
    std::vector<std::string> names;
    const auto add_name = [&names](const std::string& id, const std::string& name) {
      if (name == id) return;
      names.push_back(element("name", {{"xmlns", "urn:cytogate:gating-ml"}, {"of", id}}, detail::escaped(name)));
    };
    add_name(node_->id, node_->name);
    if (const auto* gate = std::get_if<QuadrantGate>(&node_->gate)) {
      for (const auto& quadrant : gate->quadrants) add_name(quadrant.id, quadrant.name);
    }
    if (names.empty()) return;
    if (names.size() == 1) {
      xml_.line(element("data-type:custom_info", {}, names.front()));
      return;
    }
    xml_.open("data-type:custom_info");
    for (const auto& name : names) xml_.line(name);
    xml_.close();
  }

  void open_definition(std::string_view name, const Attributes& attributes) {
    xml_.blank_line();
    xml_.open(name, attributes);
  }

  detail::XmlText xml_{start_of_document, "gating:Gating-ML"};
  const GateNode* node_ = nullptr;  ///< the gate being written
};

}  // namespace

Result<std::string> write(const Strategy& strategy) {
  FCS_TRY(form, detail::written_form(strategy));
  for (const auto& [id, matrix] : form.matrices) {
    if (matrix.fluorochromes.size() >= 2) continue;
    return Error{Code::bad_matrix,
                 {{}, "matrix " + id, {}},
                 "two fluorochromes or more",
                 fmt::format("{}", matrix.fluorochromes.size())};
  }
  auto text = DocumentWriter{}.write(form);
  auto back = read(text, {});
  if (!back) {
    auto error = std::move(back).error();
    error.where.at = {};  // a place in a document that nobody has
    return error;
  }
  if (!(back.value().strategy == form)) {
    return Error{Code::internal, {{}, "Gating-ML", {}}, "a document that reads back as the same strategy", "another"};
  }
  return text;
}

Result<void> write_file(const std::filesystem::path& file, const Strategy& strategy) {
  auto text = write(strategy);
  if (!text) {
    auto error = std::move(text).error();
    error.where.file = file.string();
    return error;
  }
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text.value()));
  return out.commit();
}

}  // namespace gating::gatingml
