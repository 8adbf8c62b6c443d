#include <algorithm>
#include <bit>
#include <ostream>

#include <CLI/CLI.hpp>

#include "apps/cli/commands.h"
#include "apps/cli/inputs.h"
#include "apps/cli/output.h"
#include "apps/cli/words.h"
#include "apps/plot/build.h"
#include "apps/plot/render.h"
#include "apps/plot/svg.h"
#include "gating/evaluate.h"
#include "panels/match.h"

namespace cli {
namespace {

struct PlotWords {
  std::filesystem::path file;
  std::filesystem::path strategy;
  std::string panel;
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
  app.add_option("--panel", words.panel, "Panel whose markers the strategy names: a built-in id or a panel.toml");
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

/// One sample seen on two dimensions of a strategy.
class SampleView {
 public:
  static fcs::Result<SampleView> open(const PlotWords& words, const Template& loaded, std::ostream& log) {
    SampleView view{loaded.strategy};
    FCS_TRY(sample, fcs::read_sample(words.file, words.dataset, words.read.read_options()));
    view.sample_ = std::move(sample);
    for (const auto& finding : view.sample_.findings) report(log, finding);
    FCS_TRY(populations, gating::populations(loaded.strategy));
    FCS_TRY(population, gating::find_population(populations, words.population));
    view.population_ = population;

    FCS_CHECK(view.choose_dimensions(words, loaded.panel ? &*loaded.panel : nullptr, populations));
    const gating::SampleDescription description{
        view.sample_.channels, view.sample_.spillover ? &*view.sample_.spillover : nullptr, words.read.policy()};
    FCS_TRY(plan, gating::Plan::compile(loaded.strategy, view.mapping_, description, view.dimensions_));
    if (const auto& obstacle = plan.obstacle(population)) return *obstacle;
    for (const auto& finding : plan.findings()) report(log, finding);
    view.plan_.emplace(std::move(plan));
    return fcs::Result<SampleView>{std::move(view)};
  }

  fcs::Result<plot::Plot> draw() {
    std::array<std::optional<gating::AxisRange>, 2> ranges;
    std::array<std::string, 2> labels;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const auto* channel = channel_of(dimensions_[axis]);
      ranges[axis] = plot::range_of(*strategy_, dimensions_[axis], channel);
      labels[axis] = plot::axis_label(dimensions_[axis], channel);
    }

    std::array<gating::Extent, 2> extents;
    FCS_TRY(seen, walk([&](const Columns& columns, std::span<const std::uint64_t> mask) {
              for (std::size_t axis = 0; axis < 2; ++axis) extents[axis].add(columns[axis], mask);
            }));
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (!ranges[axis]) ranges[axis] = extents[axis].range().value_or(gating::AxisRange{});
    }
    const auto cells = plot::raster_size(seen[population_]);
    gating::Density density{*ranges[0], *ranges[1], cells, cells};
    FCS_CHECK(walk([&](const Columns& columns, std::span<const std::uint64_t> mask) {
      density.add(columns[0], columns[1], mask);
    }));

    std::vector<std::optional<std::uint64_t>> counts;
    for (std::size_t p = 0; p < seen.size(); ++p) {
      counts.push_back(plan_->obstacle(p) ? std::nullopt : std::optional{seen[p]});
    }
    return plot::build({strategy_, plan_->populations(), counts, population_, dimensions_, std::move(labels),
                        sample_.file.filename().string()},
                       density);
  }

 private:
  using Columns = std::array<std::span<const double>, 2>;

  explicit SampleView(const gating::Strategy& strategy) : strategy_{&strategy} {}

  /// Named axes may be spelt otherwise than the strategy spells them: what counts is the channel.
  fcs::Result<void> choose_dimensions(const PlotWords& words, const panels::Panel* panel,
                                      const std::vector<gating::Population>& populations) {
    auto names = gating::channel_names(*strategy_);
    mapping_ = panels::map_channels(names, sample_.channels, panel);
    if (words.x.empty() || words.y.empty()) {
      FCS_TRY(chosen, plot::choose_dimensions(*strategy_, populations, population_));
      dimensions_ = std::move(chosen);
    }
    for (const auto& [word, axis] : {std::pair{&words.x, 0U}, std::pair{&words.y, 1U}}) {
      if (word->empty()) continue;
      FCS_TRY(match, panels::match_channel(*word, sample_.channels, panel));
      const auto same = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
        const auto found = mapping_.channels.find(name);
        return found != mapping_.channels.end() && found->second == match.channel;
      });
      const auto& name = same != names.end() ? *same : *word;
      mapping_.channels.emplace(name, match.channel);
      dimensions_[axis] = plot::dimension_named(*strategy_, populations, population_, name);
    }
    return fcs::success();
  }

  [[nodiscard]] const fcs::Channel* channel_of(const gating::Dimension& dimension) const {
    const auto* reference = std::get_if<gating::ChannelReference>(&dimension.source);
    if (reference == nullptr || std::holds_alternative<gating::MatrixCompensation>(dimension.compensation)) {
      return nullptr;
    }
    const auto found = mapping_.channels.find(reference->name);
    return found == mapping_.channels.end() ? nullptr : &sample_.channels[found->second.value()];
  }

  /// Calls visit(columns in scale units, mask of the population) for each block: only where the mask is set are the
  /// columns filled.
  /// @return events of each population
  template <class Visit>
  fcs::Result<std::vector<std::uint64_t>> walk(Visit visit) {
    std::array<std::optional<gating::Transformation>, 2> transformations;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (const auto& id = dimensions_[axis].transformation) transformations[axis] = strategy_->transformations.at(*id);
    }
    gating::Evaluator evaluator{*plan_};
    FCS_TRY(reader, fcs::BlockReader::open(sample_, plan_->channels()));
    std::array<std::vector<double>, 2> scaled;
    for (;;) {
      FCS_TRY(block, reader.next());
      if (!block) return evaluator.counts();
      evaluator.evaluate(*block);
      const auto mask = evaluator.mask(population_);
      Columns columns;
      for (std::size_t axis = 0; axis < 2; ++axis) {
        columns[axis] = evaluator.shown(axis);
        if (!transformations[axis]) continue;
        scaled[axis].resize(block->size);
        for (std::size_t word = 0; word < mask.size(); ++word) {
          for (auto bits = mask[word]; bits != 0; bits &= bits - 1) {
            const auto event = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
            scaled[axis][event] = (*transformations[axis])(columns[axis][event]);
          }
        }
        columns[axis] = scaled[axis];
      }
      visit(columns, mask);
    }
  }

  const gating::Strategy* strategy_;
  fcs::Sample sample_;
  gating::ChannelMapping mapping_;
  std::size_t population_ = 0;
  plot::Dimensions dimensions_;
  std::optional<gating::Plan> plan_;
};

fcs::Result<void> run(const PlotWords& words, std::ostream& table, std::ostream& log) {
  FCS_TRY(render, renderer_for(words.out));
  FCS_CHECK(refuse_input(words.out, std::vector{words.file, words.strategy}));
  FCS_TRY(loaded, load_template(words.strategy, words.panel, log));
  FCS_TRY(view, SampleView::open(words, loaded, log));
  FCS_TRY(plot, view.draw());
  if (!plot.message.empty())
    log << "cytogate: note: " << fcs::printable(words.file.string()) << ": " << plot.message << '\n';
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
