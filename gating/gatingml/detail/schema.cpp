#include "gating/gatingml/detail/schema.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace gating::gatingml::detail {
namespace {

using fcs::Code;
using Names = std::span<const ElementName>;

/// What the schemas say of one element.
struct Shape {
  ElementName element;
  Names children;              ///< in their order, custom_info among them where it may stand
  Names attributes;            ///< those that mean something
  bool takes_more_attributes;  ///< of any namespace
};

constexpr ElementName custom_info{Space::data_type, "custom_info"};
constexpr ElementName fcs_dimension{Space::data_type, "fcs-dimension"};
constexpr ElementName new_dimension{Space::data_type, "new-dimension"};
constexpr ElementName dimension{Space::gating, "dimension"};
constexpr ElementName coordinate{Space::gating, "coordinate"};
constexpr ElementName reference{Space::gating, "gateReference"};

constexpr auto gate_attributes = std::to_array<ElementName>({{Space::gating, "id"}, {Space::gating, "parent_id"}});
constexpr auto value_attribute = std::to_array<ElementName>({{Space::data_type, "value"}});
constexpr auto name_attribute = std::to_array<ElementName>({{Space::data_type, "name"}});
constexpr auto coefficient_attribute = std::to_array<ElementName>({{Space::transforms, "value"}});
constexpr auto axis_attributes = std::to_array<ElementName>({{Space::gating, "compensation-ref"},
                                                             {Space::gating, "transformation-ref"},
                                                             {Space::gating, "min"},
                                                             {Space::gating, "max"}});
constexpr auto divider_attributes = std::to_array<ElementName>(
    {{Space::gating, "id"}, {Space::gating, "compensation-ref"}, {Space::gating, "transformation-ref"}});
constexpr auto quadrant_attributes = std::to_array<ElementName>({{Space::gating, "id"}});
constexpr auto position_attributes =
    std::to_array<ElementName>({{Space::gating, "divider_ref"}, {Space::gating, "location"}});
constexpr auto reference_attributes =
    std::to_array<ElementName>({{Space::gating, "ref"}, {Space::gating, "use-as-complement"}});
constexpr auto ratio_reference = std::to_array<ElementName>({{Space::data_type, "transformation-ref"}});
constexpr auto transformation_attributes = std::to_array<ElementName>(
    {{Space::transforms, "id"}, {Space::transforms, "boundMin"}, {Space::transforms, "boundMax"}});
constexpr auto matrix_attributes =
    std::to_array<ElementName>({{Space::transforms, "id"}, {Space::transforms, "matrix-inverted-already"}});
constexpr auto parameters = std::to_array<ElementName>(
    {{Space::transforms, "T"}, {Space::transforms, "W"}, {Space::transforms, "M"}, {Space::transforms, "A"}});
constexpr auto ratio_parameters =
    std::to_array<ElementName>({{Space::transforms, "A"}, {Space::transforms, "B"}, {Space::transforms, "C"}});

constexpr auto one_axis = std::to_array<ElementName>({fcs_dimension, new_dimension});
constexpr auto channel_list = std::to_array<ElementName>({fcs_dimension});
constexpr auto coordinates = std::to_array<ElementName>({coordinate});
constexpr auto references = std::to_array<ElementName>({reference});
constexpr auto only_custom_info = std::to_array<ElementName>({custom_info});
constexpr auto ratio_children = std::to_array<ElementName>({custom_info, fcs_dimension});
constexpr auto rectangle_children = std::to_array<ElementName>({custom_info, dimension});
constexpr auto polygon_children = std::to_array<ElementName>({custom_info, dimension, {Space::gating, "vertex"}});
constexpr auto ellipsoid_children = std::to_array<ElementName>({custom_info,
                                                                dimension,
                                                                {Space::gating, "mean"},
                                                                {Space::gating, "covarianceMatrix"},
                                                                {Space::gating, "distanceSquare"}});
constexpr auto rows = std::to_array<ElementName>({{Space::gating, "row"}});
constexpr auto entries = std::to_array<ElementName>({{Space::gating, "entry"}});
constexpr auto quadrant_gate_children =
    std::to_array<ElementName>({custom_info, {Space::gating, "divider"}, {Space::gating, "Quadrant"}});
constexpr auto divider_children = std::to_array<ElementName>({fcs_dimension, new_dimension, {Space::gating, "value"}});
constexpr auto positions = std::to_array<ElementName>({{Space::gating, "position"}});
constexpr auto boolean_children =
    std::to_array<ElementName>({custom_info, {Space::gating, "and"}, {Space::gating, "or"}, {Space::gating, "not"}});
constexpr auto functions = std::to_array<ElementName>({{Space::transforms, "flin"},
                                                       {Space::transforms, "fratio"},
                                                       {Space::transforms, "flog"},
                                                       {Space::transforms, "fasinh"},
                                                       {Space::transforms, "hyperlog"},
                                                       {Space::transforms, "logicle"}});
constexpr auto matrix_children = std::to_array<ElementName>({custom_info,
                                                             {Space::transforms, "fluorochromes"},
                                                             {Space::transforms, "detectors"},
                                                             {Space::transforms, "spectrum"}});
constexpr auto coefficients = std::to_array<ElementName>({{Space::transforms, "coefficient"}});

constexpr auto shapes = std::to_array<Shape>({
    {{Space::gating, "Gating-ML"}, {}, {}, false},
    {{Space::gating, "RectangleGate"}, rectangle_children, gate_attributes, true},
    {{Space::gating, "PolygonGate"}, polygon_children, gate_attributes, true},
    {{Space::gating, "EllipsoidGate"}, ellipsoid_children, gate_attributes, true},
    {{Space::gating, "QuadrantGate"}, quadrant_gate_children, gate_attributes, true},
    {{Space::gating, "BooleanGate"}, boolean_children, gate_attributes, true},
    {dimension, one_axis, axis_attributes, false},
    {fcs_dimension, {}, name_attribute, false},
    {new_dimension, {}, ratio_reference, false},
    {{Space::gating, "vertex"}, coordinates, {}, false},
    {coordinate, {}, value_attribute, false},
    {{Space::gating, "mean"}, coordinates, {}, false},
    {{Space::gating, "covarianceMatrix"}, rows, {}, false},
    {{Space::gating, "row"}, entries, {}, false},
    {{Space::gating, "entry"}, {}, value_attribute, false},
    {{Space::gating, "distanceSquare"}, {}, value_attribute, false},
    {{Space::gating, "divider"}, divider_children, divider_attributes, false},
    {{Space::gating, "value"}, {}, {}, false},
    {{Space::gating, "Quadrant"}, positions, quadrant_attributes, false},
    {{Space::gating, "position"}, {}, position_attributes, false},
    {{Space::gating, "and"}, references, {}, false},
    {{Space::gating, "or"}, references, {}, false},
    {{Space::gating, "not"}, references, {}, false},
    {reference, {}, reference_attributes, false},
    {{Space::transforms, "transformation"}, functions, transformation_attributes, true},
    {{Space::transforms, "flin"}, only_custom_info, parameters, true},
    {{Space::transforms, "flog"}, only_custom_info, parameters, true},
    {{Space::transforms, "fasinh"}, only_custom_info, parameters, true},
    {{Space::transforms, "logicle"}, only_custom_info, parameters, true},
    {{Space::transforms, "hyperlog"}, only_custom_info, parameters, true},
    {{Space::transforms, "fratio"}, ratio_children, ratio_parameters, true},
    {{Space::transforms, "spectrumMatrix"}, matrix_children, matrix_attributes, true},
    {{Space::transforms, "fluorochromes"}, channel_list, {}, false},
    {{Space::transforms, "detectors"}, channel_list, {}, false},
    {{Space::transforms, "spectrum"}, coefficients, {}, false},
    {{Space::transforms, "coefficient"}, {}, coefficient_attribute, false},
});

const Shape* shape_of(const Element& element) {
  const auto space = element.space();
  const auto name = element.name();
  const auto found = std::ranges::find_if(
      shapes, [&](const Shape& one) { return one.element.name == name && one.element.space == space; });
  return found == shapes.end() ? nullptr : found;
}

std::string_view usual_prefix(Space space) {
  return space == Space::gating ? "gating" : space == Space::transforms ? "transforms" : "data-type";
}

bool is_ours(Space space) { return space == Space::gating || space == Space::transforms || space == Space::data_type; }

class SchemaWalk {
 public:
  std::vector<fcs::Finding> walk(const Element& root, const std::vector<Element>& definitions) {
    check_attributes(root, *shape_of(root));
    for (const auto& definition : definitions) {
      if (is_full()) break;
      look_at(definition);
    }
    if (unprefixed_ > 1) {
      first_unprefixed_->deviation.found += fmt::format(", as {} more are", unprefixed_ - 1);
    }
    if (first_unprefixed_) out_.push_back(*std::move(first_unprefixed_));
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is_full() const { return out_.size() >= Errors::most; }

  void deviates(fcs::Error error, std::string assumed) {
    if (!is_full()) out_.push_back({std::move(error), std::move(assumed)});
  }

  /// Elements that the reader refuses, or passes over, are none of ours.
  void look_at(const Element& element) {
    const auto* shape = shape_of(element);
    if (shape == nullptr) return;
    check_attributes(element, *shape);
    std::size_t furthest = 0;
    bool is_in_order = true;
    std::size_t channels = 0;
    for (const auto& child : element.children()) {
      const auto space = child.space();
      const auto found = std::ranges::find_if(
          shape->children, [&](const ElementName& one) { return one.name == child.name() && one.space == space; });
      if (found == shape->children.end()) {
        if (space == Space::data_type && child.name() == custom_info.name) {
          deviates(child.error(Code::unexpected_element, fmt::format("no custom_info in {}", element.name()), "one"),
                   "it is passed over; programs that validate refuse the document");
        }
        continue;
      }
      const auto place = static_cast<std::size_t>(found - shape->children.begin());
      if (place < furthest && is_in_order) {
        is_in_order = false;
        std::string order;
        for (const auto& one : shape->children) order += (order.empty() ? "" : ", ") + std::string{one.name};
        deviates(child.error(Code::unexpected_element, fmt::format("the order {}", order),
                             fmt::format("{} after {}", child.name(), shape->children[furthest].name)),
                 "the order plays no part; programs that validate refuse the document");
      }
      furthest = std::max(furthest, place);
      if (child.name() == fcs_dimension.name) ++channels;
      if (child.name() != custom_info.name) look_at(child);
    }
    if (element.name() == "fluorochromes" && channels == 1) {
      deviates(element.error(Code::bad_matrix, "two fluorochromes or more", "one"),
               "the matrix is used; programs that validate refuse the document");
    }
  }

  void check_attributes(const Element& element, const Shape& shape) {
    for (const auto& attribute : element.attributes()) {
      if (!is_ours(attribute.space) && attribute.has_prefix) {
        if (!shape.takes_more_attributes) {
          deviates(element.error_at(attribute, Code::bad_attribute,
                                    fmt::format("no attributes of other programs in {}", element.name()),
                                    attribute.as_written),
                   "it is passed over; programs that validate refuse the document");
        }
        continue;
      }
      const auto meant = std::ranges::find(shape.attributes, attribute.name, &ElementName::name);
      if (meant == shape.attributes.end()) {
        deviates(element.error_at(attribute, Code::bad_attribute,
                                  fmt::format("an attribute that means something in {}", element.name()),
                                  attribute.as_written),
                 "it is passed over");
      } else if (!attribute.has_prefix) {
        if (++unprefixed_ > 1) continue;
        first_unprefixed_ = {element.error_at(attribute, Code::bad_attribute,
                                              fmt::format("{}:{}", usual_prefix(meant->space), meant->name),
                                              fmt::format("{} without a prefix", attribute.as_written)),
                             "it is read all the same; programs that validate refuse the document"};
      } else if (meant->space != attribute.space) {
        deviates(element.error_at(attribute, Code::bad_attribute,
                                  fmt::format("{}:{}", usual_prefix(meant->space), meant->name), attribute.as_written),
                 "it is read all the same; programs that validate refuse the document");
      }
    }
  }

  std::vector<fcs::Finding> out_;
  std::optional<fcs::Finding> first_unprefixed_;
  std::size_t unprefixed_ = 0;
};

}  // namespace

std::vector<fcs::Finding> schema_deviations(const Element& root, const std::vector<Element>& definitions) {
  return SchemaWalk{}.walk(root, definitions);
}

}  // namespace gating::gatingml::detail
