// How soon do the numbers follow while a gate is dragged? The real window without a display: 24 samples of 300,000
// events, a quadrant gate deep in the tree and a polygon near its top. Milliseconds from a movement of the mouse to
// the plot's own label and to the whole cohort, and how long the interface thread was ever busy with one event.

#include <QApplication>
#include <QEventLoop>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "apps/viewer/main_window.h"
#include "bench/workload.h"
#include "fcs/base/output_file.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int subjects = 6;
constexpr int visits = 4;
constexpr std::size_t events = 300'000;
constexpr int steps = 200;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Notes how long each event keeps the interface thread.
class TimedApplication : public QApplication {
 public:
  using QApplication::QApplication;

  bool notify(QObject* receiver, QEvent* event) override {
    if (depth_++ > 0) {
      const bool handled = QApplication::notify(receiver, event);
      --depth_;
      return handled;
    }
    const auto start = Clock::now();
    const bool handled = QApplication::notify(receiver, event);
    busy.push_back(milliseconds_since(start));
    --depth_;
    return handled;
  }

  std::vector<double> busy;

 private:
  int depth_ = 0;
};

std::string summary(std::vector<double> times) {
  std::ranges::sort(times);
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  return fmt::format("median {:7.2f}   99th percentile {:7.2f}   largest {:7.2f}", at(0.5), at(0.99), times.back());
}

fcs::Result<void> write(const std::filesystem::path& file, std::string_view text) {
  FCS_TRY(out, fcs::OutputFile::create(file));
  FCS_CHECK(out.write(text));
  return out.commit();
}

fcs::Result<void> write_study(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder / "panel");
  std::string manifest = "file,subject,visit,panel\n";
  std::string names;
  for (int visit = 1; visit <= visits; ++visit) names += fmt::format("{}\"C{}D1\"", visit == 1 ? "" : ", ", visit);
  for (int sample = 0; sample < subjects * visits; ++sample) {
    const auto file = fmt::format("{}_{}.fcs", sample, events);
    if (!std::filesystem::exists(folder / file)) {
      FCS_CHECK(bench::write_file(folder / file, events, static_cast<std::uint64_t>(sample)));
    }
    manifest += fmt::format("{},P{},C{}D1,bench\n", file, sample / visits + 1, sample % visits + 1);
  }
  FCS_CHECK(write(folder / "manifest.csv", manifest));
  FCS_CHECK(write(folder / "study.toml",
                  fmt::format("id = \"BENCH\"\nmanifest = \"manifest.csv\"\nvisits = [{}]\n[[panel]]\npath = "
                              "\"panel/panel.toml\"\n",
                              names)));
  FCS_CHECK(bench::write_strategy(folder / "panel/strategy.gatingml.xml"));
  return write(folder / "panel/panel.toml",
               "id = \"bench\"\nversion = 1\nstrategy = \"strategy.gatingml.xml\"\n[[endpoint]]\nid = \"activated\"\n"
               "label = \"Activated\"\npopulation = \"Activationpp\"\nof = \"Lineagenp\"\nstatistic = \"percent\"\n");
}

template <class Ready>
void wait_until(Ready ready) {
  while (!ready()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// Takes the gate by its first grip and moves it to and fro.
void drag(viewer::StudySession& session, TimedApplication& application, const std::string& population,
          const std::string& gate) {
  const auto& populations = session.populations();
  const auto shown = std::ranges::find(populations, population, &gating::Population::id);
  session.show_population(static_cast<std::size_t>(shown - populations.begin()));
  wait_until([&] { return session.is_settled(); });

  auto& gates = session.gates();
  auto& counts = session.counts();
  const auto taken = Clock::now();
  gates.select(gate);
  const auto grip = gates.grips().front();
  if (!gates.press(grip)) {
    std::cerr << "live_cohort: nothing to take hold of at " << gate << '\n';
    std::exit(1);
  }
  std::vector<double> to_label, to_cohort;
  bool has_label = false, has_cohort = false;
  Clock::time_point moved;
  const auto label = QObject::connect(&counts, &viewer::LiveCounts::sample_changed, [&](std::size_t sample) {
    if (has_label || sample != session.sample()) return;
    has_label = true;
    to_label.push_back(milliseconds_since(moved));
  });
  const auto cohort = QObject::connect(&counts, &viewer::LiveCounts::up_to_date, [&] {
    has_cohort = true;
    to_cohort.push_back(milliseconds_since(moved));
  });
  const auto move = [&](int step) {
    gates.drag_to(grip + QPointF{static_cast<double>(step % 20 - 10), static_cast<double>(step % 7)});
  };

  moved = taken;
  move(1);
  wait_until([&] { return has_label && has_cohort; });
  fmt::print("  first movement after taking hold (files are read): label {:.0f}, cohort {:.0f}\n", to_label.back(),
             to_cohort.back());
  to_label.clear();
  to_cohort.clear();
  for (int step = 2; step < steps + 2; ++step) {
    has_label = has_cohort = false;
    moved = Clock::now();
    move(step);
    wait_until([&] { return has_label && has_cohort; });
  }
  fmt::print("  movement to the plot's label   {}\n  movement to the whole cohort   {}\n", summary(to_label),
             summary(to_cohort));
  QObject::disconnect(label);
  QObject::disconnect(cohort);

  // As a hand does it: 60 movements a second, whether or not the numbers have caught up.
  application.busy.clear();
  int step = 0;
  QTimer hand;
  QEventLoop loop;
  QObject::connect(&hand, &QTimer::timeout, [&] {
    move(step++);
    if (step == 3 * 60) loop.quit();
  });
  hand.start(1000 / 60);
  loop.exec();
  gates.release();
  wait_until([&] { return session.is_settled(); });
  fmt::print("  interface thread, one event    {}\n", summary(application.busy));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bench_live_cohort FOLDER (for the study that it makes: 600 MB)\n";
    return 2;
  }
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const std::filesystem::path folder{argv[1]};
  if (const auto written = write_study(folder); written.has_error()) {
    std::cerr << "live_cohort: " << fcs::message(written.error()) << '\n';
    return 1;
  }
  TimedApplication application{argc, argv};
  viewer::MainWindow window;
  window.resize(1400, 900);
  window.show();
  const auto start = Clock::now();
  window.open_folder(folder);
  wait_until([&] { return window.session() != nullptr && window.session()->is_settled(); });
  fmt::print("{} samples x {} events: first numbers of all after {:.0f} ms; milliseconds below\n", subjects * visits,
             events, milliseconds_since(start));
  fmt::print("quadrant gate Activation, of {} populations\n", window.session()->populations().size());
  drag(*window.session(), application, "Lineagenp", "Activation");
  fmt::print("polygon Singlets, with all below it\n");
  drag(*window.session(), application, "Cells", "Singlets");
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  fmt::print("peak memory {} MiB\n", usage.ru_maxrss / 1024);
  return 0;
}
