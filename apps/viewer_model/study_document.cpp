#include "apps/viewer_model/study_document.h"

#include <QUndoCommand>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"
#include "panels/read.h"
#include "study/file_study.h"
#include "study/save_template.h"

namespace viewer {
namespace {

constexpr int edit_gate_command = 1;  ///< QUndoCommand::id

/// What of a gate an edit leaves alone: everything but its numbers. Of a BooleanGate that is all.
gating::Gate without_numbers(gating::Gate gate) {
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    for (auto& side : rectangle->sides) side = {side.dimension};
  } else if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    polygon->vertices.clear();
  } else if (auto* ellipsoid = std::get_if<gating::EllipsoidGate>(&gate)) {
    *ellipsoid = {std::move(ellipsoid->dimensions), {}, {}, 0};
  } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    for (auto& divider : quadrants->dividers) divider.values.clear();
    for (auto& quadrant : quadrants->quadrants) {
      for (auto& position : quadrant.positions) position.location = 0;
    }
  }
  return gate;
}

bool are_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

/// What gatingml::read demands of a gate's numbers. @return what was expected; empty where nothing is wrong
std::string fault_of(const gating::RectangleGate& gate) {
  for (const auto& side : gate.sides) {
    if (!(side.min < side.max)) return "minimum < maximum";
    if (std::isinf(side.min) && std::isinf(side.max)) return "a minimum, a maximum or both";
  }
  return {};
}
std::string fault_of(const gating::PolygonGate& gate) {
  if (gate.vertices.size() < 3) return "three vertices or more";
  const auto is_finite = [](const gating::Point& vertex) { return std::isfinite(vertex.x) && std::isfinite(vertex.y); };
  return std::ranges::all_of(gate.vertices, is_finite) ? "" : "finite numbers";
}
std::string fault_of(const gating::EllipsoidGate& gate) {
  const auto size = gate.dimensions.size();
  if (gate.mean.size() != size || gate.covariance.size() != size * size) return "a number for each dimension";
  if (!are_finite(gate.mean) || !are_finite(gate.covariance)) return "finite numbers";
  return gate.distance_square >= 0 && std::isfinite(gate.distance_square) ? "" : "distance square >= 0";
}
std::string fault_of(const gating::QuadrantGate& gate) {
  for (const auto& divider : gate.dividers) {
    if (divider.values.empty()) return "a value for each divider";
    if (!are_finite(divider.values)) return "finite numbers";
    if (!std::ranges::is_sorted(divider.values, std::less_equal{})) return "dividers that ascend";
  }
  for (const auto& quadrant : gate.quadrants) {
    for (const auto& [id, location] : quadrant.positions) {
      const auto divider = std::ranges::find(gate.dividers, id, &gating::QuadrantGate::Divider::id);
      if (std::isnan(location) || std::ranges::count(divider->values, location) > 0) {
        return "Quadrants located between the values of their dividers";
      }
    }
  }
  return {};
}
std::string fault_of(const gating::BooleanGate&) { return {}; }

}  // namespace

/// Holds the gate before and after; the steps of one drag join.
class EditGate : public QUndoCommand {
 public:
  EditGate(StudyDocument& document, std::size_t panel, std::size_t node, gating::Gate after, int drag,
           const QString& what)
      : QUndoCommand{what},
        document_{document},
        panel_{panel},
        node_{node},
        drag_{drag},
        before_{document.strategy(panel).gates[node].gate},
        after_{std::move(after)} {}

  void redo() override { document_.set_gate(panel_, node_, after_); }
  void undo() override { document_.set_gate(panel_, node_, before_); }
  int id() const override { return edit_gate_command; }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const EditGate*>(other);
    if (next->panel_ != panel_ || next->node_ != node_ || next->drag_ != drag_) return false;
    after_ = next->after_;
    setObsolete(after_ == before_);
    return true;
  }

 private:
  StudyDocument& document_;
  std::size_t panel_;
  std::size_t node_;
  int drag_;
  gating::Gate before_;
  gating::Gate after_;
};

StudyDocument::StudyDocument(study::Study study, study::Manifest manifest, QObject* parent)
    : QObject{parent}, study_{std::move(study)}, manifest_{std::move(manifest)} {
  for (const auto& panel : study_.panels) saved_.push_back(panel.panel.strategy);
}

fcs::Result<void> StudyDocument::edit_gate(std::size_t panel, const std::string& gate, gating::Gate after, int drag,
                                           const QString& what) {
  const auto& gates = strategy(panel).gates;
  const auto found = std::ranges::find(gates, gate, &gating::GateNode::id);
  assert(found != gates.end());
  const auto refuse = [&](std::string expected) {
    return fcs::Error{fcs::Code::bad_gate, {{}, "gate " + gate, {}}, std::move(expected), {}};
  };
  if (without_numbers(after) != without_numbers(found->gate)) {
    return refuse("a gate of the same kind and parts on the same dimensions");
  }
  auto fault = std::visit([](const auto& shape) { return fault_of(shape); }, after);
  if (!fault.empty()) return refuse(std::move(fault));
  if (after == found->gate) return fcs::success();
  const auto node = static_cast<std::size_t>(found - gates.begin());
  undo_stack_.push(new EditGate{*this, panel, node, std::move(after), drag, what});
  return fcs::success();
}

void StudyDocument::set_gate(std::size_t panel, std::size_t node, const gating::Gate& gate) {
  auto& edited = study_.panels[panel].panel.strategy.gates[node];
  edited.gate = gate;
  emit gate_changed(panel, QString::fromStdString(edited.id));
}

fcs::Result<void> StudyDocument::save() {
  for (std::size_t panel = 0; panel < saved_.size(); ++panel) {
    if (strategy(panel) == saved_[panel]) continue;
    const auto edited = strategy(panel);
    if (study_.file.empty()) {
      FCS_CHECK(gating::gatingml::write_file(study_.panels[panel].panel.strategy_file, edited));
    } else {
      FCS_CHECK(study::save_template(study_, panel, edited));
    }
    saved_[panel] = strategy(panel);
  }
  undo_stack_.setClean();
  emit saved();
  return fcs::success();
}

fcs::Result<OpenedStudy> open_study(const std::filesystem::path& folder_or_file) {
  OpenedStudy out;
  const auto refuse = [](const std::vector<fcs::Error>& problems) {
    auto error = problems.front();
    if (problems.size() == 1) return error;
    error.found += fmt::format(" (and {} more:", problems.size() - 1);
    for (std::size_t i = 1; i < problems.size(); ++i) error.found += "\n" + fcs::message(problems[i]);
    error.found += ")";
    return error;
  };
  auto read = study::read_study(folder_or_file);
  if (!read.problems.empty()) return refuse(read.problems);
  out.study = std::move(read.study);
  out.findings = std::move(read.findings);
  auto manifest = study::read_manifest(out.study);
  if (!manifest.problems.empty()) return refuse(manifest.problems);
  out.manifest = std::move(manifest.manifest);
  out.findings.insert(out.findings.end(), manifest.findings.begin(), manifest.findings.end());
  return out;
}

fcs::Result<OpenedStudy> open_files(const std::vector<std::filesystem::path>& files,
                                    const std::filesystem::path& strategy, const std::string& panel) {
  OpenedStudy out;
  panels::Panel used;
  if (!panel.empty()) {
    FCS_TRY(read, panels::panel_named(panel));
    used = std::move(read.panel);
    out.findings = std::move(read.findings);
  }
  if (!strategy.empty()) {
    FCS_TRY(document, gating::gatingml::read_file(strategy));
    used.strategy = std::move(document.strategy);
    used.strategy_file = strategy.string();
    out.findings.insert(out.findings.end(), document.findings.begin(), document.findings.end());
  }
  auto of_files = study::study_of_files(files, std::move(used));
  out.study = std::move(of_files.study);
  out.manifest = std::move(of_files.manifest);
  return out;
}

}  // namespace viewer
