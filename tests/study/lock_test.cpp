#include "study/lock.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_EQ(study::unlock(study(), std::nullopt, "", somebody).error().code, Code::missing_key);
  ASSERT_TRUE(study::unlock(study(), std::nullopt, "CD3 redrawn", somebody).has_value());
  EXPECT_THAT(problems(), IsEmpty());
  ASSERT_TRUE(study::lock(study(), std::nullopt, "version 2", somebody).has_value());
  EXPECT_THAT(problems(), IsEmpty());
  // lock, unlock, lock: the strategy and the panel each time.
  EXPECT_EQ(study::read_journal(folder_.path()).value().entries.size(), 6U);
}

TEST_F(LockedStudy, IsLockedOnce) {
  EXPECT_THAT(study::lock(study(), std::nullopt, "again", somebody).value(), IsEmpty());
}

TEST_F(LockedStudy, KnowsItsPanels) {
  EXPECT_EQ(study::lock(study(), "other", "", somebody).error().code, Code::no_such_panel);
  EXPECT_TRUE(is_locked(study::read_journal(folder_.path()).value(), "example"));
}

TEST_F(LockedStudy, IsNotSavedOver) {
  auto opened = study();
  const auto saved = study::save_template(opened, 0, opened.panels.front().panel.strategy);
  ASSERT_TRUE(saved.has_error());
  EXPECT_EQ(saved.error().code, Code::locked_strategy);
  EXPECT_EQ(bytes_of(folder_.path() / "strategy.gatingml.xml"), example_strategy);
}

}  // namespace
