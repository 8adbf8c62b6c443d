#include "panels/read.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "fcs/base/input_file.h"
#include "gating/gatingml/read.h"
#include "gating/strategy.h"
#include "panels/detail/join.h"
#include "panels/detail/panel_toml.h"

namespace panels {
namespace {

using detail::PanelDocument;
using fcs::Code;
using fcs::Error;
using fcs::Result;

Result<void> check_population(const std::vector<gating::Population>& populations, const std::string& text,
                              const fcs::Place& place) {
  auto found = gating::find_population(populations, text);
  if (found) return fcs::success();
  auto error = std::move(found).error();
  error.where = place;
  return error;
}

Result<void> check_endpoints(const PanelDocument& document) {
  FCS_TRY(populations, gating::populations(document.panel.strategy));
  for (std::size_t i = 0; i < document.endpoints.size(); ++i) {
    FCS_CHECK(check_population(populations, document.panel.endpoints[i].population, document.endpoints[i].population));
    FCS_CHECK(check_population(populations, document.panel.endpoints[i].of, document.endpoints[i].of));
  }
  return fcs::success();
}

bool has_dimension(const gating::Gate& gate, const std::string& name) {
  bool found = false;
  gating::for_each_dimension(gate, [&](const gating::Dimension& dimension) {
    const auto* channel = std::get_if<gating::ChannelReference>(&dimension.source);
    found = found || (channel != nullptr && channel->name == name);
  });
  return found;
}

/// A threshold moves an edge that is there: of a rectangle or a quadrant, in one of its dimensions.
Result<void> check_thresholds(const PanelDocument& document) {
  const auto& gates = document.panel.strategy.gates;
  for (std::size_t i = 0; i < document.thresholds.size(); ++i) {
    const auto& threshold = document.panel.thresholds[i];
    const auto& places = document.thresholds[i];
    const auto node = std::ranges::find(gates, threshold.gate, &gating::GateNode::id);
    const bool has_edges = node != gates.end() && (std::holds_alternative<gating::RectangleGate>(node->gate) ||
                                                   std::holds_alternative<gating::QuadrantGate>(node->gate));
    if (!has_edges) {
      return Error{Code::bad_value, places.gate, "the id of a RectangleGate or a QuadrantGate", threshold.gate};
    }
    if (!has_dimension(node->gate, threshold.dimension)) {
      return Error{Code::bad_value, places.dimension, "a dimension of gate " + threshold.gate, threshold.dimension};
    }
  }
  return fcs::success();
}

/// Its marker is measured as the gates measure it, so one of them must.
Result<void> check_references(const PanelDocument& document) {
  FCS_TRY(populations, gating::populations(document.panel.strategy));
  for (std::size_t i = 0; i < document.references.size(); ++i) {
    const auto& reference = document.panel.references[i];
    const auto& places = document.references[i];
    const bool is_gated = std::ranges::any_of(document.panel.strategy.gates, [&](const gating::GateNode& node) {
      return has_dimension(node.gate, reference.marker);
    });
    if (!is_gated)
      return Error{Code::bad_value, places.marker, "a marker that the strategy gates on", reference.marker};
    FCS_CHECK(check_population(populations, reference.population, places.population));
    if (!reference.without.empty()) {
      FCS_CHECK(check_population(populations, reference.without, places.without));
    }
  }
  return fcs::success();
}

}  // namespace

Result<ReadPanel> detail::join(PanelDocument document, std::string strategy_text, const std::string& strategy_file) {
  FCS_TRY(strategy, gating::gatingml::read(strategy_text, strategy_file));
  auto& panel = document.panel;
  panel.strategy = std::move(strategy.strategy);
  panel.strategy_file = strategy_file;
  panel.strategy_text = std::move(strategy_text);
  FCS_CHECK(check_endpoints(document));
  FCS_CHECK(check_thresholds(document));
  FCS_CHECK(check_references(document));
  auto findings = std::move(document.findings);
  std::ranges::move(strategy.findings, std::back_inserter(findings));
  return ReadPanel{std::move(panel), std::move(findings)};
}

Result<ReadPanel> make_panel(std::string_view panel_toml, const std::filesystem::path& file, std::string strategy_xml) {
  FCS_TRY(document, detail::parse_panel(panel_toml, file.string()));
  const auto strategy_file = file.parent_path() / document.strategy;
  return detail::join(std::move(document), std::move(strategy_xml), strategy_file.string());
}

Result<ReadPanel> read_panel(const std::filesystem::path& file) {
  FCS_TRY(toml, fcs::read_whole(file));
  FCS_TRY(document, detail::parse_panel(toml, file.string()));
  const auto strategy_file = file.parent_path() / document.strategy;
  auto strategy = fcs::read_whole(strategy_file);
  if (!strategy) {
    return Error{strategy.error().code, document.strategy_place, "a readable Gating-ML file", strategy_file.string()};
  }
  return detail::join(std::move(document), std::move(strategy).value(), strategy_file.string());
}

Result<ReadPanel> panel_named(const std::string& id_or_file) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(id_or_file, ignored).type();
  const bool is_file = kind != std::filesystem::file_type::none && kind != std::filesystem::file_type::not_found &&
                       kind != std::filesystem::file_type::directory;
  return is_file ? read_panel(id_or_file) : built_in_panel(id_or_file);
}

}  // namespace panels
