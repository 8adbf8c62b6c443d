#include "gating/gatingml/detail/gates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
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

Result<std::optional<std::string>> read_transformation_reference(const Element& element, const Context& context) {
  FCS_TRY(transformation, element.optional_id("transformation-ref"));
  if (!transformation || context.ids.has(*transformation, {IdKind::transformation})) return std::move(transformation);
  return element.error_at("transformation-ref", Code::dangling_reference,
                          context.ids.has(*transformation, {IdKind::ratio})
                              ? "the id of a scale transformation; a ratio goes into new-dimension"
                              : "the id of a transformation",
                          *transformation);
}

/// What a dimension and a divider have in common; `children` are the element's own.
Result<Dimension> read_axis(const Element& element, const std::vector<Element>& children, const Context& context) {
  Errors errors;
  auto compensation = errors.keep(read_compensation(element, context));
  auto source = errors.keep(read_source(element, children, context));
  auto transformation = errors.keep(read_transformation_reference(element, context));
  FCS_CHECK(errors.result());
  return Dimension{*std::move(source), *std::move(compensation), *std::move(transformation)};
}

Result<Dimension> read_dimension(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {fcs_dimension, new_dimension}, context));
  return read_axis(element, children, context);
}

/// Equal for equal dimensions, and ordered.
using DimensionKey = std::array<std::string, 3>;
DimensionKey key_of(const Dimension& dimension) {
  const auto* channel = std::get_if<ChannelReference>(&dimension.source);
  const auto* matrix = std::get_if<MatrixCompensation>(&dimension.compensation);
  return {channel != nullptr ? "channel " + channel->name : "ratio " + std::get<RatioReference>(dimension.source).id,
          matrix != nullptr ? matrix->id : std::to_string(dimension.compensation.index()),
          dimension.transformation.value_or("")};
}

Result<std::vector<Dimension>> read_dimensions(const std::vector<Element>& elements, Context& context) {
  std::vector<Dimension> dimensions;
  std::set<DimensionKey> seen;
  Errors errors;
  for (const auto& element : elements) {
    auto dimension = errors.keep(read_dimension(element, context));
    if (!dimension) continue;
    if (!seen.insert(key_of(*dimension)).second) {
      context.tolerate(element.error(Code::bad_gate, "dimensions of which each stands once", "a repeated one"),
                       "both are applied");
    }
    dimensions.push_back(*std::move(dimension));
  }
  FCS_CHECK(errors.result());
  return dimensions;
}

/// The finite numbers in the attributes `value` of children of one kind.
Result<std::vector<double>> read_values(const Element& parent, std::string_view child, Context& context) {
  FCS_TRY(children, children_among(parent, {{Space::gating, child}}, context));
  std::vector<double> values;
  Errors errors;
  for (const auto& element : children) {
    const auto value = errors.keep(element.number("value"));
    if (!value) continue;
    if (!std::isfinite(*value)) {
      errors.add(element.error_at("value", Code::bad_gate, "finite numbers", fmt::format("{}", *value)));
    }
    values.push_back(*value);
  }
  FCS_CHECK(errors.result());
  return values;
}

struct Interval {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
};

Result<Interval> read_interval(const Element& dimension) {
  Errors errors;
  const auto min = errors.keep(dimension.optional_number("min"));
  const auto max = errors.keep(dimension.optional_number("max"));
  FCS_CHECK(errors.result());
  if (!*min && !*max) return dimension.error(Code::bad_gate, "min, max or both", "neither");
  Interval interval;
  if (*min) interval.min = **min;
  if (*max) interval.max = **max;
  if (interval.min < interval.max) return interval;
  return dimension.error(Code::bad_gate, "min < max", fmt::format("min = {} and max = {}", interval.min, interval.max));
}

Result<Gate> read_rectangle(const Element& element, Context& context) {
  FCS_TRY(elements, children_among(element, {{Space::gating, "dimension"}}, context));
  if (elements.empty()) return element.error(Code::missing_element, "at least one dimension", "none");
  Errors errors;
  auto dimensions = errors.keep(read_dimensions(elements, context));
  std::vector<Interval> intervals;
  for (const auto& dimension : elements) {
    if (const auto interval = errors.keep(read_interval(dimension))) intervals.push_back(*interval);
  }
  FCS_CHECK(errors.result());
  RectangleGate gate;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    gate.sides.push_back({std::move((*dimensions)[i]), intervals[i].min, intervals[i].max});
  }
  return Gate{std::move(gate)};
}

Result<Point> read_vertex(const Element& vertex, Context& context) {
  FCS_TRY(coordinates, read_values(vertex, "coordinate", context));
  if (coordinates.size() == 2) return Point{coordinates[0], coordinates[1]};
  return vertex.error(Code::bad_gate, "two coordinates", fmt::format("{}", coordinates.size()));
}

Result<Gate> read_polygon(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {{Space::gating, "dimension"}, {Space::gating, "vertex"}}, context));
  Errors errors;
  const auto dimensions = errors.keep(read_dimensions(named(children, "dimension"), context));
  if (dimensions && dimensions->size() != 2) {
    errors.add(element.error(Code::bad_gate, "two dimensions", fmt::format("{}", dimensions->size())));
  }
  const auto vertices = named(children, "vertex");
  if (vertices.size() < 3) {
    errors.add(element.error(Code::bad_gate, "three vertices or more", fmt::format("{}", vertices.size())));
  }
  PolygonGate gate;
  for (const auto& vertex : vertices) {
    if (errors.is_full()) break;
    if (const auto point = errors.keep(read_vertex(vertex, context))) gate.vertices.push_back(*point);
  }
  FCS_CHECK(errors.result());
  gate.dimensions = {dimensions->front(), dimensions->back()};
  return Gate{std::move(gate)};
}

Result<std::vector<double>> read_mean(const Element& gate, const std::vector<Element>& children, std::size_t size,
                                      Context& context) {
  FCS_TRY(mean, only(gate, children, "mean"));
  FCS_TRY(coordinates, read_values(mean, "coordinate", context));
  if (coordinates.size() == size) return std::move(coordinates);
  return mean.error(Code::bad_gate, fmt::format("{} coordinates", size), fmt::format("{}", coordinates.size()));
}

Result<double> read_distance_square(const Element& gate, const std::vector<Element>& children) {
  FCS_TRY(distance, only(gate, children, "distanceSquare"));
  FCS_TRY(value, distance.number("value"));
  if (value >= 0 && std::isfinite(value)) return value;
  return distance.error_at("value", Code::bad_gate, "distanceSquare >= 0", fmt::format("{}", value));
}

Result<std::vector<double>> read_covariance(const Element& gate, const std::vector<Element>& children, std::size_t size,
                                            Context& context) {
  FCS_TRY(matrix, only(gate, children, "covarianceMatrix"));
  FCS_TRY(rows, children_among(matrix, {{Space::gating, "row"}}, context));
  if (rows.size() != size) {
    return matrix.error(Code::bad_gate, fmt::format("{} rows", size), fmt::format("{}", rows.size()));
  }
  std::vector<double> covariance;
  Errors errors;
  for (const auto& row : rows) {
    const auto entries = errors.keep(read_values(row, "entry", context));
    if (!entries) continue;
    if (entries->size() != size) {
      errors.add(row.error(Code::bad_gate, fmt::format("{} entries", size), fmt::format("{}", entries->size())));
    }
    covariance.insert(covariance.end(), entries->begin(), entries->end());
  }
  FCS_CHECK(errors.result());
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
  const auto elements = named(children, "dimension");
  const auto size = elements.size();
  if (size < 2) return element.error(Code::bad_gate, "two dimensions or more", fmt::format("{}", size));
  Errors errors;
  auto dimensions = errors.keep(read_dimensions(elements, context));
  auto mean = errors.keep(read_mean(element, children, size, context));
  auto covariance = errors.keep(read_covariance(element, children, size, context));
  const auto distance_square = errors.keep(read_distance_square(element, children));
  FCS_CHECK(errors.result());
  return Gate{EllipsoidGate{*std::move(dimensions), *std::move(mean), *std::move(covariance), *distance_square}};
}

Result<std::vector<double>> read_divider_values(const Element& divider, const std::vector<Element>& elements) {
  std::vector<double> values;
  for (const auto& element : elements) {
    const auto number = parse_number(element.text());
    if (!number) return element.error(Code::bad_number, "a number such as 1.5 or -2e3", element.text());
    if (!std::isfinite(*number)) return element.error(Code::bad_gate, "finite values", element.text());
    if (!values.empty() && !(values.back() < *number)) {
      return element.error(Code::bad_gate, "ascending values", fmt::format("{} after {}", *number, values.back()));
    }
    values.push_back(*number);
  }
  if (values.empty()) return divider.error(Code::missing_element, "at least one value", "none");
  return values;
}

Result<QuadrantGate::Divider> read_divider(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {fcs_dimension, new_dimension, {Space::gating, "value"}}, context));
  FCS_TRY(id, element.required_id("id"));
  Errors errors;
  auto dimension = errors.keep(read_axis(element, children, context));
  auto values = errors.keep(read_divider_values(element, named(children, "value")));
  FCS_CHECK(errors.result());
  return QuadrantGate::Divider{std::move(id), *std::move(dimension), *std::move(values)};
}

/// The dividers of one gate, by id.
using Dividers = std::map<std::string, const QuadrantGate::Divider*>;

Result<QuadrantGate::Position> read_position(const Element& position, const Dividers& dividers) {
  FCS_TRY(id, position.required_id("divider_ref"));
  FCS_TRY(location, position.number("location"));
  const auto divider = dividers.find(id);
  if (divider == dividers.end()) {
    return position.error_at("divider_ref", Code::dangling_reference, "the id of a divider of the same gate", id);
  }
  if (std::isnan(location) || std::ranges::binary_search(divider->second->values, location)) {
    return position.error_at("location", Code::bad_gate, "a location between the values of its divider",
                             fmt::format("{}", location));
  }
  return QuadrantGate::Position{std::move(id), location};
}

Result<QuadrantGate::Quadrant> read_quadrant(const Element& element, const Dividers& dividers, Context& context) {
  FCS_TRY(positions, children_among(element, {{Space::gating, "position"}}, context));
  FCS_TRY(id, element.required_id("id"));
  QuadrantGate::Quadrant quadrant{id, id, {}};
  std::set<std::string> used;
  Errors errors;
  for (const auto& one : positions) {
    auto position = errors.keep(read_position(one, dividers));
    if (!position) continue;
    if (!used.insert(position->divider).second) {
      errors.add(one.error_at("divider_ref", Code::bad_gate, "one position a divider",
                              fmt::format("a second one of {}", position->divider)));
    }
    quadrant.positions.push_back(*std::move(position));
  }
  if (positions.empty()) errors.add(element.error(Code::missing_element, "at least one position", "none"));
  FCS_CHECK(errors.result());
  return quadrant;
}

Result<Gate> read_quadrants(const Element& element, Context& context) {
  FCS_TRY(children, children_among(element, {{Space::gating, "divider"}, {Space::gating, "Quadrant"}}, context));
  const auto dividers = named(children, "divider");
  const auto quadrants = named(children, "Quadrant");
  QuadrantGate gate;
  Errors errors;
  for (const auto& child : dividers) {
    if (auto divider = errors.keep(read_divider(child, context))) gate.dividers.push_back(*std::move(divider));
  }
  if (dividers.empty()) errors.add(element.error(Code::missing_element, "at least one divider", "none"));
  if (quadrants.empty()) errors.add(element.error(Code::missing_element, "at least one Quadrant", "none"));
  FCS_CHECK(errors.result());  // what a Quadrant says can be judged only by dividers that are sound
  Dividers by_id;
  for (const auto& divider : gate.dividers) by_id.emplace(divider.id, &divider);
  for (const auto& child : quadrants) {
    if (auto quadrant = errors.keep(read_quadrant(child, by_id, context))) {
      gate.quadrants.push_back(*std::move(quadrant));
    }
  }
  FCS_CHECK(errors.result());
  return Gate{std::move(gate)};
}

Result<BooleanGate::Operand> read_operand(const Element& reference, const Context& context) {
  FCS_TRY(id, reference.required_id("ref"));
  FCS_CHECK(check_population(reference, "ref", id, context));
  FCS_TRY(complement, reference.flag("use-as-complement"));
  return BooleanGate::Operand{std::move(id), complement};
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
  Errors errors;
  for (const auto& reference : references) {
    if (errors.is_full()) break;
    if (auto operand = errors.keep(read_operand(reference, context))) gate.operands.push_back(*std::move(operand));
  }
  const bool takes_one = gate.operation == BooleanOperation::not_;
  if (takes_one ? references.size() != 1 : references.size() < 2) {
    errors.add(operation.error(Code::bad_gate, takes_one ? "one gateReference" : "two gateReferences or more",
                               fmt::format("{}", references.size())));
  }
  FCS_CHECK(errors.result());
  return Gate{std::move(gate)};
}

Result<std::optional<std::string>> read_parent(const Element& gate, const Context& context) {
  FCS_TRY(parent, gate.optional_id("parent_id"));
  if (parent) {
    FCS_CHECK(check_population(gate, "parent_id", *parent, context));
  }
  return std::move(parent);
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
  Errors errors;
  auto parent = errors.keep(read_parent(element, context));
  auto gate = errors.keep(reader_of(element.name())(element, context));
  FCS_CHECK(errors.result());
  return GateNode{id, id, *std::move(parent), *std::move(gate)};
}

GateNode outline_of(const Element& element, const Context& context) {
  const auto id_of = [](const Element& one, std::string_view attribute) {
    const auto id = one.optional_id(attribute);
    return id.has_value() ? id.value() : std::nullopt;
  };
  const auto population_of = [&](const Element& one, std::string_view attribute) {
    const auto id = id_of(one, attribute);
    return id && context.ids.has(*id, {IdKind::gate, IdKind::quadrant}) ? id : std::nullopt;
  };
  const auto id = id_of(element, "id").value_or("");
  GateNode node{id, id, population_of(element, "parent_id"), RectangleGate{}};
  if (element.name() == "QuadrantGate") {
    QuadrantGate gate;
    for (const auto& child : element.children()) {
      const auto quadrant = id_of(child, "id");
      if (quadrant && child.is(Space::gating, "Quadrant")) gate.quadrants.push_back({*quadrant, *quadrant, {}});
    }
    node.gate = std::move(gate);
  } else if (element.name() == "BooleanGate") {
    BooleanGate gate;
    for (const auto& operation : element.children()) {
      for (const auto& reference : operation.children()) {
        if (const auto operand = population_of(reference, "ref")) gate.operands.push_back({*operand, false});
      }
    }
    node.gate = std::move(gate);
  }
  return node;
}

}  // namespace gating::gatingml::detail
