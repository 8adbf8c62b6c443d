#include <cstring>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;

/// FCS 3.1 with float32 channels Time, A and B (labels CD3, CD4), $TIMESTEP 0.5, $P2G 2, and 20 % of A seen by B.
std::string fcs_with_spillover(const std::vector<std::array<float, 3>>& events) {
  const std::string text =
      "|$PAR|3|$P1N|Time|$P1B|32|$P1R|1000|$P1E|0,0|$P2N|A|$P2S|CD3|$P2B|32|$P2R|1000|$P2E|0,0|$P2G|2|$P3N|B|$P3S|CD4|$"
      "P3B|32|$P3R|1000|$P3E|0,0"
      "|$DATATYPE|F|$MODE|L|$BYTEORD|1,2,3,4|$NEXTDATA|0|$TIMESTEP|0.5|$SPILLOVER|2,A,B,1,0.2,0,1|$TOT|" +
      std::to_string(events.size()) + "|";
  const auto field = [](std::size_t value) {
    const auto digits = std::to_string(value);
    return std::string(8 - digits.size(), ' ') + digits;
  };
  std::string data(events.size() * 12, '\0');
  std::memcpy(data.data(), events.data(), data.size());
  const auto begin = 58 + text.size();
  return "FCS3.1    " + field(58) + field(begin - 1) + field(begin) + field(begin + data.size() - 1) + field(0) +
         field(0) + text + data;
}

class Export : public testing::Test {
 protected:
  Folder folder;
  std::string file = folder.write("a.fcs", fcs_with_spillover({{10, 100, 30}, {20, -0.5, 0.1F}}));
};

TEST_F(Export, StoredValuesAreThoseOfTheFile) {
  // 0.1 as float32 is 0.100000001490116...: the decimal must read back as that very number.
  EXPECT_EQ(run({"export", file, "--format", "csv", "--values", "stored"}).table,
            "Time,A,B\n10,100,30\n20,-0.5,0.10000000149011612\n");
}
TEST_F(Export, ScaleValuesAreInSecondsAndAfterTheGain) {
  EXPECT_EQ(run({"export", file, "--channels", "Time,A"}).table, "Time,A\n5,50\n10,-0.25\n");
  EXPECT_EQ(run({"export", file, "--channels", "Time", "--time", "raw"}).table, "Time\n10\n20\n");
}
TEST_F(Export, CompensatedValuesAreFreeOfSpillover) {
  // A = 100 / 2 = 50; B = 30 - 0.2 * 50 = 20. Time is outside the matrix.
  EXPECT_EQ(run({"export", file, "--values", "compensated", "--channels", "B,Time"}).table.substr(0, 12),
            "B,Time\n20,5\n");
}
TEST_F(Export, MarkersNameChannelsToo) {
  EXPECT_EQ(run({"export", file, "--channels", "CD4", "--values", "stored"}).table, "B\n30\n0.10000000149011612\n");
}
TEST_F(Export, ChannelsEndBeforeTheFile) {
  EXPECT_EQ(run({"export", "--channels", "A,B", file, "--values", "stored"}).table,
            "A,B\n100,30\n-0.5,0.10000000149011612\n");
}
TEST_F(Export, APopulationIsOnlyItsEvents) {
  const auto gates =
      folder.write("gates.xml", R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes"><gating:RectangleGate gating:id="Low">
<gating:dimension gating:compensation-ref="uncompensated" gating:max="0"><data-type:fcs-dimension data-type:name="A"/></gating:dimension></gating:RectangleGate></gating:Gating-ML>)");
  const auto outcome = run({"export", file, "--strategy", gates, "--population", "Low", "--channels", "Time"});
  EXPECT_EQ(outcome.exit, Exit::done) << outcome.log;
  EXPECT_EQ(outcome.table, "Time\n10\n");
  EXPECT_EQ(run({"export", file, "--strategy", gates, "--population", "High"}).exit, Exit::unusable_input);
}
TEST_F(Export, AnUnknownChannelNamesThoseThatThereAre) {
  const auto outcome = run({"export", file, "--channels", "CD8"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_EQ(outcome.table, "");
  EXPECT_THAT(outcome.log, testing::HasSubstr("CD3"));
}
TEST_F(Export, NothingIsLeftBehindWhenTheFileEndsEarly) {
  auto bytes = fcs_with_spillover({{1, 2, 3}, {4, 5, 6}});
  const auto truncated = folder.write("short.fcs", bytes.substr(0, bytes.size() - 5));
  EXPECT_EQ(run({"export", truncated, "-o", folder / "out.csv"}).exit, Exit::unusable_input);
  EXPECT_FALSE(std::filesystem::exists(folder / "out.csv"));
}

}  // namespace
