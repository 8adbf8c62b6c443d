#pragma once

#include <QObject>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/viewer_model/study_document.h"
#include "study/batch.h"
#include "study/results.h"

namespace viewer {

/// The numbers of every sample, kept up with the document: all samples are gated once in the background, and each edit
/// is answered again from what its gate's parent holds (study/live_sample.h), the current sample first. Work runs on
/// threads of its own with a generation number each; what comes back older than what is shown is dropped.
/// Signals come in the interface thread.
class LiveCounts : public QObject {
  Q_OBJECT

 public:
  /// Starts gating at once.
  explicit LiveCounts(const StudyDocument& document, const study::BatchOptions& options, QObject* parent = nullptr);
  ~LiveCounts() override;  ///< waits for the sample that is being read

  /// The sample whose numbers come first.
  void set_current(std::optional<std::size_t> sample);
  /// A gate that is about to be edited: what its edits need is read ahead.
  void prepare(std::size_t panel, const std::string& gate);

  /// None while the sample waits for its first numbers.
  [[nodiscard]] const study::SampleResult* result(std::size_t sample) const;
  /// One a row of the manifest; samples that wait have no populations.
  [[nodiscard]] std::span<const study::SampleResult> results() const { return results_; }
  /// As of the strategy on the disk: the ghost.
  [[nodiscard]] std::span<const study::SampleResult> saved_results() const { return saved_results_; }
  [[nodiscard]] std::size_t samples_ready() const { return ready_count_; }
  /// Whether every shown number is of the document as it is now.
  [[nodiscard]] bool is_up_to_date() const;

 signals:
  void sample_changed(std::size_t sample);
  void cohort_changed();  ///< results() of one moment, all samples
  void progress(std::size_t ready, std::size_t total);
  void up_to_date();  ///< nothing is being computed any more

 private:
  struct Private;
  std::unique_ptr<Private> private_;
  std::vector<study::SampleResult> results_;
  std::vector<study::SampleResult> saved_results_;
  std::vector<bool> is_ready_;
  std::size_t ready_count_ = 0;
};

}  // namespace viewer
