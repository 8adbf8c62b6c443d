#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/sha256.h"
#include "tests/apps/cli/run.h"

namespace cli::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A study of one sample and its two FMO tubes.
class JournalCommands : public testing::Test {
 protected:
  JournalCommands() {
    const auto made =
        run({"simulate", "-o", study(), "--subjects", "1", "--visits", "C1D1", "--events", "300", "--fmo"});
    EXPECT_EQ(made.exit, Exit::done) << made.log;
  }
  [[nodiscard]] std::string study() const { return (folder_.path() / "study").string(); }
  [[nodiscard]] fs::path file(const std::string& name) const { return folder_.path() / "study" / name; }
  [[nodiscard]] Outcome batch() const { return run({"batch", study(), "-o", (folder_.path() / "out").string()}); }
  void append(const std::string& name, const std::string& text) const {
    fs::create_directories(file(name).parent_path());
    std::ofstream{file(name), std::ios::app} << text;
  }

  Folder folder_;
  const std::string strategy_ = "panels/t_cell_activation/strategy.gatingml.xml";
  const std::string override_ = "overrides/SYNTHETIC_PBMC_S01_C1D1.gatingml.xml";
};

TEST_F(JournalCommands, ALockedStudyRefusesAnotherStrategy) {
  const auto before = study::sha256_file(file(strategy_)).value();
  EXPECT_EQ(run({"lock", study(), "--by", "A. Reader"}).exit, Exit::done);
  EXPECT_EQ(batch().exit, Exit::done);
  append(strategy_, "<!-- changed -->\n");
  const auto refused = batch();
  EXPECT_EQ(refused.exit, Exit::unusable_input);
  EXPECT_THAT(refused.log, HasSubstr(before));
  EXPECT_THAT(refused.log, HasSubstr(study::sha256_file(file(strategy_)).value()));
  EXPECT_THAT(refused.log, HasSubstr("cytogate lock --unlock"));
  EXPECT_EQ(run({"lock", study(), "--unlock"}).exit, Exit::unusable_input);
  EXPECT_EQ(run({"lock", study(), "--unlock", "--reason", "typing error"}).exit, Exit::done);
  EXPECT_EQ(batch().exit, Exit::done);
}

TEST_F(JournalCommands, RecordShowAndVerifyAgree) {
  append(override_, R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
    xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes"><gating:RectangleGate gating:id="Time">
    <gating:dimension gating:compensation-ref="uncompensated" gating:min="0.05"><data-type:fcs-dimension data-type:name="Time"/>
    </gating:dimension></gating:RectangleGate></gating:Gating-ML>)");
  const auto without_reason = batch();
  EXPECT_EQ(without_reason.exit, Exit::partial_or_different);
  EXPECT_THAT(without_reason.log, HasSubstr("OVERRIDE_WITHOUT_REASON"));
  EXPECT_THAT(without_reason.log, HasSubstr("gates of its own: " + override_));

  const auto recorded = run({"audit", "record", study(), "--sample", "SYNTHETIC_PBMC_S01_C1D1", "--reason",
                             "a bubble at the start", "--by", "A. Reader"});
  EXPECT_EQ(recorded.exit, Exit::done) << recorded.log;
  EXPECT_EQ(batch().exit, Exit::done);
  const auto rows = rows_of(run({"audit", "show", study()}).table);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().at("name"), "A. Reader");
  EXPECT_EQ(rows.front().at("object"), override_);
  EXPECT_EQ(rows.front().at("old"), "");
  EXPECT_EQ(rows.front().at("reason"), "a bubble at the start");
  EXPECT_EQ(run({"audit", "verify", study()}).exit, Exit::done);
}

TEST_F(JournalCommands, VerifyNamesTheLineThatWasChanged) {
  ASSERT_EQ(run({"lock", study()}).exit, Exit::done);
  append("audit.jsonl", "{}\n");
  const auto verified = run({"audit", "verify", study()});
  EXPECT_EQ(verified.exit, Exit::partial_or_different);
  EXPECT_THAT(verified.log, HasSubstr("entry 5"));
  EXPECT_EQ(batch().exit, Exit::unusable_input);
}

TEST_F(JournalCommands, AJournalThatIsGoneIsMissed) {
  ASSERT_EQ(run({"lock", study()}).exit, Exit::done);
  fs::remove(file("audit.jsonl"));
  const auto verified = run({"audit", "verify", study()});
  EXPECT_EQ(verified.exit, Exit::partial_or_different);
  EXPECT_THAT(verified.log, HasSubstr("lock.toml"));
  EXPECT_EQ(batch().exit, Exit::unusable_input);
}

TEST_F(JournalCommands, AnEmptyJournalIsWhole) {
  EXPECT_EQ(run({"audit", "verify", study()}).exit, Exit::done);
  EXPECT_EQ(run({"audit", "show", study()}).table, "number,time,login,name,action,object,old,new,reason\n");
}

TEST_F(JournalCommands, AskForASubcommandAndAReason) {
  EXPECT_EQ(run({"audit"}).exit, Exit::usage);
  EXPECT_EQ(run({"audit", "record", study(), "--sample", "x"}).exit, Exit::usage);
}

}  // namespace
}  // namespace cli::test
