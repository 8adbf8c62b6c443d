#pragma once

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

/// A group of the reference values that were computed independently of this program; null where the shared folder is
/// absent.
inline nlohmann::json reference_values(const char* group) {
  std::ifstream in{std::filesystem::path{CYTOGATE_SHARED_DIR} / "spec" / "vectors.json"};
  if (!in) return nullptr;
  return nlohmann::json::parse(in)[group];
}
