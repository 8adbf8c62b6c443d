#pragma once

#include <QObject>
#include <QPointF>
#include <QPolygonF>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/plot/build.h"
#include "apps/viewer_model/gate_shape.h"
#include "apps/viewer_model/plot_scale.h"
#include "apps/viewer_model/study_document.h"

namespace viewer {

/// A part of a gate that can be taken hold of.
struct GateHandle {
  using Part = GatePart;
  std::string gate;  ///< id of the gate (of a QuadrantGate its own id, not a Quadrant's)
  Part part = Part::body;
  std::size_t index = 0;  ///< as of grips()
  friend bool operator==(const GateHandle&, const GateHandle&) = default;
};

/// The gates on one plot as something to take hold of: hit tests, handles, drags, nudges. Pixels come in, edits of the
/// document go out. Knows no widget. Rectangles with one side on the plot's axes are ranges: their outline reaches from
/// edge to edge of the plot, and only their limits on it can be moved; a side without a limit stays without.
class GateEditViewModel : public QObject {
  Q_OBJECT

 public:
  explicit GateEditViewModel(StudyDocument& document, QObject* parent = nullptr);

  /// What the plot shows: the gates of plot::drawn_populations that live on these axes. None of them is selected.
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
    bool is_editable = false;  ///< viewer::is_editable
  };
  /// As the document has them now, one a population.
  [[nodiscard]] std::vector<Outline> outlines() const;
  /// The grips of the selected gate, for drawing: its points, and the middles of its lines but for a
  /// polygon's edges.
  [[nodiscard]] std::vector<QPointF> grips() const;

  /// What lies within a few pixels, on the plot or just beside it: vertices and crossings before edges and dividers
  /// before bodies; among these the selected gate before others, then the nearest, then the last drawn.
  [[nodiscard]] std::optional<GateHandle> hit(QPointF pixels) const;
  /// The population whose outline holds the point, the last drawn first: what a double click drills into.
  [[nodiscard]] std::optional<std::size_t> population_at(QPointF pixels) const;

  [[nodiscard]] const std::optional<std::string>& selected() const { return selected_; }
  void select(std::optional<std::string> gate);  ///< one of the panel that is shown
  void select_next();                            ///< the next editable gate, round and round: the keyboard's way

  /// Whether dragging would move it. A Quadrant has no body of its own to move, only the lines around it.
  [[nodiscard]] bool can_drag(const GateHandle& handle) const;
  /// Selects the gate, and takes hold where the part can be dragged. False where there is no gate.
  bool press(QPointF pixels);
  void drag_to(QPointF pixels);  ///< edits the document; the steps of one drag are one undo step
  void release();
  /// Puts the gate back and leaves no undo step. What could be redone before the drag cannot after it.
  void cancel();
  [[nodiscard]] bool is_dragging() const { return drag_.has_value(); }

  /// Moves the selected gate by pixels, all dividers of a quadrant gate; nudges in a row are one undo step.
  void nudge(int right, int up);

 signals:
  void outlines_changed();  ///< others, or in other places
  void selection_changed();
  void drag_began(const QString& gate);
  void drag_ended(const QString& gate);
  void edit_refused(const QString& why);

 private:
  struct Drag {
    GateHandle handle;
    gating::Gate before;
    gating::Point from;  ///< scale units
    int number = 0;      ///< StudyDocument::next_drag
  };
  /// Nudges in a row, counted from the gate before them, so that there and back is the same gate.
  struct Nudges {
    gating::Gate before;
    int right = 0;
    int up = 0;
    int number = 0;  ///< StudyDocument::next_drag
  };
  struct Shown {
    std::size_t panel = 0;
    std::size_t population = 0;
    plot::Dimensions dimensions;
  };

  [[nodiscard]] const gating::GateNode& node(const std::string& gate) const;
  [[nodiscard]] std::vector<GateGrip> grips_of(const std::string& gate) const;
  [[nodiscard]] std::optional<GateHandle> grip_at(QPointF pixels) const;
  [[nodiscard]] std::optional<GateHandle> body_at(QPointF pixels) const;
  void edit(const GateHandle& handle, const gating::Gate& before, gating::Point by, int number);
  void on_gate_changed(std::size_t panel);

  std::optional<Shown> shown_;
  PlotScale scale_;
  StudyDocument* document_;
  std::optional<std::string> selected_;
  std::optional<Drag> drag_;
  std::optional<Nudges> nudges_;
  bool is_editing_ = false;  ///< a change of the document is this one's own
};

}  // namespace viewer
