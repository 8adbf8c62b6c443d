#include "apps/viewer_model/plot_loader.h"

#include <QMetaObject>
#include <exception>
#include <utility>

#include "apps/viewer_model/newest_job.h"
#include "study/gate_sample.h"
#include "study/population_view.h"

namespace viewer {
namespace {

/// All that the picture is made from, as it was when it was asked for.
struct Job {
  PlotRequest request;
  study::ManifestRow row;
  std::shared_ptr<const panels::Panel> panel;  ///< for the names of its stains
  gating::Strategy strategy;
  std::vector<gating::Population> populations;
  study::BatchOptions options;
};

fcs::Result<std::shared_ptr<const LoadedPlot>> load(const Job& job) {
  const auto& [request, row, panel, strategy, populations, options] = job;
  auto dimensions = request.dimensions;
  if (!dimensions) {
    FCS_TRY(chosen, plot::choose_dimensions(strategy, populations, request.population));
    dimensions = std::move(chosen);
  }
  FCS_TRY(matched, study::match_sample(row.path, strategy, panel.get(),
                                       {row.dataset, options.read, options.compensation, false}));
  FCS_TRY(view, study::view_population(matched, strategy, request.population, *dimensions));
  const auto& [x, y] = *dimensions;
  const plot::Subject subject{&strategy,
                              populations,
                              view.counts,
                              request.population,
                              *dimensions,
                              {study::channel_of(matched, x), study::channel_of(matched, y)},
                              {study::unit_of(matched, x), study::unit_of(matched, y)},
                              row.sample};
  auto plot = plot::build(subject, {view.values[0], view.values[1]}, request.ranges);
  return std::make_shared<const LoadedPlot>(LoadedPlot{request, *std::move(dimensions), std::move(plot)});
}

}  // namespace

struct PlotLoader::Private {
  const StudyDocument* document;
  study::BatchOptions options;
  std::vector<std::shared_ptr<const panels::Panel>> panels;
  std::uint64_t newest = 0;  ///< generation of the request that came last
  std::uint64_t shown = 0;   ///< of the one that was answered last
  NewestJob thread;
};

PlotLoader::PlotLoader(const StudyDocument& document, const study::BatchOptions& options, QObject* parent)
    : QObject{parent}, private_{std::make_unique<Private>()} {
  private_->document = &document;
  private_->options = options;
  for (const auto& panel : document.study().panels) {
    private_->panels.push_back(std::make_shared<const panels::Panel>(panel.panel));
  }
}

PlotLoader::~PlotLoader() = default;

void PlotLoader::request(const PlotRequest& request) {
  const auto& document = *private_->document;
  const auto& row = document.manifest().rows[request.sample];
  auto job = std::make_shared<const Job>(Job{request, row, private_->panels[row.panel], document.strategy(row.panel),
                                             document.panel(row.panel).populations, private_->options});
  const auto generation = ++private_->newest;
  const auto answer = [this, generation](const std::shared_ptr<const LoadedPlot>& plot, const QString& failure) {
    if (generation != private_->newest) return;
    private_->shown = generation;
    if (plot) {
      emit loaded(plot);
    } else {
      emit failed(failure);
    }
  };
  private_->thread.run([this, job = std::move(job), answer] {
    std::shared_ptr<const LoadedPlot> plot;
    QString failure;
    try {
      auto made = load(*job);
      if (made.has_error()) {
        failure = QString::fromStdString(fcs::message(made.error()));
      } else {
        plot = std::move(made).value();
      }
    } catch (const std::exception& exception) {  // out of memory
      failure = QString::fromUtf8(exception.what());
    }
    QMetaObject::invokeMethod(
        this, [answer, plot, failure] { answer(plot, failure); }, Qt::QueuedConnection);
  });
}

bool PlotLoader::is_loading() const { return private_->shown != private_->newest; }

}  // namespace viewer
