#pragma once

#include <QObject>
#include <functional>

#include "apps/viewer/main_window.h"
#include "apps/viewer/words.h"

namespace viewer {

/// Waits until all that the window shows is computed, writes a picture of it, and says how that went.
class Screenshot : public QObject {
  Q_OBJECT

 public:
  /// @param words  screenshot, sample and population are used
  Screenshot(MainWindow& window, Words words, QObject* parent = nullptr);

  /// At once, of the window as it is.
  void take();

 signals:
  /// @param message  for standard error; empty: nothing to say
  void done(viewer::Exit exit, const QString& message);

 private:
  void show_what_is_asked();
  void take_when_settled();
  [[nodiscard]] Exit exit_of_samples() const;

  MainWindow& window_;
  Words words_;
};

}  // namespace viewer
