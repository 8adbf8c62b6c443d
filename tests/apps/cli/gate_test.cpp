#include <nlohmann/json.hpp>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::rows_of;
using cli::test::run;
using testing_support::bytes_of;

/// FCS 3.1, one 8-bit channel "X" with the values given.
std::string small_fcs(const std::vector<unsigned char>& values) {
  const std::string text =
      "|$PAR|1|$P1N|X|$P1B|8|$P1R|256|$P1E|0,0|$DATATYPE|I|$MODE|L|$BYTEORD|1,2,3,4|$NEXTDATA|0|$TOT|" +
      std::to_string(values.size()) + "|";
  const auto field = [](std::size_t value) {
    const auto digits = std::to_string(value);
    return std::string(8 - digits.size(), ' ') + digits;
  };
  const auto data = 58 + text.size();
  return "FCS3.1    " + field(58) + field(data - 1) + field(data) + field(data + values.size() - 1) + field(0) +
         field(0) + text + std::string(values.begin(), values.end());
}

/// Low = [0, 100), High = [100, 200) within it: the child is empty; Named has a display name.
const std::string strategy = R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">
<gating:RectangleGate gating:id="Named"><data-type:custom_info><name xmlns="urn:cytogate:gating-ml">X dim</name></data-type:custom_info>
<gating:dimension gating:compensation-ref="uncompensated" gating:max="100"><data-type:fcs-dimension data-type:name="X"/></gating:dimension></gating:RectangleGate>
<gating:RectangleGate gating:id="Empty" gating:parent_id="Named">
<gating:dimension gating:compensation-ref="uncompensated" gating:min="100"><data-type:fcs-dimension data-type:name="X"/></gating:dimension></gating:RectangleGate>
<gating:RectangleGate gating:id="Below" gating:parent_id="Empty">
<gating:dimension gating:compensation-ref="uncompensated" gating:min="1"><data-type:fcs-dimension data-type:name="X"/></gating:dimension></gating:RectangleGate>
</gating:Gating-ML>)";

class Gate : public testing::Test {
 protected:
  Folder folder;
  std::string gates = folder.write("gates.xml", strategy);
  std::string file = folder.write("a.fcs", small_fcs({5, 99, 100, 7}));
};

TEST_F(Gate, PrintsOneRowAPopulationAsCsv) {
  const auto outcome = run({"gate", file, "--strategy", gates, "--format", "csv"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  const auto rows = rows_of(outcome.table);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_TRUE(
      outcome.table.starts_with("file,dataset,population,id,parent,count,parent_count,percent_of_parent,percent_of_"
                                "total,ci_low,ci_high,status,reason\n"));
  EXPECT_EQ(rows[0].at("id"), "root");
  EXPECT_EQ(rows[0].at("count"), "4");
  EXPECT_EQ(rows[0].at("parent"), "");
  EXPECT_EQ(rows[1].at("population"), "X dim");
  EXPECT_EQ(rows[1].at("id"), "Named");
  EXPECT_EQ(rows[1].at("parent"), "root");
  EXPECT_EQ(rows[1].at("count"), "3");
  EXPECT_EQ(rows[1].at("percent_of_parent"), "75");
  EXPECT_EQ(rows[1].at("status"), "LOW_DENOMINATOR");
  EXPECT_EQ(rows[2].at("population"), "X dim/Empty");
  EXPECT_EQ(rows[2].at("count"), "0");
  EXPECT_EQ(rows[2].at("percent_of_parent"), "0");
}
TEST_F(Gate, APercentageOfNothingIsNotEvaluableAndNeverZero) {
  const auto rows = rows_of(run({"gate", file, "--strategy", gates, "--format", "csv"}).table);
  EXPECT_EQ(rows[3].at("id"), "Below");
  EXPECT_EQ(rows[3].at("parent_count"), "0");
  EXPECT_EQ(rows[3].at("percent_of_parent"), "");
  EXPECT_EQ(rows[3].at("ci_low"), "");
  EXPECT_EQ(rows[3].at("status"), "NOT_EVALUABLE");
}
TEST_F(Gate, JsonHoldsTheSameRows) {
  const auto csv = rows_of(run({"gate", file, "--strategy", gates, "--format", "csv"}).table);
  const auto json = nlohmann::json::parse(run({"gate", file, "--strategy", gates, "--json"}).table);
  ASSERT_EQ(json.size(), csv.size());
  for (std::size_t r = 0; r < csv.size(); ++r) {
    EXPECT_EQ(json[r].at("id"), csv[r].at("id"));
    EXPECT_EQ(std::to_string(json[r].at("count").get<int>()), csv[r].at("count"));
    EXPECT_EQ(json[r].at("percent_of_parent").is_null(), csv[r].at("percent_of_parent").empty());
  }
}
// Root holds 5, 99, 100, 7: in order 5 7 99 100, the median between 7 and 99, p90 0.7 of the way from 99 to 100. Named
// holds 5, 7, 99: p90 at 0.9 * 2 = 1.8, 0.8 of the way from 7 to 99.
TEST_F(Gate, AddsAColumnForEachStatisticOfEachChannel) {
  const auto outcome =
      run({"gate", file, "--strategy", gates, "--format", "csv", "--channels", "X", "--statistics", "median,p90"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_NE(outcome.table.find(",status,reason,median_X,p90_X\n"), std::string::npos) << outcome.table;
  const auto rows = rows_of(outcome.table);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("median_X"), "53");
  EXPECT_EQ(rows[0].at("p90_X"), "99.7");
  EXPECT_EQ(rows[1].at("median_X"), "7");
  EXPECT_NEAR(std::stod(rows[1].at("p90_X")), 80.6, 1e-12);
  EXPECT_EQ(rows[2].at("median_X"), "");  // without events
  const auto json = nlohmann::json::parse(
      run({"gate", file, "--strategy", gates, "--json", "--channels", "X", "--statistics", "median,p90"}).table);
  EXPECT_EQ(json[0].at("median_X").get<double>(), 53);
  EXPECT_TRUE(json[2].at("median_X").is_null());
  const auto text = run({"gate", file, "--strategy", gates, "--channels", "X"}).table;
  EXPECT_NE(text.find("median_X  status"), std::string::npos) << text;
}
TEST_F(Gate, StatisticsOfAFileThatFailedAreEmpty) {
  const auto bad = folder.write("bad.fcs", "FCS3.1    not a file");
  const auto outcome = run({"gate", file, bad, "--strategy", gates, "--format", "csv", "--channels", "X"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  const auto rows = rows_of(outcome.table);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[4].at("status"), "FAILED");
  EXPECT_EQ(rows[4].at("median_X"), "");
}
TEST_F(Gate, AChannelThatTheFileLacksIsNamedWithThoseThatItHas) {
  const auto outcome = run({"gate", file, "--strategy", gates, "--channels", "CD38"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_NE(outcome.log.find("CD38"), std::string::npos) << outcome.log;
  EXPECT_NE(outcome.log.find("X"), std::string::npos) << outcome.log;
}
TEST_F(Gate, KnowsTheMedianAndPercentilesAndNoOtherStatistics) {
  for (const auto* wrong : {"mean", "p101", "p", "p-1", "p1x", "pnan"}) {
    const auto outcome = run({"gate", file, "--strategy", gates, "--channels", "X", "--statistics", wrong});
    EXPECT_EQ(outcome.exit, Exit::usage) << wrong << ": " << outcome.log;
  }
  EXPECT_EQ(run({"gate", file, "--strategy", gates, "--statistics", "median"}).exit, Exit::usage);  // of what?
}
TEST_F(Gate, MembershipHasTheIdsOfTheTableAndARowAnEvent) {
  const auto membership = folder / "membership.csv";
  ASSERT_EQ(run({"gate", file, "--strategy", gates, "--membership", membership}).exit, Exit::done);
  EXPECT_EQ(bytes_of(membership), "root,Named,Empty,Below\n1,1,0,0\n1,1,0,0\n1,0,0,0\n1,1,0,0\n");
}
TEST_F(Gate, AGateThatCytobankTailoredForAFileHasThatShapeInItAlone) {
  const auto range = [](const std::string& id, const std::string& fcs_file, const std::string& max) {
    return R"(<gating:RectangleGate gating:id=")" + id +
           R"("><data-type:custom_info><cytobank><name>low</name><gate_id>1</gate_id><fcs_file_filename>)" + fcs_file +
           R"(</fcs_file_filename></cytobank></data-type:custom_info><gating:dimension gating:compensation-ref="uncompensated" gating:max=")" +
           max + R"("><data-type:fcs-dimension data-type:name="X"/></gating:dimension></gating:RectangleGate>)";
  };
  const auto cytobank = folder.write(
      "cytobank.xml", R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">)" +
                          range("Gate_1", "", "100") + range("Gate_2", "b.fcs", "6") + "</gating:Gating-ML>");
  const auto same_events = folder.write("b.fcs", small_fcs({5, 99, 100, 7}));
  const auto outcome = run({"gate", file, same_events, "--strategy", cytobank, "--format", "csv"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  std::string counts;
  for (const auto& row : rows_of(outcome.table)) counts += row.at("population") + " " + row.at("count") + "\n";
  EXPECT_EQ(counts, "root 4\nlow 3\nroot 4\nlow 1\n");
  EXPECT_NE(outcome.log.find("b.fcs"), std::string::npos) << outcome.log;
}
TEST_F(Gate, SeveralFilesKeepTheirOrderAndHaveAFolderOfMemberships) {
  const auto other = folder.write("b.fcs", small_fcs({200}));
  const auto outcome = run(
      {"gate", other, file, "--strategy", gates, "--format", "csv", "--membership", folder / "members", "--jobs", "2"});
  ASSERT_EQ(outcome.exit, Exit::done) << outcome.log;
  const auto rows = rows_of(outcome.table);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[0].at("file"), other);
  EXPECT_EQ(rows[4].at("file"), file);
  EXPECT_EQ(bytes_of(folder / "members/b.csv"), "root,Named,Empty,Below\n1,0,0,0\n");
  EXPECT_TRUE(std::filesystem::exists(folder / "members/a.csv"));
}
TEST_F(Gate, AFileThatFailsKeepsItsRowsAndTheOthersTheirNumbers) {
  const auto outcome = run({"gate", folder / "nowhere.fcs", file, "--strategy", gates, "--format", "csv"});
  EXPECT_EQ(outcome.exit, Exit::partial_or_different);
  std::size_t failed = 0;
  std::size_t counted = 0;
  std::istringstream lines{outcome.table};
  for (std::string line; std::getline(lines, line);) {
    failed += line.find(",FAILED,") != std::string::npos;
    counted += line.find("a.fcs") != std::string::npos;
  }
  EXPECT_EQ(failed, 4U);
  EXPECT_EQ(counted, 4U);
}
TEST_F(Gate, OutputGoesToTheFileAndNothingToTheTable) {
  const auto outcome = run({"gate", file, "--strategy", gates, "--format", "csv", "-o", folder / "counts.csv"});
  EXPECT_EQ(outcome.table, "");
  EXPECT_EQ(rows_of(bytes_of(folder / "counts.csv")).size(), 4U);
}
TEST_F(Gate, NumbersAreWholeAndDecimal) {
  const auto exit_of = [&](const std::string& option, const std::string& number) {
    return run({"gate", file, "--strategy", gates, option, number}).exit;
  };
  for (const auto* wrong : {"-1", "1.5", "0x1", "99999999999999999999999", "x", ""}) {
    EXPECT_EQ(exit_of("--jobs", wrong), Exit::usage) << wrong;
    EXPECT_EQ(exit_of("--dataset", wrong), Exit::usage) << wrong;
  }
  EXPECT_EQ(exit_of("--dataset", "0"), Exit::usage);
  EXPECT_EQ(exit_of("--dataset", "01"), Exit::done);
  EXPECT_EQ(exit_of("--jobs", "0"), Exit::done);
}
TEST_F(Gate, TheTableAndTheMembershipAreTwoFiles) {
  const auto outcome =
      run({"gate", file, "--strategy", gates, "-o", folder / "x.csv", "--membership", folder / "x.csv"});
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_FALSE(std::filesystem::exists(folder / "x.csv"));
}
TEST_F(Gate, AMembershipNeverReplacesAnInput) {
  const auto other = folder.write("members/a.csv", small_fcs({200}));
  const auto outcome = run({"gate", file, other, "--strategy", gates, "--membership", folder / "members"});
  EXPECT_EQ(outcome.exit, Exit::usage);
  EXPECT_EQ(bytes_of(other), small_fcs({200}));
}
TEST_F(Gate, TheTableForPeopleIndentsPopulationsBelowTheirParents) {
  const auto table = run({"gate", file, "--strategy", gates}).table;
  EXPECT_THAT(table, testing::HasSubstr("\n  X dim "));
  EXPECT_THAT(table, testing::HasSubstr("\n    Empty "));
}

}  // namespace
