#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "run.h"

namespace {

using cli::Exit;
using cli::test::conformance;
using cli::test::Folder;
using cli::test::run;
using testing::HasSubstr;
using testing_support::bytes_of;

std::string document(const std::string& body) {
  return "<g:Gating-ML xmlns:g=\"http://www.isac-net.org/std/Gating-ML/v2.0/gating\"\n"
         " xmlns:t=\"http://www.isac-net.org/std/Gating-ML/v2.0/transformations\"\n"
         " xmlns:d=\"http://www.isac-net.org/std/Gating-ML/v2.0/datatypes\">\n" +
         body + "</g:Gating-ML>\n";
}

std::string range(const std::string& id, const std::string& sides, const std::string& attributes = "") {
  return "<g:RectangleGate g:id=\"" + id + "\"" + attributes + "><g:dimension g:compensation-ref=\"uncompensated\" " +
         sides + "><d:fcs-dimension d:name=\"FSC-H\"/></g:dimension></g:RectangleGate>\n";
}

TEST(StrategyCheck, ListsAllFilesAndExitsWith3WhereOneHasAnError) {
  const Folder folder;
  const auto good = folder.write("good.xml", document(range("R", "g:min=\"1\""))).string();
  const auto bad = folder.write("bad.xml", document(range("R", "g:min=\"2\" g:max=\"1\" g:colour=\"red\""))).string();
  const auto outcome = run({"strategy", "check", good, bad});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_EQ(outcome.table, good + ": can be used, 0 errors, 0 warnings\n" + "error: " + bad +
                               ": gate R, line 4, column 27: a gate is not well defined: found min = 2 and max = 1; "
                               "expected min < max\n" +
                               "warning: " + bad +
                               ": gate R, line 4, column 95: an attribute cannot be used: found g:colour; expected an "
                               "attribute that means something in dimension; it is passed over\n" +
                               bad + ": cannot be used, 1 error, 1 warning\n");
  EXPECT_EQ(outcome.log, "");
}

TEST(StrategyCheck, ExitsWith0WhereThereAreOnlyWarnings) {
  const Folder folder;
  const auto file = folder.write("odd.xml", document(range("R", "g:min=\"1\"", " g:colour=\"red\""))).string();
  const auto outcome = run({"strategy", "check", file});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, HasSubstr(": can be used, 0 errors, 1 warning\n"));
}

TEST(StrategyCheck, TellsMachinesTheSame) {
  const Folder folder;
  const auto file = folder.write("bad.xml", document(range("R", "g:min=\"x\"", " g:parent_id=\"S\""))).string();
  const auto outcome = run({"strategy", "check", "--json", file, folder.path() / "absent.xml"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  const auto json = nlohmann::json::parse(outcome.table);
  ASSERT_EQ(json.size(), 2U);
  EXPECT_FALSE(json[0]["usable"]);
  ASSERT_EQ(json[0]["errors"].size(), 2U);
  EXPECT_EQ(json[0]["errors"][0]["code"], "dangling_reference");
  EXPECT_EQ(json[0]["errors"][0]["line"], 4);
  EXPECT_EQ(json[0]["errors"][0]["column"], 27);
  EXPECT_EQ(json[0]["errors"][1]["code"], "bad_number");
  EXPECT_EQ(json[0]["errors"][1]["found"], "x");
  EXPECT_EQ(json[0]["warnings"].size(), 0U);
  EXPECT_EQ(json[1]["errors"][0]["code"], "cannot_open");
  EXPECT_TRUE(json[1]["errors"][0]["line"].is_null());
}

TEST(StrategyCheck, HoldsGatesAgainstTheChannelsOfASample) {
  const auto sample = conformance / "gatingml/data1.fcs";  // $P1N FSC-H, $P1R 1024, $P1G 3.67
  if (!exists(sample)) GTEST_SKIP() << "no gatingml/ in " << conformance;
  const Folder folder;
  const auto file =
      folder
          .write("s.xml", document(range("inside", "g:min=\"250\"") + range("beyond", "g:min=\"1000\"") +
                                   "<g:RectangleGate g:id=\"CD99\"><g:dimension g:compensation-ref=\"FCS\" g:min=\"1\">"
                                   "<d:fcs-dimension d:name=\"CD99\"/></g:dimension></g:RectangleGate>"))
          .string();
  const auto outcome = run({"strategy", "check", file, "--sample", sample.string()});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_THAT(outcome.table, HasSubstr("gate beyond, line 5"));
  EXPECT_THAT(outcome.table, HasSubstr("by the range of channel FSC-H of"));
  EXPECT_THAT(outcome.table, HasSubstr("no channel fits"));
  EXPECT_THAT(outcome.table, HasSubstr("0 errors, 2 warnings"));
}

TEST(StrategyConvert, WritesValidIdsMergesWhatIsShownTwiceAndKeepsNames) {
  const Folder folder;
  const auto in =
      folder.write("in.xml", document(R"(<t:transformation t:id="a"><t:flin t:T="1" t:A="0"/></t:transformation>
<t:transformation t:id="b"><t:flin t:T="1e0" t:A="0"/></t:transformation>
)" + range("CD8+ T", "g:transformation-ref=\"b\" g:min=\"1\"") +
                                      range("Legal.id-1", "g:min=\"1\"", " g:parent_id=\"CD8+ T\"")));
  const auto out = folder / "out.xml";
  const auto outcome = run({"strategy", "convert", in.string(), "-o", out});
  EXPECT_EQ(outcome.exit, Exit::done);
  EXPECT_EQ(outcome.table, "");
  EXPECT_THAT(outcome.log, HasSubstr("cytogate: note: b says the same as a, which stands for both\n"));
  const auto text = bytes_of(out);
  EXPECT_THAT(text, HasSubstr(R"(<gating:RectangleGate gating:id="CD8__T">
    <data-type:custom_info><name xmlns="urn:cytogate:gating-ml" of="CD8__T">CD8+ T</name></data-type:custom_info>
    <gating:dimension gating:compensation-ref="uncompensated" gating:transformation-ref="a" gating:min="1">)"));
  EXPECT_THAT(text, HasSubstr(R"(<gating:RectangleGate gating:id="Legal.id-1" gating:parent_id="CD8__T">)"));
  EXPECT_THAT(text, testing::Not(HasSubstr(R"(transforms:id="b")")));
  EXPECT_EQ(run({"strategy", "check", out}).table, out + ": can be used, 0 errors, 0 warnings\n");
}

TEST(StrategyConvert, SaysEverythingThatIsWrongAndWritesNothing) {
  const Folder folder;
  const auto in =
      folder.write("in.xml", document(range("R", "g:min=\"x\"") + range("S", "g:min=\"2\" g:max=\"1\""))).string();
  const auto out = folder.path() / "out.xml";
  const auto outcome = run({"strategy", "convert", in, "-o", out});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_THAT(outcome.log, HasSubstr("gate R, line 4"));
  EXPECT_THAT(outcome.log, HasSubstr("gate S, line 5"));
  EXPECT_FALSE(exists(out));
}

TEST(StrategyConvert, DoesNotWriteOverItsInput) {
  const Folder folder;
  const auto in = folder.write("in.xml", document(range("R", "g:min=\"1\""))).string();
  EXPECT_EQ(run({"strategy", "convert", in, "-o", in}).exit, Exit::usage);
}

}  // namespace
