#pragma once

#include <QObject>
#include <QString>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "apps/plot/build.h"
#include "apps/viewer_model/study_document.h"
#include "study/batch.h"

namespace viewer {

struct PlotRequest {
  std::size_t sample = 0;                      ///< row of the manifest
  std::size_t population = 0;                  ///< position in the panel's populations
  std::optional<plot::Dimensions> dimensions;  ///< none: plot::choose_dimensions
  /// Ranges to keep from the picture before, so that samples are seen on the same axes; none: as plot::build finds.
  std::array<std::optional<gating::AxisRange>, 2> ranges;
};

/// A picture and what it shows.
struct LoadedPlot {
  PlotRequest request;
  plot::Dimensions dimensions;
  plot::Plot plot;
};

/// Reads a sample's events and makes the picture of a population, on a thread of its own; a request that waits is
/// replaced by a newer one, and what comes back for an older one is dropped.
class PlotLoader : public QObject {
  Q_OBJECT

 public:
  PlotLoader(const StudyDocument& document, const study::BatchOptions& options, QObject* parent = nullptr);
  ~PlotLoader() override;

  void request(const PlotRequest& request);
  [[nodiscard]] bool is_loading() const;

 signals:
  void loaded(std::shared_ptr<const viewer::LoadedPlot> plot);
  void failed(const QString& why);  ///< the file cannot be read, or the population cannot be evaluated

 private:
  struct Private;
  std::unique_ptr<Private> private_;
};

}  // namespace viewer
