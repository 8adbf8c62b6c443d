#include "study/override.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "study/batch.h"
#include "study/table.h"
#include "tests/study/example_study.h"

namespace {

using fcs::Code;
using testing::HasSubstr;
using testing::IsEmpty;

/// A Gating-ML document around what it holds.
std::string document(std::string_view body) {
  return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
                  xmlns:transforms="http://www.isac-net.org/std/Gating-ML/v2.0/transformations"
                  xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">{}</gating:Gating-ML>
)",
                     body);
}

/// A range gate on a channel.
std::string range(std::string_view id, std::string_view channel, double min, std::string_view attributes = "",
                  std::string_view of_dimension = "") {
  return fmt::format(R"(<gating:RectangleGate gating:id="{}" {}>
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="{}" {}>
      <data-type:fcs-dimension data-type:name="{}"/></gating:dimension></gating:RectangleGate>)",
                     id, attributes, min, of_dimension, channel);
}

gating::Strategy strategy_of(const std::string& xml) { return gating::gatingml::read(xml, "test").value().strategy; }

study::Override override_of(const std::string& xml) {
  return {"overrides/a.gatingml.xml", xml, "hash", strategy_of(xml), "why"};
}

const gating::GateNode& gate(const gating::Strategy& strategy, const std::string& id) {
  return *std::ranges::find(strategy.gates, id, &gating::GateNode::id);
}

// --- the merged strategy

TEST(WithOverride, TakesTheGateAndKeepsItsPlace) {
  const auto strategy = strategy_of(std::string{example_strategy});
  const auto merged = study::with_override(strategy, override_of(document(range("CD8pos", "CD8", 50)))).value();
  ASSERT_EQ(merged.gates.size(), 2U);
  EXPECT_EQ(merged.gates[0], strategy.gates[0]);
  EXPECT_EQ(merged.gates[1].parent, "CD3pos");
  EXPECT_EQ(std::get<gating::RectangleGate>(merged.gates[1].gate).sides.front().min, 50);
}

TEST(WithOverride, KeepsATransformationOfItsOwnApartFromTheTemplates) {
  const auto with_scale = [](double top, double min) {
    return document(fmt::format(R"(<transforms:transformation transforms:id="Scale">
        <transforms:flin transforms:T="{}" transforms:A="0"/></transforms:transformation>)",
                                top) +
                    range("CD3pos", "CD3", min, "", R"(gating:transformation-ref="Scale")"));
  };
  const auto strategy = strategy_of(with_scale(1000, 0.5));
  const auto merged = study::with_override(strategy, override_of(with_scale(100, 0.5))).value();
  ASSERT_EQ(merged.transformations.size(), 2U);
  EXPECT_EQ(merged.transformations.at("Scale"), strategy.transformations.at("Scale"));
  const auto& side = std::get<gating::RectangleGate>(gate(merged, "CD3pos").gate).sides.front();
  // flin of the override: x / 100.
  EXPECT_EQ(merged.transformations.at(*side.dimension.transformation)(50), 0.5);
}

TEST(WithOverride, SharesATransformationThatIsTheSame) {
  const auto text = document(R"(<transforms:transformation transforms:id="Scale">
        <transforms:flin transforms:T="10" transforms:A="0"/></transforms:transformation>)" +
                             range("CD3pos", "CD3", 1, "", R"(gating:transformation-ref="Scale")"));
  EXPECT_EQ(study::with_override(strategy_of(text), override_of(text)).value().transformations.size(), 1U);
}

constexpr std::string_view quadrants = R"(<gating:QuadrantGate gating:id="Q">
  <gating:divider gating:id="D" gating:compensation-ref="uncompensated"><data-type:fcs-dimension data-type:name="CD8"/>
    <gating:value>{}</gating:value></gating:divider>
  <gating:Quadrant gating:id="{}"><gating:position gating:divider_ref="D" gating:location="{}"/></gating:Quadrant>
  <gating:Quadrant gating:id="{}"><gating:position gating:divider_ref="D" gating:location="{}"/></gating:Quadrant>
</gating:QuadrantGate>)";

TEST(WithOverride, PutsQuadrantsInTheOrderOfTheTemplate) {
  const auto strategy = strategy_of(document(fmt::format(fmt::runtime(quadrants), 10, "Low", 1, "High", 20)));
  const auto changed = override_of(document(fmt::format(fmt::runtime(quadrants), 30, "High", 40, "Low", 1)));
  const auto merged = study::with_override(strategy, changed).value();
  const auto& gate = std::get<gating::QuadrantGate>(merged.gates.front().gate);
  EXPECT_EQ(gate.quadrants[0].id, "Low");
  EXPECT_EQ(gate.quadrants[1].id, "High");
  EXPECT_EQ(gate.dividers.front().values.front(), 30);
}

// --- what does not fit the template

struct Misfit {
  std::string name, body;
  Code code;
  std::string item;
  friend std::ostream& operator<<(std::ostream& out, const Misfit& row) { return out << row.name; }
};
class OverrideProblem : public testing::TestWithParam<Misfit> {};

TEST_P(OverrideProblem, NamesTheFileAndTheGate) {
  const auto strategy = strategy_of(
      document(range("CD3pos", "CD3", 10) + fmt::format(fmt::runtime(quadrants), 10, "Low", 1, "High", 20)));
  const auto problems = study::check_override(strategy, override_of(document(GetParam().body)));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems.front().code, GetParam().code);
  EXPECT_EQ(problems.front().where.file, "overrides/a.gatingml.xml");
  EXPECT_EQ(problems.front().where.item, GetParam().item);
}

INSTANTIATE_TEST_SUITE_P(
    Table, OverrideProblem,
    testing::Values(Misfit{"UnknownId", range("CD4pos", "CD4", 1), Code::dangling_reference, "gate CD4pos"},
                    Misfit{"NoGate", "", Code::missing_element, ""},
                    Misfit{"AParent",
                           range("CD3pos", "CD3", 1) +
                               fmt::format(fmt::runtime(quadrants), 10, "Low", 1, "High", 20)
                                   .insert(std::string_view{R"(<gating:QuadrantGate gating:id="Q")"}.size(),
                                           R"( gating:parent_id="CD3pos")"),
                           Code::unexpected_element, "gate Q"},
                    Misfit{"OtherQuadrants", fmt::format(fmt::runtime(quadrants), 10, "Low", 1, "Top", 20),
                           Code::bad_gate, "gate Q"},
                    Misfit{"NoQuadrants", range("Q", "CD8", 1), Code::bad_gate, "gate Q"}),
    [](const auto& row) { return row.param.name; });

// --- in a study

/// A study of two samples: a, 60 CD8+ of 200 CD3+, and b.
class OverriddenStudy : public testing::Test {
 protected:
  OverriddenStudy() {
    write_example_study(folder_);
    write_t_cells(folder_.path() / "fcs/a.fcs", 60, 200, 100);
    write_t_cells(folder_.path() / "fcs/b.fcs", 90, 300, 0);
    folder_.write("manifest.csv", "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,example\nfcs/b.fcs,P01,C1D8,example\n");
  }

  void write_override(const std::string& sample, const std::string& text) {
    std::filesystem::create_directories(folder_.path() / "overrides");
    folder_.write("overrides/" + sample + ".gatingml.xml", text);
  }

  [[nodiscard]] study::ReadManifest manifest() const { return study::read_manifest(study()); }
  [[nodiscard]] study::Study study() const { return study::read_study(folder_.path()).study; }

  fcs::Result<study::AuditEntry> record(const std::string& sample, const std::string& reason) {
    return study::record_override(study(), sample, reason, {"login", "A. Reader"});
  }

  /// The endpoint's row of a sample in results.csv.
  std::map<std::string, std::string> endpoint_of(const std::string& sample) {
    const auto read = manifest();
    EXPECT_THAT(read.problems, IsEmpty());
    const auto out = folder_.path() / "out";
    EXPECT_TRUE(study::run_batch(study(), read.manifest, out, {}, {}).has_value());
    const auto table = study::parse_table(bytes_of(out / "results.csv"), "results.csv").table;
    std::map<std::string, std::string> cells;
    for (const auto& row : table.rows) {
      if (row.cells[*table.find_column("sample")] != sample || row.cells[*table.find_column("endpoint")].empty())
        continue;
      for (std::size_t c = 0; c < table.columns.size(); ++c) cells[table.columns[c]] = row.cells[c];
    }
    return cells;
  }

  TemporaryFolder folder_;
};

// CD8 is 100 or 1: nothing is left from 500 on.
const std::string cd8_from_500 = document(range("CD8pos", "CD8", 500));

TEST_F(OverriddenStudy, GatesTheSampleByItsOwnGateAndNoOther) {
  write_override("a", cd8_from_500);
  EXPECT_EQ(endpoint_of("a")["numerator"], "0");
  EXPECT_EQ(endpoint_of("a")["denominator"], "200");
  EXPECT_EQ(endpoint_of("b")["numerator"], "90");
}

TEST_F(OverriddenStudy, ShowsTheOverrideInEveryRowOfTheSample) {
  write_override("a", cd8_from_500);
  const auto a = endpoint_of("a");
  EXPECT_EQ(a.at("override"), "overrides/a.gatingml.xml");
  EXPECT_EQ(a.at("threshold_source"), "override");
  EXPECT_EQ(endpoint_of("b")["override"], "");
  EXPECT_EQ(endpoint_of("b")["threshold_source"], "template");
}

TEST_F(OverriddenStudy, KeepsTheTemplatesHashAndChangesTheResolvedOne) {
  const auto before = endpoint_of("a");
  write_override("a", cd8_from_500);
  const auto after = endpoint_of("a");
  EXPECT_EQ(after.at("template_sha256"), before.at("template_sha256"));
  EXPECT_NE(after.at("resolved_sha256"), before.at("resolved_sha256"));
}

TEST_F(OverriddenStudy, FlagsAnOverrideWithoutAReason) {
  write_override("a", cd8_from_500);
  EXPECT_EQ(endpoint_of("a")["flags"], "OVERRIDE_WITHOUT_REASON");
  EXPECT_EQ(endpoint_of("b")["flags"], "");
}

TEST_F(OverriddenStudy, TakesTheReasonFromTheJournal) {
  write_override("a", cd8_from_500);
  ASSERT_TRUE(record("a", "dim CD8").has_value());
  EXPECT_EQ(endpoint_of("a")["flags"], "OVERRIDE");
  EXPECT_THAT(bytes_of(folder_.path() / "out/flags.csv"), HasSubstr("dim CD8"));
  EXPECT_THAT(bytes_of(folder_.path() / "out/run.json"), HasSubstr("audit.jsonl"));
}

TEST_F(OverriddenStudy, AsksForAReasonAgainOnceTheDocumentChanged) {
  write_override("a", cd8_from_500);
  ASSERT_TRUE(record("a", "dim CD8").has_value());
  write_override("a", document(range("CD8pos", "CD8", 600)));
  EXPECT_EQ(endpoint_of("a")["flags"], "OVERRIDE_WITHOUT_REASON");
}

TEST_F(OverriddenStudy, RecordsOldAndNewValue) {
  write_override("a", cd8_from_500);
  ASSERT_TRUE(record("a", "first").has_value());
  const auto changed = document(range("CD8pos", "CD8", 600));
  write_override("a", changed);
  ASSERT_TRUE(record("a", "second").has_value());
  std::filesystem::remove(folder_.path() / "overrides/a.gatingml.xml");
  const auto removed = record("a", "not needed");
  ASSERT_TRUE(removed.has_value()) << message(removed.error());
  EXPECT_EQ(removed.value().action, "override removed");
  EXPECT_EQ(removed.value().old_value, changed);
  EXPECT_EQ(removed.value().new_value, std::nullopt);
  EXPECT_EQ(study::read_journal(folder_.path()).value().entries[1].old_value, cd8_from_500);
}

TEST_F(OverriddenStudy, RecordsNothingWithoutAReasonOrAnOverride) {
  EXPECT_EQ(record("a", "why").error().code, Code::no_such_sample);
  write_override("a", cd8_from_500);
  EXPECT_EQ(record("a", " \n").error().code, Code::missing_key);
}

TEST_F(OverriddenStudy, ListsAllThatIsWrongBeforeAnyWork) {
  write_override("a", document(range("CD4pos", "CD4", 1) + range("CD9pos", "CD9", 1)));
  write_override("b", "<broken");
  write_override("c", cd8_from_500);
  const auto problems = manifest().problems;
  std::vector<std::string> shown;
  for (const auto& problem : problems) shown.push_back(problem.where.file + " " + std::string{name(problem.code)});
  EXPECT_THAT(shown, testing::ElementsAre(
                         "overrides/a.gatingml.xml dangling_reference", "overrides/a.gatingml.xml dangling_reference",
                         "overrides/b.gatingml.xml bad_xml", "overrides/c.gatingml.xml no_such_sample"));
}

TEST_F(OverriddenStudy, IsNotGatedWithABrokenJournal) {
  folder_.write("audit.jsonl", "x\n");
  ASSERT_EQ(manifest().problems.size(), 1U);
  EXPECT_EQ(manifest().problems.front().code, Code::broken_journal);
}

}  // namespace
