#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "tests/gating/gatingml/document.h"

// What the tests of other programs' Gating-ML share.

namespace gatingml_test {

/// Reads a document with this body, which must be readable.
inline gating::gatingml::Document read(const std::string& body) {
  auto result = gating::gatingml::read(document(body), "dialect.xml");
  EXPECT_TRUE(result.has_value()) << fcs::message(result.error());
  return result.has_value() ? std::move(result).value() : gating::gatingml::Document{};
}

/// One line a population, indented by its level: name and, in brackets, id.
inline std::string tree(const gating::Strategy& strategy) {
  std::string out;
  const auto all = gating::populations(strategy).value();
  for (const auto& population : all) {
    if (!population.parent) continue;
    const auto level = std::count(population.path.begin(), population.path.end(), '/');
    out += std::string(2 * static_cast<std::size_t>(level), ' ') + population.name + " [" + population.id + "]\n";
  }
  return out;
}

}  // namespace gatingml_test
