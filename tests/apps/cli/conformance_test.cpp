// The published suites through the command line, event by event.

#include <cmath>
#include <filesystem>
#include <functional>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::conformance;
using cli::test::rows_of;
using cli::test::rows_of_tabs;
using cli::test::run;
using testing_support::bytes_of;

/// Gates the suite's sample with each of its documents and compares every event of every case with its truth.
/// @param prepared  gives the file to gate with instead of a document of the suite
void compare_with_truth(const std::function<std::filesystem::path(const std::filesystem::path&)>& prepared) {
  const cli::test::Folder folder;
  const auto cases = rows_of_tabs(bytes_of(conformance / "gatingml/CASES.tsv"));
  std::set<std::string> documents;
  for (const auto& row : cases) documents.insert(row.at("gml_file"));
  ASSERT_GT(documents.size(), 30U);
  std::size_t compared = 0;
  for (const auto& document : documents) {
    const auto membership = folder / "membership.csv";
    const auto strategy = prepared(conformance / "gatingml/gml" / document);
    const auto outcome = run({"gate", conformance / "gatingml/data1.fcs", "--strategy", strategy, "--membership",
                              membership, "--format", "csv"});
    ASSERT_EQ(outcome.exit, Exit::done) << document << ": " << outcome.log;
    const auto events = rows_of(bytes_of(membership));
    std::map<std::string, std::string> counts;
    for (const auto& row : rows_of(outcome.table)) counts[row.at("id")] = row.at("count");
    for (const auto& row : cases) {
      if (row.at("gml_file") != document || row.at("truth_file") == "-") continue;
      EXPECT_EQ(counts[row.at("gate_id")], row.at("expected_in_gate")) << document;
      std::istringstream truth{bytes_of(conformance / "gatingml/truth" / row.at("truth_file"))};
      std::string expected;
      std::size_t event = 0;
      std::size_t wrong = 0;
      for (; truth >> expected; ++event)
        wrong += event >= events.size() || events[event].at(row.at("gate_id")) != expected;
      EXPECT_EQ(event, events.size());
      EXPECT_EQ(wrong, 0U) << document << ", " << row.at("gate_id");
      ++compared;
    }
  }
  EXPECT_GE(compared, 55U);
}

TEST(GatingMlSuite, EveryCaseHoldsExactlyTheEventsOfItsTruth) {
  if (!exists(conformance / "gatingml")) GTEST_SKIP() << "no gatingml/ in " << conformance;
  compare_with_truth([](const std::filesystem::path& document) { return document; });
}

TEST(GatingMlSuite, EveryCaseKeepsItsEventsWhenItIsReadAndWritten) {
  if (!exists(conformance / "gatingml")) GTEST_SKIP() << "no gatingml/ in " << conformance;
  const cli::test::Folder folder;
  compare_with_truth([&folder](const std::filesystem::path& document) {
    const auto converted = folder / "converted.xml";
    const auto outcome = run({"strategy", "convert", document, "-o", converted});
    EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
    return std::filesystem::path{converted};
  });
}

std::vector<std::string> truth_of(const std::string& file) {
  std::istringstream text{bytes_of(conformance / "gatingml/truth" / file)};
  return {std::istream_iterator<std::string>{text}, {}};
}

TEST(Cytobank, ATreeMadeOfItsFlatGatesHoldsExactlyTheEventsOfTheTruth) {
  if (!exists(conformance / "gatingml")) GTEST_SKIP() << "no gatingml/ in " << conformance;
  auto xml = bytes_of(conformance / "gatingml/gml/gml_boolean_and1_gate.xml");
  const std::string_view end = "</gating:Gating-ML>";
  xml.insert(xml.rfind(end),
             R"(<data-type:custom_info><cytobank><about>an export</about></cytobank></data-type:custom_info>
<gating:BooleanGate gating:id="GateSet_1"><gating:and><gating:gateReference gating:ref="Polygon1"/>
<gating:gateReference gating:ref="Polygon1"/></gating:and></gating:BooleanGate>)");
  const cli::test::Folder folder;
  const auto membership = folder / "membership.csv";
  const auto outcome = run({"gate", conformance / "gatingml/data1.fcs", "--strategy", folder.write("gates.xml", xml),
                            "--membership", membership, "--format", "csv"});
  ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_NE(outcome.log.find("note"), std::string::npos) << outcome.log;
  std::map<std::string, std::string> parents;
  for (const auto& row : rows_of(outcome.table)) parents[row.at("id")] = row.at("parent");
  EXPECT_EQ(parents, (std::map<std::string, std::string>{{"root", ""}, {"GateSet_1", "root"}, {"And1", "GateSet_1"}}));
  const auto events = rows_of(bytes_of(membership));
  for (const auto& [id, file] : {std::pair{"GateSet_1", "Results_Polygon1.txt"}, std::pair{"And1", "Results_And1.txt"}}) {
    const auto truth = truth_of(file);
    ASSERT_EQ(truth.size(), events.size());
    std::size_t wrong = 0;
    for (std::size_t event = 0; event < truth.size(); ++event) wrong += events[event].at(id) != truth[event];
    EXPECT_EQ(wrong, 0U) << id;
  }
}

TEST(RealStudy, GateCountsWhatIsPublished) {
  if (!exists(conformance / "real_study")) GTEST_SKIP() << "no real_study/ in " << conformance;
  std::map<std::string, std::map<std::string, std::string>> counts;
  const auto expected = rows_of_tabs(bytes_of(conformance / "real_study/EXPECTED.tsv"));
  ASSERT_FALSE(expected.empty());
  for (const auto& row : expected) {
    auto& of_file = counts[row.at("file")];
    if (of_file.empty()) {
      const auto outcome = run({"gate", conformance / "fcs" / row.at("file"), "--panel",
                                conformance / "real_study/panel.toml", "--format", "csv"});
      ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
      for (const auto& population : rows_of(outcome.table)) of_file[population.at("id")] = population.at("count");
    }
    EXPECT_EQ(of_file[row.at("id")], row.at("count")) << row.at("file") << ", " << row.at("id");
  }
}

TEST(Export, StoredValuesAreThoseThatIndependentReadersFind) {
  if (!exists(conformance / "fcs/EXPECTED.json")) GTEST_SKIP() << "no fcs/ in " << conformance;
  const auto expected = nlohmann::json::parse(bytes_of(conformance / "fcs/EXPECTED.json"));
  const cli::test::Folder folder;
  std::size_t compared = 0;
  for (const auto& [file, entry] : expected.items()) {
    if (!entry.contains("datasets")) continue;
    for (std::size_t set = 0; set < entry.at("datasets").size(); ++set) {
      const auto& wanted = entry.at("datasets").at(set);
      const auto csv = folder / "events.csv";
      const auto outcome = run({"export", conformance / "fcs" / file, "--values", "stored", "--dataset",
                                std::to_string(set + 1), "-o", csv});
      ASSERT_EQ(outcome.exit, Exit::done) << file << ": " << outcome.log;
      std::istringstream lines{bytes_of(csv)};
      std::string line;
      std::getline(lines, line);  // names may be quoted; the reader's own test compares them
      std::vector<std::string> first, last;
      std::uint64_t events = 0;
      for (; std::getline(lines, line); ++events) {
        if (events == 0) first = cli::test::split(line, ',');
        last = cli::test::split(line, ',');
      }
      EXPECT_EQ(events, wanted.at("n_events").get<std::uint64_t>()) << file;
      const auto same = [&](const std::vector<std::string>& cells, const nlohmann::json& values) {
        ASSERT_EQ(cells.size(), values.size()) << file;
        for (std::size_t c = 0; c < cells.size(); ++c) {
          if (!values[c].is_number()) continue;
          EXPECT_EQ(std::stod(cells[c]), values[c].get<double>()) << file << ", channel " << c + 1;
        }
      };
      if (events > 0) {
        same(first, wanted.at("first"));
        same(last, wanted.at("last"));
      }
      ++compared;
    }
  }
  EXPECT_GE(compared, 73U);
}

}  // namespace
