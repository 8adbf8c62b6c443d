#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "apps/cli/command.h"

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  try {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const auto exit = cli::dispatch(words, std::cout, std::cerr);
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "cytogate: standard output cannot be written\n";
      return static_cast<int>(cli::Exit::unusable_input);
    }
    return static_cast<int>(exit);
  } catch (const std::exception& defect) {
    std::cerr << "cytogate: this is a defect of cytogate: " << fcs::printable(defect.what()) << '\n';
    return static_cast<int>(cli::Exit::our_defect);
  }
}
