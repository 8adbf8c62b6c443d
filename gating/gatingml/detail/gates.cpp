#include "gating/gatingml/detail/gates.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "gating/gatingml/detail/lexical.h"

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using fcs::Result;

constexpr ElementName fcs_dimension{Space::data_type, "fcs-dimension"};
constexpr ElementName new_dimension{Space::data_type, "new-dimension"};

/// The id of a population: a gate or a Quadrant.
Result<void> check_population(const Element& element, std::string_view attribute, const std::string& id,
                              const Context& context) {
  if (context.ids.has(id, {IdKind::gate, IdKind::quadrant})) return fcs::success();
  return element.error_at(attribute, Code::dangling_reference,
                          context.ids.has(id, {IdKind::quadrant_gate})
                              ? "the id of one of its Quadrants, as a QuadrantGate is no population"
                              : "the id of a gate or a Quadrant",
                          id);
}

Result<CompensationRef> read_compensation(const Element& element, const Context& context) {
  FCS_TRY(reference, element.required("compensation-ref"));
  if (reference == "uncompensated") return CompensationRef{Uncompensated{}};
  if (reference == "FCS") return CompensationRef{FileCompensation{}};
  if (context.ids.has(reference, {IdKind::matrix})) return CompensationRef{MatrixCompensation{reference}};
  return element.error_at("compensation-ref", Code::dangling_reference,
                          "uncompensated, FCS or the id of a spectrumMatrix", reference);
}

Result<std::variant<ChannelReference, RatioReference>> read_source(const Element& element,
                                                                   const std::vector<Element>& children,
                                                                   const Context& context) {
  auto sources = named(children, fcs_dimension.name);
  const auto derived = named(children, new_dimension.name);
  sources.insert(sources.end(), derived.begin(), derived.end());
  if (sources.empty()) return element.error(Code::missing_element, "fcs-dimension or new-dimension", "neither");
  if (sources.size() > 1) {
    return sources[1].error(Code::unexpected_element, "one fcs-dimension or new-dimension", "a second one");
  }
  const auto& source = sources.front();
  if (derived.empty()) {
    FCS_TRY(name, source.required("name"));
    return ChannelReference{std::move(name)};
  }
  FCS_TRY(ratio, source.required_id("transformation-ref"));
  if (context.ids.has(ratio, {IdKind::ratio})) return RatioReference{std::move(ratio)};
  return source.error_at("transformation-ref", Code::dangling_reference, "the id of a transformation that is an fratio",
                         ratio);
}

/// What a dimension and a divider have in common; `children` are the element's own.
Result<Dimension> read_axis(const Element& element, const std::vector<Element>& children, const Context& context) {
  FCS_TRY(compensation, read_compensation(element, context));
  FCS_TRY(source, read_source(element, children, context));
  FCS_TRY(transformation, element.optional_id("transformation-ref"));
  if (transformation && !context.ids.has(*transformation, {IdKind::transformation})) {
    return element.error_at("transformation-ref", Code::dangling_reference,
                            context.ids.has(*transformation, {IdKind::ratio})
                                ? "the id of a scale transformation; a ratio goes into new-dimension"
                                : "the id of a transformation",
                            *transformation);
  }
  return Dimension{std::move(source), std::move(compensation), std::move(transformation)};
}

Result<Dimension> read_dimension(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {fcs_dimension, new_dimension}, context));
  return read_axis(element, children, context);
}

Result<std::vector<Dimension>> read_dimensions(const std::vector<Element>& elements, Context& context) {
  std::vector<Dimension> dimensions;
  for (const auto& element : elements) {
    FCS_TRY(dimension, read_dimension(element, context));
    if (std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end()) {
      context.tolerate(element.error(Code::bad_gate, "dimensions of which each stands once", "a repeated one"),
                       "both are applied");
    }
    dimensions.push_back(std::move(dimension));
  }
  return dimensions;
}

/// The finite numbers in the attributes `value` of children of one kind.
Result<std::vector<double>> read_values(const Element& parent, std::string_view child, Context& context) {
  FCS_TRY(children, children_among(parent, {{Space::gating, child}}, context));
  std::vector<double> values;
  for (const auto& element : children) {
    FCS_TRY(value, element.number("value"));
    if (!std::isfinite(value)) {
      return element.error_at("value", Code::bad_gate, "finite numbers", fmt::format("{}", value));
    }
    values.push_back(value);
  }
  return values;
}

Result<Gate> read_rectangle(const Element& element, Context& context) {
  FCS_TRY(elements, children_among(element, {{Space::gating, "dimension"}}, context));
  if (elements.empty()) return element.error(Code::missing_element, "at least one dimension", "none");
  FCS_TRY(dimensions, read_dimensions(elements, context));
  RectangleGate gate;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto& dimension = elements[i];
    FCS_TRY(min, dimension.optional_number("min"));
    FCS_TRY(max, dimension.optional_number("max"));
    if (!min && !max) return dimension.error(Code::bad_gate, "min, max or both", "neither");
    RectangleGate::Side side{dimensions[i]};
    if (min) side.min = *min;
    if (max) side.max = *max;
    if (!(side.min < side.max)) {
      return dimension.error(Code::bad_gate, "min < max", fmt::format("min = {} and max = {}", side.min, side.max));
    }
    gate.sides.push_back(std::move(side));
  }
  return Gate{std::move(gate)};
}

Result<Gate> read_polygon(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {{Space::gating, "dimension"}, {Space::gating, "vertex"}}, context));
  FCS_TRY(dimensions, read_dimensions(named(children, "dimension"), context));
  if (dimensions.size() != 2) {
    return element.error(Code::bad_gate, "two dimensions", fmt::format("{}", dimensions.size()));
  }
  PolygonGate gate;
  gate.dimensions = {dimensions[0], dimensions[1]};
  for (const auto& vertex : named(children, "vertex")) {
    FCS_TRY(coordinates, read_values(vertex, "coordinate", context));
    if (coordinates.size() != 2) {
      return vertex.error(Code::bad_gate, "two coordinates", fmt::format("{}", coordinates.size()));
    }
    gate.vertices.push_back({coordinates[0], coordinates[1]});
  }
  if (gate.vertices.size() < 3) {
    return element.error(Code::bad_gate, "three vertices or more", fmt::format("{}", gate.vertices.size()));
  }
  return Gate{std::move(gate)};
}

Result<std::vector<double>> read_covariance(const Element& matrix, std::size_t size, Context& context) {
  FCS_TRY(rows, children_among(matrix, {{Space::gating, "row"}}, context));
  if (rows.size() != size) {
    return matrix.error(Code::bad_gate, fmt::format("{} rows", size), fmt::format("{}", rows.size()));
  }
  std::vector<double> covariance;
  for (const auto& row : rows) {
    FCS_TRY(entries, read_values(row, "entry", context));
    if (entries.size() != size) {
      return row.error(Code::bad_gate, fmt::format("{} entries", size), fmt::format("{}", entries.size()));
    }
    covariance.insert(covariance.end(), entries.begin(), entries.end());
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (covariance[i * size + j] == covariance[j * size + i]) continue;
      context.tolerate(matrix.error(Code::bad_gate, "a symmetric covarianceMatrix", "one that is not"),
                       "it is used as it stands");
      return covariance;
    }
  }
  return covariance;
}

Result<Gate> read_ellipsoid(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element,
                                   {{Space::gating, "dimension"},
                                    {Space::gating, "mean"},
                                    {Space::gating, "covarianceMatrix"},
                                    {Space::gating, "distanceSquare"}},
                                   context));
  EllipsoidGate gate;
  FCS_TRY(dimensions, read_dimensions(named(children, "dimension"), context));
  const auto size = dimensions.size();
  if (size < 2) return element.error(Code::bad_gate, "two dimensions or more", fmt::format("{}", size));
  gate.dimensions = std::move(dimensions);

  FCS_TRY(mean, only(element, children, "mean"));
  FCS_TRY(coordinates, read_values(mean, "coordinate", context));
  if (coordinates.size() != size) {
    return mean.error(Code::bad_gate, fmt::format("{} coordinates", size), fmt::format("{}", coordinates.size()));
  }
  gate.mean = std::move(coordinates);

  FCS_TRY(matrix, only(element, children, "covarianceMatrix"));
  FCS_TRY(covariance, read_covariance(matrix, size, context));
  gate.covariance = std::move(covariance);

  FCS_TRY(distance, only(element, children, "distanceSquare"));
  FCS_TRY(distance_square, distance.number("value"));
  if (!(distance_square >= 0 && std::isfinite(distance_square))) {
    return distance.error_at("value", Code::bad_gate, "distanceSquare >= 0", fmt::format("{}", distance_square));
  }
  gate.distance_square = distance_square;
  return Gate{std::move(gate)};
}

Result<QuadrantGate::Divider> read_divider(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {fcs_dimension, new_dimension, {Space::gating, "value"}}, context));
  FCS_TRY(id, element.required_id("id"));
  FCS_TRY(dimension, read_axis(element, children, context));
  QuadrantGate::Divider divider{std::move(id), std::move(dimension), {}};
  for (const auto& value : named(children, "value")) {
    const auto number = parse_number(value.text());
    if (!number) return value.error(Code::bad_number, "a number such as 1.5 or -2e3", value.text());
    if (!std::isfinite(*number)) return value.error(Code::bad_gate, "finite values", value.text());
    if (!divider.values.empty() && !(divider.values.back() < *number)) {
      return value.error(Code::bad_gate, "ascending values",
                         fmt::format("{} after {}", *number, divider.values.back()));
    }
    divider.values.push_back(*number);
  }
  if (divider.values.empty()) return element.error(Code::missing_element, "at least one value", "none");
  return divider;
}

Result<QuadrantGate::Quadrant> read_quadrant(const Element& element, const std::vector<QuadrantGate::Divider>& dividers,
                                             Context& context) {
  FCS_TRY(positions, children_among(element, {{Space::gating, "position"}}, context));
  FCS_TRY(id, element.required_id("id"));
  QuadrantGate::Quadrant quadrant{id, id, {}};
  std::set<std::string> used;
  for (const auto& position : positions) {
    FCS_TRY(divider_id, position.required_id("divider_ref"));
    FCS_TRY(location, position.number("location"));
    const auto divider =
        std::find_if(dividers.begin(), dividers.end(), [&](const auto& one) { return one.id == divider_id; });
    if (divider == dividers.end()) {
      return position.error_at("divider_ref", Code::dangling_reference, "the id of a divider of the same gate",
                               divider_id);
    }
    if (!used.insert(divider_id).second) {
      return position.error_at("divider_ref", Code::bad_gate, "one position a divider",
                               fmt::format("a second one of {}", divider_id));
    }
    if (std::isnan(location) ||
        std::find(divider->values.begin(), divider->values.end(), location) != divider->values.end()) {
      return position.error_at("location", Code::bad_gate, "a location between the values of its divider",
                               fmt::format("{}", location));
    }
    quadrant.positions.push_back({std::move(divider_id), location});
  }
  if (quadrant.positions.empty()) return element.error(Code::missing_element, "at least one position", "none");
  return quadrant;
}

Result<Gate> read_quadrants(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {{Space::gating, "divider"}, {Space::gating, "Quadrant"}}, context));
  QuadrantGate gate;
  for (const auto& child : named(children, "divider")) {
    FCS_TRY(divider, read_divider(child, context));
    gate.dividers.push_back(std::move(divider));
  }
  for (const auto& child : named(children, "Quadrant")) {
    FCS_TRY(quadrant, read_quadrant(child, gate.dividers, context));
    gate.quadrants.push_back(std::move(quadrant));
  }
  if (gate.dividers.empty()) return element.error(Code::missing_element, "at least one divider", "none");
  if (gate.quadrants.empty()) return element.error(Code::missing_element, "at least one Quadrant", "none");
  return Gate{std::move(gate)};
}

Result<Gate> read_boolean(const Element& element, Context& context) {
  FCS_TRY(operations,
          children_among(element, {{Space::gating, "and"}, {Space::gating, "or"}, {Space::gating, "not"}}, context));
  if (operations.empty()) return element.error(Code::missing_element, "and, or or not", "none");
  if (operations.size() > 1) {
    return operations[1].error(Code::unexpected_element, "one of and, or and not", "a second one");
  }
  const auto& operation = operations.front();
  BooleanGate gate;
  gate.operation = operation.name() == "and"  ? BooleanOperation::and_
                   : operation.name() == "or" ? BooleanOperation::or_
                                              : BooleanOperation::not_;
  FCS_TRY(references, children_among(operation, {{Space::gating, "gateReference"}}, context));
  for (const auto& reference : references) {
    FCS_TRY(id, reference.required_id("ref"));
    FCS_CHECK(check_population(reference, "ref", id, context));
    FCS_TRY(complement, reference.flag("use-as-complement"));
    gate.operands.push_back({std::move(id), complement});
  }
  const bool takes_one = gate.operation == BooleanOperation::not_;
  if (takes_one ? gate.operands.size() != 1 : gate.operands.size() < 2) {
    return operation.error(Code::bad_gate, takes_one ? "one gateReference" : "two gateReferences or more",
                           fmt::format("{}", gate.operands.size()));
  }
  return Gate{std::move(gate)};
}

using GateReader = Result<Gate> (*)(const Element&, Context&);

GateReader reader_of(std::string_view name) {
  if (name == "RectangleGate") return read_rectangle;
  if (name == "PolygonGate") return read_polygon;
  if (name == "EllipsoidGate") return read_ellipsoid;
  if (name == "QuadrantGate") return read_quadrants;
  if (name == "BooleanGate") return read_boolean;
  return nullptr;
}

}  // namespace

bool is_gate(const Element& element) {
  return reader_of(element.name()) != nullptr && element.space() == Space::gating;
}

Result<GateNode> read_gate(const Element& element, Context& context) {
  FCS_TRY(id, element.required_id("id"));
  FCS_TRY(parent, element.optional_id("parent_id"));
  if (parent) {
    FCS_CHECK(check_population(element, "parent_id", *parent, context));
  }
  FCS_TRY(gate, reader_of(element.name())(element, context));
  return GateNode{id, id, std::move(parent), std::move(gate)};
}

}  // namespace gating::gatingml::detail
