#include <algorithm>
#include <array>
#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "apps/plot/build.h"
#include "apps/plot/render.h"
#include "apps/plot/svg.h"
#include "panels/match.h"
#include "study/instrument.h"
#include "study/population_view.h"

namespace cli {
namespace {

struct PlotWords {
  std::filesystem::path file;
  std::filesystem::path strategy;
  PanelOption panel;
  std::string population;
  std::string x, y;
  std::filesystem::path out;
  std::size_t dataset = 1;
  ReadWords read;
};

void add_options(CLI::App& app, PlotWords& words) {
  describe(app, "plot", "Draws the events of a population and the gates that divide it, on the axes of those gates.",
           "cytogate plot sample.fcs --panel t_cell_activation --population CD8+ -o cd8.png");
  app.add_option("FILE", words.file, "FCS file")->required();
  app.add_option("--strategy", words.strategy, "Gating-ML 2.0 document (default: the panel's own)");
  words.panel.add_to(app, "Panel whose markers the strategy names: a built-in id or a panel.toml");
  app.add_option("--population", words.population,
                 "Population to draw: its id, its path, or the end of its path; root is all events")
      ->required();
  app.add_option("--x", words.x, "Channel or marker along the x axis (default: what the gates look at)");
  app.add_option("--y", words.y, "Channel or marker along the y axis (default: what the gates look at)");
  app.add_option("-o,--output", words.out, "Picture to write: .svg, .png or .pdf")->required();
  require_whole_number(*app.add_option("--dataset", words.dataset, "Data set of the file, from 1"), 1);
  words.read.add_to(app);
}

using Render = fcs::Result<std::string> (*)(std::string_view svg);

fcs::Result<Render> renderer_for(const std::filesystem::path& out) {
  const auto extension = out.extension();
  if (extension == ".svg") return [](std::string_view svg) { return fcs::Result<std::string>{std::string{svg}}; };
  if (extension == ".png") return [](std::string_view svg) { return plot::render_png(svg); };
  if (extension == ".pdf") return &plot::render_pdf;
  return fcs::Error{
      fcs::Code::bad_usage, {out.string(), "output", {}}, "a name that ends in .svg, .png or .pdf", extension.string()};
}

/// The axes that the words name, else those that show how the population is divided. A named axis may be spelt
/// otherwise than the strategy spells it: what counts is the channel. A name that the strategy lacks is added to the
/// mapping.
fcs::Result<plot::Dimensions> dimensions_for(const PlotWords& words, const Template& loaded,
                                             const std::vector<gating::Population>& populations, std::size_t population,
                                             study::MatchedSample& matched) {
  plot::Dimensions dimensions;
  if (words.x.empty() || words.y.empty()) {
    FCS_TRY(chosen, plot::choose_dimensions(loaded.strategy, populations, population));
    dimensions = std::move(chosen);
  }
  const auto names = gating::channel_names(loaded.strategy);
  auto& channels = matched.mapping.channels;
  const std::array axes{&words.x, &words.y};
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const auto& word = *axes[axis];
    if (word.empty()) continue;
    FCS_TRY(match, panels::match_channel(word, matched.sample.channels, loaded.panel ? &*loaded.panel : nullptr,
                                         study::instrument_of(matched.sample)));
    const auto same = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      const auto found = channels.find(name);
      return found != channels.end() && found->second == match.channel;
    });
    const auto& name = same != names.end() ? *same : word;
    channels.emplace(name, match.channel);
    dimensions[axis] = plot::dimension_named(loaded.strategy, populations, population, name);
  }
  return fcs::Result<plot::Dimensions>{std::move(dimensions)};
}

fcs::Result<plot::Plot> draw(const PlotWords& words, const Template& loaded, std::ostream& log) {
  const auto& strategy = loaded.strategy;
  const study::GateOptions options{words.dataset, words.read.read_options(), words.read.policy()};
  FCS_TRY(matched, study::match_sample(words.file, strategy, loaded.panel ? &*loaded.panel : nullptr, options));
  FCS_TRY(populations, gating::populations(strategy));
  FCS_TRY(population, gating::find_population(populations, words.population));
  FCS_TRY(dimensions, dimensions_for(words, loaded, populations, population, matched));
  FCS_TRY(view, study::view_population(matched, strategy, population, dimensions));
  for (const auto& finding : view.findings) report(log, finding);

  const auto& [x, y] = dimensions;
  const plot::Subject subject{&strategy,
                              populations,
                              view.counts,
                              population,
                              dimensions,
                              {study::channel_of(matched, x), study::channel_of(matched, y)},
                              {study::unit_of(matched, x), study::unit_of(matched, y)},
                              matched.sample.file.filename().string()};
  return plot::build(subject, {view.values[0], view.values[1]});
}

fcs::Result<void> run(const PlotWords& words, std::ostream& table, std::ostream& log) {
  FCS_TRY(render, renderer_for(words.out));
  FCS_CHECK(refuse_input(words.out, std::vector{words.file, words.strategy}));
  FCS_TRY(loaded, load_template(words.strategy, words.panel, log));
  loaded.strategy = loaded.strategy_for(words.file);
  FCS_TRY(plot, draw(words, loaded, log));
  if (!plot.message.empty()) {
    log << "cytogate: note: " << fcs::printable(words.file.string()) << ": " << plot.message << '\n';
  }
  FCS_TRY(svg, plot::svg_of(plot));
  FCS_TRY(picture, render(svg));
  return write_output(words.out, picture, table);
}

}  // namespace

Exit plot_command(std::span<const std::string> words, std::ostream& table, std::ostream& log) {
  CLI::App app;
  PlotWords options;
  add_options(app, options);
  if (const auto exit = parse(app, words, table, log)) return *exit;
  const auto done = run(options, table, log);
  return done.has_error() ? fail(log, done.error()) : Exit::done;
}

}  // namespace cli
