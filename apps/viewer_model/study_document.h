#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "fcs/base/result.h"
#include "gating/gate.h"
#include "gating/strategy.h"
#include "study/manifest.h"
#include "study/study.h"

namespace viewer {

/// A study that is open: its samples, the strategies of its panels, and the stack of what was done to them. The only
/// place where a strategy changes; commands and models come here. Lives in the interface thread; others work on copies.
class StudyDocument : public QObject {
  Q_OBJECT

 public:
  StudyDocument(study::Study study, study::Manifest manifest, QObject* parent = nullptr);

  [[nodiscard]] const study::Study& study() const { return study_; }  ///< with the strategies as edited
  [[nodiscard]] const study::Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const study::StudyPanel& panel(std::size_t panel) const { return study_.panels[panel]; }
  [[nodiscard]] const gating::Strategy& strategy(std::size_t panel) const {
    return study_.panels[panel].panel.strategy;
  }
  /// As on the disk.
  [[nodiscard]] const gating::Strategy& saved_strategy(std::size_t panel) const { return saved_[panel]; }

  /// Gives a gate of the template another shape, as a step that can be undone. Steps of one drag join into one.
  /// @param gate   id; the new value differs in its numbers only, not in kind, dimensions, dividers or Quadrants
  /// @param drag   equal for all steps of one drag (or run of nudges), from next_drag()
  /// @param what   for the undo menu: "Move CD8_Activation"
  /// @error Code::bad_gate where a document could not hold it: min >= max, a number that is not finite, dividers that
  /// do not ascend, a Quadrant located on the value of a divider
  [[nodiscard]] fcs::Result<void> edit_gate(std::size_t panel, const std::string& gate, gating::Gate after, int drag,
                                            const QString& what);
  /// A number that no step has yet.
  [[nodiscard]] int next_drag() { return ++last_drag_; }

  [[nodiscard]] QUndoStack& undo_stack() { return undo_stack_; }
  [[nodiscard]] bool is_modified() const { return !undo_stack_.isClean(); }

  /// Writes every strategy that was edited: study::save_template. Undo goes on past a save.
  /// @error of the first that cannot be written; those before it are saved
  [[nodiscard]] fcs::Result<void> save();

 signals:
  void gate_changed(std::size_t panel, const QString& gate);
  void saved();

 private:
  friend class EditGate;
  void set_gate(std::size_t panel, std::size_t node, const gating::Gate& gate);

  study::Study study_;
  study::Manifest manifest_;
  std::vector<gating::Strategy> saved_;
  QUndoStack undo_stack_;
  int last_drag_ = 0;
};

/// What a window can show.
struct OpenedStudy {
  study::Study study;
  study::Manifest manifest;
  std::vector<fcs::Finding> findings;
};

/// @param folder_or_file  the study's folder, or its study.toml
/// @error of the study, with all its problems in `found`, a line each
[[nodiscard]] fcs::Result<OpenedStudy> open_study(const std::filesystem::path& folder_or_file);

/// FCS files without a study: a sample each, no subject, no visit, one panel whose strategy is the document.
/// @param panel  a built-in id or a panel.toml whose stains the names are matched by; empty: none
/// @error of the document or the panel
[[nodiscard]] fcs::Result<OpenedStudy> open_files(const std::vector<std::filesystem::path>& files,
                                                  const std::filesystem::path& strategy, const std::string& panel);

}  // namespace viewer
