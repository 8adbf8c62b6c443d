#pragma once

#include <QObject>
#include <QPointF>
#include <QPolygonF>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/plot/build.h"
#include "apps/viewer_model/plot_scale.h"
#include "apps/viewer_model/study_document.h"

namespace viewer {

/// A part of a gate that can be taken hold of.
struct GateHandle {
  enum class Part : std::uint8_t {
    body,     ///< the whole gate
    vertex,   ///< of a polygon, or a corner of a rectangle
    edge,     ///< of a polygon (from vertex `index` to the next), or a side of a rectangle
    divider,  ///< a line of a quadrant gate: `index` counts the values of all its dividers in their order
    crossing  ///< where two dividers of one value each meet: both move
  };
  std::string gate;  ///< id of the gate (of a QuadrantGate its own id, not a Quadrant's)
  Part part = Part::body;
  std::size_t index = 0;
  friend bool operator==(const GateHandle&, const GateHandle&) = default;
};

/// The gates on one plot as something to take hold of: hit tests, handles, drags, nudges. Pixels come in, edits of the
/// document go out. Knows no widget. Rectangles with one side on the plot's axes are ranges: their outline reaches from
/// edge to edge of the plot, and only their limits on it can be moved; a side without a limit stays without.
class GateEditViewModel : public QObject {
  Q_OBJECT

 public:
  explicit GateEditViewModel(StudyDocument& document, QObject* parent = nullptr);

  /// What the plot shows: the gates of the population's children on these axes (as plot::build draws them: its own
  /// gate where it has no children).
  void show(std::size_t panel, std::size_t population, const plot::Dimensions& dimensions);
  void clear();  ///< no plot, no gates
  void set_scale(const PlotScale& scale);

  struct Outline {
    std::string gate;        ///< id of the gate
    std::size_t population;  ///< position in the panel's populations
    QPolygonF points;        ///< pixels, closed
    QPointF label;           ///< pixels
    plot::Anchor anchor;
    bool is_selected = false;
    bool is_editable = false;  ///< rectangle, polygon, quadrant
  };
  /// As the document has them now, one a population.
  [[nodiscard]] std::vector<Outline> outlines() const;
  /// The grips of the selected gate, for drawing.
  [[nodiscard]] std::vector<QPointF> grips() const;

  /// What lies within a few pixels: vertices before edges and dividers before bodies, the selected gate before others.
  [[nodiscard]] std::optional<GateHandle> hit(QPointF pixels) const;
  /// The population whose outline holds the point, the last drawn first: what a double click drills into.
  [[nodiscard]] std::optional<std::size_t> population_at(QPointF pixels) const;

  [[nodiscard]] const std::optional<std::string>& selected() const { return selected_; }
  void select(std::optional<std::string> gate);
  void select_next();  ///< the next editable gate, round and round: the keyboard's way

  /// Takes hold; selects the gate. False where there is nothing to take hold of.
  bool press(QPointF pixels);
  void drag_to(QPointF pixels);  ///< edits the document; the steps of one drag are one undo step
  void release();
  void cancel();  ///< puts the gate back and leaves no undo step
  [[nodiscard]] bool is_dragging() const { return drag_.has_value(); }

  /// Moves the selected gate by pixels; nudges in a row are one undo step.
  void nudge(int right, int up);

 signals:
  void outlines_changed();
  void selection_changed();
  void drag_began(const QString& gate);
  void drag_ended(const QString& gate);
  void edit_refused(const QString& why);

 private:
  struct Drag {
    GateHandle handle;
    gating::Gate before;
    gating::Point from;  ///< scale units
    int number = 0;
  };
  std::optional<std::size_t> shown_panel_;
  std::size_t population_ = 0;
  plot::Dimensions dimensions_;
  PlotScale scale_;
  StudyDocument* document_;
  std::optional<std::string> selected_;
  std::optional<Drag> drag_;
  std::optional<int> nudges_;  ///< number of the run of nudges that goes on
};

}  // namespace viewer
