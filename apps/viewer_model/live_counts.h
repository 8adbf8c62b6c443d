#pragma once

#include <QObject>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "apps/viewer_model/study_document.h"
#include "study/batch.h"
#include "study/results.h"

namespace viewer {

/// The numbers of every sample, kept up with the document. All samples are gated once in the background; from then on
/// each edit is answered from what its gate's parent holds (study/live_cohort.h), the current sample on a thread of
/// its own, so that its label need not wait for the cohort. Every job carries a generation number: what comes back
/// older than what is shown is dropped. All signals come in the interface thread.
class LiveCounts : public QObject {
  Q_OBJECT

 public:
  /// Starts gating at once.
  LiveCounts(const StudyDocument& document, const study::BatchOptions& options, QObject* parent = nullptr);
  ~LiveCounts() override;  ///< waits for the samples that are being read

  /// The sample whose numbers come first.
  void set_current(std::optional<std::size_t> sample);
  /// A gate that is about to be edited: what its edits need is read ahead.
  void prepare(std::size_t panel, const std::string& gate);

  /// None while the sample waits for its first numbers.
  [[nodiscard]] const study::SampleResult* result(std::size_t sample) const;
  /// One a row of the manifest; samples that wait have neither populations nor a failure.
  [[nodiscard]] std::span<const study::SampleResult> results() const { return results_; }
  /// As of the strategies on the disk: the ghost. Empty until all samples are ready.
  [[nodiscard]] std::span<const study::SampleResult> saved_results() const { return saved_results_; }
  [[nodiscard]] std::size_t samples_ready() const { return samples_ready_; }
  /// Whether every number is of the document as it is now.
  [[nodiscard]] bool is_up_to_date() const;

 signals:
  void sample_changed(std::size_t sample);
  void cohort_changed();  ///< any number of results() or saved_results(), once for all samples
  void progress(std::size_t ready, std::size_t total);
  void up_to_date();

 private:
  using Generation = std::uint64_t;
  struct PanelEdit;
  struct Workers;

  void gate_all();
  void recount(std::size_t panel, const std::string& gate);
  void recount_current(std::size_t panel);
  void recount_saved();
  void recount_cohort(std::vector<PanelEdit> edits, bool is_saved);
  void take_first(std::size_t sample, const study::SampleResult& result);
  void take_current(std::size_t sample, const std::vector<std::uint64_t>& counts, Generation generation);
  void take_cohort(const std::vector<study::SampleResult>& results, Generation generation);
  void take_saved(const std::vector<study::SampleResult>& results);
  void emit_if_up_to_date();

  const StudyDocument* document_;
  std::vector<study::SampleResult> results_;
  std::vector<study::SampleResult> saved_results_;
  bool is_ghost_stale_ = false;          ///< saved since
  std::vector<Generation> generations_;  ///< one a sample; 0 while it waits
  std::size_t samples_ready_ = 0;
  Generation newest_ = 1;             ///< of the document as it is
  Generation cohort_generation_ = 0;  ///< no sample is older
  std::set<std::size_t> stale_;       ///< panels that were edited since
  std::vector<std::size_t> gates_;    ///< a panel each: the gate that was edited last, a position in Strategy::gates
  std::optional<std::size_t> current_;
  std::unique_ptr<Workers> workers_;  ///< last, so that the threads end before the rest goes
};

}  // namespace viewer
