#include "apps/viewer_model/live_counts.h"

#include <QMetaObject>
#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <optional>
#include <utility>

#include "apps/viewer_model/newest_job.h"
#include "study/controls.h"
#include "study/gate_row.h"
#include "study/live_cohort.h"
#include "study/parallel.h"

namespace viewer {
namespace {

constexpr std::uint64_t first_generation = 1;  ///< of the strategies as they were opened

/// Tells a gate of a panel from all others.
std::uint64_t key_of(std::size_t panel, std::size_t gate) { return (std::uint64_t{panel} << 32U) + gate; }

}  // namespace

/// A panel's strategy as it was when the job was made, and the gate that is being edited.
struct LiveCounts::PanelEdit {
  std::size_t panel = 0;
  std::size_t gate = 0;
  gating::Strategy strategy;
};

/// What the threads work with.
struct LiveCounts::Workers {
  Workers(const StudyDocument& document, const study::BatchOptions& batch_options)
      : study{document.study()}, manifest{document.manifest()}, options{batch_options}, results(manifest.rows.size()) {}
  ~Workers() { is_stopping = true; }

  /// On the cohort's thread, before all else: reads the controls.
  const std::vector<study::SampleGates>& find_gates() {
    const auto gives_up = [this] { return is_stopping.load(); };
    gates_found.set_value(study::gates_of_samples(study, manifest, options, {}, gives_up));
    cohort.emplace(study, manifest, gates.get(), options);
    return gates.get();
  }

  /// On the label's thread; waits for find_gates.
  fcs::Result<std::vector<std::uint64_t>> count_current(std::size_t sample, const PanelEdit& edit) {
    if (live_row != sample || !live || !live->answers(edit.strategy)) {
      live.reset();
      FCS_TRY(opened, study::LiveSample::open(study, manifest.rows[sample], gates.get()[sample], edit.strategy,
                                              edit.gate, options));
      live = std::move(opened);
      live_row = sample;
    }
    return live->counts(edit.strategy);
  }

  // Both threads read these.
  const study::Study study;
  const study::Manifest manifest;
  const study::BatchOptions options;
  std::promise<std::vector<study::SampleGates>> gates_found;
  const std::shared_future<std::vector<study::SampleGates>> gates{gates_found.get_future()};  ///< one a sample
  std::atomic<bool> is_stopping{false};
  std::atomic<std::uint64_t> wanted{0};  ///< key_of the newest job for the cohort: one for another gate gives way

  // The label's thread alone.
  std::optional<study::LiveSample> live;
  std::size_t live_row = 0;

  // The cohort's thread alone.
  std::optional<study::LiveCohort> cohort;  ///< once find_gates has returned
  std::vector<study::SampleResult> results;

  NewestJob label_thread;
  NewestJob cohort_thread;
};

LiveCounts::LiveCounts(const StudyDocument& document, const study::BatchOptions& options, QObject* parent)
    : QObject{parent},
      document_{&document},
      results_(document.manifest().rows.size()),
      generations_(results_.size(), 0),
      gates_(document.study().panels.size(), 0),
      workers_{std::make_unique<Workers>(document, options)} {
  connect(document_, &StudyDocument::gate_changed, this, [this](std::size_t panel, const QString& gate) {
    ++newest_;
    recount(panel, gate.toStdString());
  });
  connect(document_, &StudyDocument::saved, this, [this] {
    is_ghost_stale_ = true;
    emit_if_up_to_date();
  });
  gate_all();
}

LiveCounts::~LiveCounts() = default;

void LiveCounts::set_current(std::optional<std::size_t> sample) { current_ = sample; }

void LiveCounts::prepare(std::size_t panel, const std::string& gate) { recount(panel, gate); }

const study::SampleResult* LiveCounts::result(std::size_t sample) const {
  return generations_[sample] == 0 ? nullptr : &results_[sample];
}

bool LiveCounts::is_up_to_date() const { return cohort_generation_ == newest_; }

void LiveCounts::gate_all() {
  workers_->cohort_thread.run([this, workers = workers_.get()] {
    auto& results = workers->results;
    const auto& gates = workers->find_gates();
    study::for_each_index(results.size(), workers->options.jobs, [&](std::size_t i) {
      if (workers->is_stopping) return;
      results[i] = study::gate_row(workers->study, workers->manifest.rows[i], gates[i], workers->options);
      QMetaObject::invokeMethod(
          this, [this, i, result = results[i]] { take_first(i, result); }, Qt::QueuedConnection);
    });
    if (workers->is_stopping) return;
    study::flag_duplicate_files(workers->manifest, results);
    QMetaObject::invokeMethod(
        this, [this, results] { take_cohort(results, first_generation); }, Qt::QueuedConnection);
  });
}

void LiveCounts::recount(std::size_t panel, const std::string& gate) {
  const auto& gates = document_->strategy(panel).gates;
  gates_[panel] = static_cast<std::size_t>(std::ranges::find(gates, gate, &gating::GateNode::id) - gates.begin());
  stale_.insert(panel);
  recount_current(panel);
  if (cohort_generation_ == 0) return;  // take_cohort comes back to what is stale
  std::vector<PanelEdit> edits;
  for (const auto stale : stale_) edits.push_back({stale, gates_[stale], document_->strategy(stale)});
  workers_->wanted = key_of(panel, gates_[panel]);
  recount_cohort(std::move(edits), false);
}

void LiveCounts::recount_current(std::size_t panel) {
  if (!current_ || document_->manifest().rows[*current_].panel != panel) return;
  workers_->label_thread.run([this, sample = *current_,
                              edit = PanelEdit{panel, gates_[panel], document_->strategy(panel)}, generation = newest_,
                              workers = workers_.get()] {
    try {
      auto counts = workers->count_current(sample, edit);
      if (counts.has_error()) return;  // the cohort's thread meets the same error and reports it
      QMetaObject::invokeMethod(
          this,
          [this, sample, counts = std::move(counts).value(), generation] { take_current(sample, counts, generation); },
          Qt::QueuedConnection);
    } catch (const std::exception&) {  // out of memory; likewise
    }
  });
}

void LiveCounts::recount_cohort(std::vector<PanelEdit> edits, bool is_saved) {
  workers_->cohort_thread.run([this, edits = std::move(edits), is_saved, generation = newest_,
                               wanted = workers_->wanted.load(), workers = workers_.get()] {
    auto results = workers->results;
    const auto gives_way = [&] { return workers->is_stopping || workers->wanted != wanted; };
    for (const auto& edit : edits) {
      if (!workers->cohort->recount(edit.panel, edit.strategy, edit.gate, results, gives_way)) return;
    }
    if (is_saved) {
      QMetaObject::invokeMethod(
          this, [this, results] { take_saved(results); }, Qt::QueuedConnection);
      return;
    }
    workers->results = results;
    QMetaObject::invokeMethod(
        this, [this, results, generation] { take_cohort(results, generation); }, Qt::QueuedConnection);
  });
}

void LiveCounts::recount_saved() {
  std::vector<PanelEdit> edits;
  for (std::size_t panel = 0; panel < gates_.size(); ++panel) {
    edits.push_back({panel, gates_[panel], document_->saved_strategy(panel)});
  }
  recount_cohort(std::move(edits), true);
}

void LiveCounts::take_first(std::size_t sample, const study::SampleResult& result) {
  results_[sample] = result;
  generations_[sample] = first_generation;
  ++samples_ready_;
  emit sample_changed(sample);
  emit progress(samples_ready_, results_.size());
}

void LiveCounts::take_current(std::size_t sample, const std::vector<std::uint64_t>& counts, Generation generation) {
  auto& result = results_[sample];
  if (generations_[sample] == 0 || generation < generations_[sample] || result.failure) return;
  for (std::size_t p = 0; p < counts.size(); ++p) result.populations[p].count = counts[p];
  generations_[sample] = generation;
  emit sample_changed(sample);
}

void LiveCounts::take_cohort(const std::vector<study::SampleResult>& results, Generation generation) {
  const bool is_first = cohort_generation_ == 0;
  cohort_generation_ = generation;
  if (is_first) saved_results_ = results;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (generation < generations_[i]) continue;
    const bool is_new_failure = results[i].failure.has_value() != results_[i].failure.has_value();
    results_[i] = results[i];
    generations_[i] = generation;
    if (is_first || is_new_failure || i == current_) emit sample_changed(i);
  }
  emit cohort_changed();
  if (is_up_to_date()) {
    stale_.clear();
  } else if (is_first) {
    recount(*stale_.begin(), document_->strategy(*stale_.begin()).gates[gates_[*stale_.begin()]].id);
  }
  emit_if_up_to_date();
}

void LiveCounts::take_saved(const std::vector<study::SampleResult>& results) {
  saved_results_ = results;
  is_ghost_stale_ = false;
  emit cohort_changed();
}

void LiveCounts::emit_if_up_to_date() {
  if (!is_up_to_date()) return;
  if (is_ghost_stale_) recount_saved();
  emit up_to_date();
}

}  // namespace viewer
