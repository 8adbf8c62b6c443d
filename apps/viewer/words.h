#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "apps/viewer_model/study_document.h"

namespace viewer {

/// Numbers as of the command line (`cytogate`).
enum class Exit { done = 0, partial = 1, usage = 2, unusable_input = 3, our_defect = 4 };

/// What the program was started with.
struct Words {
  std::filesystem::path study;               ///< a folder or a study.toml; empty: none
  std::vector<std::filesystem::path> files;  ///< FCS files, instead of a study
  std::filesystem::path strategy;
  std::string panel;
  std::filesystem::path screenshot;  ///< empty: none
  std::string sample;                ///< of the screenshot; empty: the first
  std::string population;            ///< of the screenshot; empty: all events
};

/// To be printed, and the program ends.
struct Answer {
  QString text;
  Exit exit = Exit::done;
};

/// @param arguments  the program's name first
[[nodiscard]] std::variant<Words, Answer> parse_words(const QStringList& arguments);

/// What the words name, read.
[[nodiscard]] fcs::Result<OpenedStudy> read_study_of(const Words& words);

}  // namespace viewer
