#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gating/strategy.h"

namespace gating::gatingml::detail {

/// A thing that was decided or changed on the way, at the gate or Quadrant of the flat list that has this id.
struct Remark {
  std::string id;
  std::string found;
  std::string assumed;
};

/// Where a gate of the tree has its shape from.
struct Shape {
  std::size_t node = 0;                ///< position in PopulationTree::gates
  std::string gate;                    ///< id of the gate in the flat list
  std::vector<std::size_t> quadrants;  ///< of a QuadrantGate: which of its Quadrants those of the node are, in order
};

struct PopulationTree {
  std::vector<GateNode> gates;
  std::vector<Shape> shapes;  ///< one for each gate of the tree that is no BooleanGate
  std::vector<Remark> remarks;
};

/// Makes a tree of a flat list in which every population is a Boolean "and" of all the gates on its path: a
/// population's parent is the one whose gates are the most of its own (of several the first that lacks its last gate),
/// and what is left of its gates becomes its own shape. It keeps its id and its name, and holds the same events. A
/// Boolean gate of another form stays as it is, as do the gates that it needs and those that no population has.
/// @param flat  gates without parents
[[nodiscard]] PopulationTree tree_of(const std::vector<GateNode>& flat);

/// Gives siblings names of their own and takes what may not stand in a name out of it.
void settle_names(std::vector<GateNode>& gates, std::vector<Remark>& remarks);

}  // namespace gating::gatingml::detail
