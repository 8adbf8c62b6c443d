#include <algorithm>

#include <nlohmann/json.hpp>

#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"
#include "panels/read.h"
#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;
using nlohmann::json;
using testing_support::bytes_of;

const std::string sample = (cli::test::sample_data / "pbmc/fcs/SYNTHETIC_PBMC_S01_C1D1.fcs").string();

class StrategyDiffCommand : public testing::Test {
 protected:
  /// The built-in T-cell strategy after `edit`, as a document.
  std::string document(const std::string& name, void (*edit)(gating::Strategy&)) {
    auto strategy = panels::built_in_panel("t_cell_activation").value().panel.strategy;
    edit(strategy);
    return folder.write(name, gating::gatingml::write(strategy).value()).string();
  }
  static gating::Gate& gate(gating::Strategy& strategy, const std::string& id) {
    return std::ranges::find(strategy.gates, id, &gating::GateNode::id)->gate;
  }

  Folder folder;
  std::string before = document("before.xml", [](gating::Strategy&) {});
  std::string after = document("after.xml", [](gating::Strategy& strategy) {
    std::get<gating::RectangleGate>(gate(strategy, "CD3pos")).sides[0].min = 0.6;
  });
};

TEST_F(StrategyDiffCommand, ExitsWithZeroWhereNothingDiffers) {
  const auto again = document("again.xml", [](gating::Strategy& strategy) { std::ranges::reverse(strategy.gates); });
  const auto outcome = run({"strategy", "diff", before, again});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_EQ(outcome.table, before + " -> " + again + ": no difference\n");
}
TEST_F(StrategyDiffCommand, SaysWhatDiffersAndExitsWithOne) {
  const auto outcome = run({"strategy", "diff", before, after});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  EXPECT_EQ(outcome.table, before + " -> " + after +
                               ": 1 population changed, 0 added, 0 removed\n"
                               "  Time/Singlets/Lymphocytes/Live/CD3+\n      CD3 min: 0.513 -> 0.6\n");
}
TEST_F(StrategyDiffCommand, ASampleSaysWhoEntersAndLeaves) {
  const auto outcome = run({"strategy", "diff", before, after, sample, "--panel", "t_cell_activation", "--json"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different) << outcome.log;
  const auto diff = json::parse(outcome.table);
  const auto gated = [&](const std::string& strategy) {
    return json::parse(run({"gate", sample, "--strategy", strategy, "--panel", "t_cell_activation", "--json"}).table);
  };
  const auto old = gated(before);
  const auto now = gated(after);
  const auto& rows = diff.at("samples").at(0).at("populations");
  ASSERT_EQ(rows.size(), old.size());
  for (std::size_t p = 0; p < rows.size(); ++p) {
    EXPECT_EQ(rows[p].at("before").at("count"), old[p].at("count"));
    EXPECT_EQ(rows[p].at("after").at("count"), now[p].at("count"));
    EXPECT_EQ(rows[p].at("after").at("percent_of_parent").is_null(),
              now[p].at("percent_of_parent").is_null() && p != 0);
    EXPECT_EQ(rows[p].at("entering"), 0);  // the threshold went up: nobody can enter
    EXPECT_EQ(rows[p].at("leaving"), old[p].at("count").get<int>() - now[p].at("count").get<int>());
  }
  EXPECT_GT(diff.at("samples").at(0).at("populations").at(5).at("leaving"), 0);
}
TEST_F(StrategyDiffCommand, JsonHasTheKindTheDimensionAndBothValues) {
  const auto diff = json::parse(run({"strategy", "diff", before, after, "--json"}).table);
  EXPECT_EQ(diff.at("different"), true);
  std::size_t changed = 0;
  for (const auto& population : diff.at("populations")) {
    if (population.at("state") == "same") continue;
    ++changed;
    EXPECT_EQ(population.at("after").at("id"), "CD3pos");
    EXPECT_EQ(population.at("matched_by"), "id");
    EXPECT_EQ(population.at("changes"),
              json::parse(R"([{"kind":"threshold","dimension":"CD3","item":"min","before":0.513,"after":0.6}])"));
  }
  EXPECT_EQ(changed, 1U);
}
TEST_F(StrategyDiffCommand, AChangedTransformationNamesItsParameters) {
  const auto wider = document("wider.xml", [](gating::Strategy& strategy) {
    strategy.transformations.clear();
    strategy.transformations.emplace("Logicle",
                                     gating::Transformation::make(gating::Logicle{262144, 1, 4.5, 0}).value());
  });
  const auto outcome = run({"strategy", "diff", before, wider});
  EXPECT_THAT(outcome.table, testing::HasSubstr("transformation of CD3: logicle T=262144 W=0.8 M=4.5 A=0 -> logicle "
                                                "T=262144 W=1 M=4.5 A=0\n"));
}
TEST_F(StrategyDiffCommand, ExitsWithThreeWhereSomethingCannotBeRead) {
  EXPECT_EQ(run({"strategy", "diff", before, folder / "nowhere.xml"}).exit, Exit::unusable_input);
  const auto broken = folder.write("broken.xml", "<nothing").string();
  EXPECT_EQ(run({"strategy", "diff", broken, after}).exit, Exit::unusable_input);
  const auto outcome =
      run({"strategy", "diff", before, after, folder / "nowhere.fcs", sample, "--panel", "t_cell_activation"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.table, testing::HasSubstr("nowhere.fcs: not read"));
  EXPECT_THAT(outcome.table, testing::HasSubstr(sample + ", 20000 events"));
}
TEST_F(StrategyDiffCommand, AnOutputIsNeverAnInput) {
  EXPECT_EQ(run({"strategy", "diff", before, after, "-o", after}).exit, Exit::usage);
}

}  // namespace
