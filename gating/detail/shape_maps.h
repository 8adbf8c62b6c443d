#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "gating/detail/cell_map.h"
#include "gating/shape_maps.h"

namespace gating {

struct ShapeMaps::State {
  /// All that a map depends on.
  struct Key {
    std::optional<Transformation> x, y;
    std::vector<double> numbers;  ///< which kind of shape, and all that it is given by
    friend bool operator==(const Key&, const Key&) = default;
  };
  using Map = std::shared_ptr<const CellMap>;  ///< null where the shape has none

  /// @param make  makes the map where it is not known
  template <class Make>
  Map of(const Key& key, Make make) {
    {
      const std::lock_guard lock{mutex_};
      if (const auto* known = find(key)) return *known;
    }
    auto map = make();
    const std::lock_guard lock{mutex_};
    if (known_.size() == most) known_.clear();  // as when a gate was dragged for long
    if (find(key) == nullptr) known_.emplace_back(key, map);
    return map;
  }

 private:
  static constexpr std::size_t most = 512;  ///< some 15 MB

  [[nodiscard]] const Map* find(const Key& key) const {
    for (const auto& [known, map] : known_) {
      if (known == key) return &map;
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::vector<std::pair<Key, Map>> known_;
};

}  // namespace gating
