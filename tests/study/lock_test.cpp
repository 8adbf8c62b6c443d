#include "study/lock.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/channel_choice.h"
#include "study/manifest.h"
#include "study/save_template.h"
#include "tests/study/example_study.h"

namespace {

using fcs::Code;
using testing::HasSubstr;
using testing::IsEmpty;

const study::Author somebody{"login", "A. Reader"};

class LockedStudy : public testing::Test {
 protected:
  LockedStudy() {
    write_example_study(folder_);
    folder_.write("manifest.csv", "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,example\n");
    EXPECT_TRUE(study::lock(study(), std::nullopt, "version 1", somebody).has_value());
  }
  [[nodiscard]] study::Study study() const { return study::read_study(folder_.path()).study; }
  [[nodiscard]] std::vector<fcs::Error> problems() const { return study::read_manifest(study()).problems; }
  void change_strategy() {
    auto text = std::string{example_strategy};
    text.replace(text.find("gating:min=\"10\""), 15, "gating:min=\"11\"");
    folder_.write("strategy.gatingml.xml", text);
  }

  TemporaryFolder folder_;
};

TEST_F(LockedStudy, IsGatedWithTheVersionThatItIsLockedTo) { EXPECT_THAT(problems(), IsEmpty()); }

TEST_F(LockedStudy, RefusesAnotherStrategyNamingBothHashes) {
  const auto before = study().panels.front().template_sha256;
  change_strategy();
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().code, Code::locked_strategy);
  EXPECT_THAT(problems().front().expected, HasSubstr(before));
  EXPECT_THAT(problems().front().expected, HasSubstr("--unlock"));
  EXPECT_THAT(problems().front().found, HasSubstr(study().panels.front().template_sha256));
}

TEST_F(LockedStudy, RefusesAnotherPanelToml) {
  folder_.write("panel.toml", std::string{example_panel_toml} + "\n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().where.item, "panel example");
}

TEST_F(LockedStudy, StaysLockedUntilItIsUnlockedWithAReason) {
  change_strategy();
  EXPECT_EQ(study::lock(study(), std::nullopt, "version 2", somebody).error().code, Code::locked_strategy);
  EXPECT_EQ(study::unlock(study(), std::nullopt, " \t", somebody).error().code, Code::missing_key);
  ASSERT_TRUE(study::unlock(study(), std::nullopt, "CD3 redrawn", somebody).has_value());
  EXPECT_THAT(problems(), IsEmpty());
  ASSERT_TRUE(study::lock(study(), std::nullopt, "version 2", somebody).has_value());
  EXPECT_THAT(problems(), IsEmpty());
  // lock, unlock, lock: the strategy, the panel, the mappings and the rules each time.
  EXPECT_EQ(study::read_journal(folder_.path()).value().entries.size(), 12U);
}

TEST_F(LockedStudy, IsLockedOnce) {
  EXPECT_THAT(study::lock(study(), std::nullopt, "again", somebody).value(), IsEmpty());
}

TEST_F(LockedStudy, KnowsItsPanels) {
  EXPECT_EQ(study::lock(study(), "other", "", somebody).error().code, Code::no_such_panel);
  EXPECT_TRUE(is_locked(study::read_journal(folder_.path()).value(), "example"));
}

TEST_F(LockedStudy, RefusesOtherRulesAndLimits) {
  folder_.write("study.toml", std::string{example_study_toml} + "[rules]\nlod_events = 10\n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().where.item, "rules and quality");
  EXPECT_THAT(problems().front().expected, HasSubstr("lod_events = 20"));
  EXPECT_THAT(problems().front().found, HasSubstr("lod_events = 10"));
  auto text = std::string{example_study_toml};
  text.replace(text.find("min_cells = 1"), 13, "min_cells = 2");
  folder_.write("study.toml", text);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_THAT(problems().front().found, HasSubstr("min_cells = 2"));
}

TEST_F(LockedStudy, AllowsWhatNoNumberDependsOn) {
  auto text = std::string{example_study_toml};
  text.replace(text.find("\"Example\""), 9, "\"Another title\"");
  folder_.write("study.toml", text);
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(LockedStudy, RefusesOtherChoicesOfChannels) {
  folder_.write("mappings.toml", "[[mapping]]\npanel = \"example\"\nversion = 1\nchannels = { CD3 = \"CD8\" }\n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().where.item, "mappings.toml");
  study::Mapping mapping;
  mapping.panel = "example";
  mapping.reason = "why";
  mapping.channels = {{"CD3", "CD8"}};
  EXPECT_EQ(study::choose_channels(study(), mapping, somebody).error().code, Code::locked_strategy);
}

TEST_F(LockedStudy, RefusesToHaveItsPanelCalledAnotherName) {
  auto text = std::string{example_study_toml};
  text.replace(text.find("id = \"example\""), 14, "id = \"renamed\"");
  folder_.write("study.toml", text);
  folder_.write("manifest.csv", "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,renamed\n");
  ASSERT_EQ(problems().size(), 2U);
  EXPECT_EQ(problems().back().where.item, "strategy of example");
  EXPECT_TRUE(study::unlock(study(), std::nullopt, "renamed", somebody).has_value());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(LockedStudy, MissesItsJournal) {
  std::filesystem::remove(folder_.path() / "audit.jsonl");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().code, Code::broken_journal);
  EXPECT_EQ(study::lock(study(), std::nullopt, "again", somebody).error().code, Code::broken_journal);
  EXPECT_EQ(study::unlock(study(), std::nullopt, "why", somebody).error().code, Code::broken_journal);
}

TEST_F(LockedStudy, MissesItsLockFileUntilItIsLockedAgain) {
  const auto file = folder_.path() / study::lock_name;
  std::filesystem::remove(file);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().code, Code::locked_strategy);
  change_strategy();
  EXPECT_TRUE(study::lock(study(), std::nullopt, "again", somebody).has_error());
  EXPECT_FALSE(std::filesystem::exists(file));
  folder_.write("strategy.gatingml.xml", example_strategy);
  EXPECT_THAT(study::lock(study(), std::nullopt, "again", somebody).value(), IsEmpty());
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(LockedStudy, HasNoLockFileOnceItIsUnlocked) {
  ASSERT_TRUE(study::unlock(study(), std::nullopt, "why", somebody).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / study::lock_name));
}

TEST_F(LockedStudy, NamesALockFileThatSaysNothing) {
  folder_.write(std::string{study::lock_name}, "journal_entry = \n");
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems().front().code, Code::bad_toml);
  folder_.write(std::string{study::lock_name}, "");
  EXPECT_EQ(problems().front().code, Code::missing_key);
}

TEST(LockOfTwoPanels, SharedPartsStayLockedAsLongAsOneIs) {
  const TemporaryFolder folder;
  write_example_study(folder);
  folder.write("study.toml", std::string{example_study_toml} + "[[panel]]\nid = \"second\"\npath = \"panel.toml\"\n");
  folder.write("manifest.csv", "file,subject,visit,panel\nfcs/a.fcs,P01,C1D1,example\n");
  const auto study = study::read_study(folder.path()).study;
  // Two documents of each panel, and two that they share.
  EXPECT_EQ(study::lock(study, "example", "v1", somebody).value().size(), 4U);
  EXPECT_EQ(study::lock(study, "second", "v1", somebody).value().size(), 2U);
  EXPECT_EQ(study::unlock(study, "example", "why", somebody).value().size(), 2U);
  EXPECT_TRUE(study::locks_mappings(study::read_journal(folder.path()).value()));
  EXPECT_EQ(study::unlock(study, "second", "why", somebody).value().size(), 4U);
  EXPECT_FALSE(study::locks_mappings(study::read_journal(folder.path()).value()));
}

TEST(ChooseChannels, WritesOldAndNewIntoTheJournal) {
  const TemporaryFolder folder;
  write_example_study(folder);
  study::Mapping mapping;
  mapping.panel = "example";
  mapping.instrument = "Aurora R1";
  mapping.channels = {{"CD3", "FITC-A"}};
  const auto choose = [&](const std::string& channel, const std::string& reason) {
    mapping.channels.front().second = channel;
    mapping.reason = reason;
    return study::choose_channels(study::read_study(folder.path()).study, mapping, somebody);
  };
  EXPECT_EQ(choose("FITC-A", " \n").error().code, Code::missing_key);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "mappings.toml"));
  ASSERT_TRUE(choose("FITC-A", "no labels").has_value());
  ASSERT_TRUE(choose("PE-A", "typing error").has_value());
  ASSERT_TRUE(choose("", "labelled now").has_value());
  const auto entries = study::read_journal(folder.path()).value().entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].object, "channel of CD3 in example on Aurora R1");
  EXPECT_EQ(entries[0].old_value, std::nullopt);
  EXPECT_EQ(entries[0].new_value, "FITC-A");
  EXPECT_EQ(entries[1].old_value, "FITC-A");
  EXPECT_EQ(entries[1].reason, "typing error");
  EXPECT_EQ(entries[2].old_value, "PE-A");
  EXPECT_EQ(entries[2].new_value, std::nullopt);
}

TEST_F(LockedStudy, IsNotSavedOver) {
  auto opened = study();
  const auto saved = study::save_template(opened, 0, opened.panels.front().panel.strategy);
  ASSERT_TRUE(saved.has_error());
  EXPECT_EQ(saved.error().code, Code::locked_strategy);
  EXPECT_EQ(bytes_of(folder_.path() / "strategy.gatingml.xml"), example_strategy);
}

}  // namespace
