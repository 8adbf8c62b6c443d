#include "study/audit.h"

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "study/sha256.h"
#include "tests/support/temporary_folder.h"

namespace {

using fcs::Code;
using testing_support::bytes_of;
using testing_support::TemporaryFolder;

// 2025-01-06 14:30:00 UTC is 1736173800 seconds after 1970: date -u -d '2025-01-06 14:30' +%s
const std::chrono::system_clock::time_point monday{std::chrono::seconds{1'736'173'800}};
const study::Author somebody{"login7", "A. Reader"};

void append(const TemporaryFolder& folder, const std::string& object, const std::string& reason) {
  const auto entry =
      study::append_to_journal(folder.path(), {"override", object, std::nullopt, "new", reason}, somebody, monday);
  ASSERT_TRUE(entry.has_value()) << message(entry.error());
}

/// Three entries.
void write_journal(const TemporaryFolder& folder) {
  append(folder, "a", "first");
  append(folder, "b", "second");
  append(folder, "a", "third");
}

std::string journal_of(const TemporaryFolder& folder) { return bytes_of(folder.path() / "audit.jsonl"); }

TEST(Journal, IsEmptyWhereThereIsNone) {
  const TemporaryFolder folder;
  const auto journal = study::read_journal(folder.path());
  ASSERT_TRUE(journal.has_value());
  EXPECT_TRUE(journal.value().entries.empty());
}

TEST(Journal, KeepsWhoWhatWhenAndWhy) {
  const TemporaryFolder folder;
  const auto written = study::append_to_journal(
      folder.path(), {"override", "overrides/S01.gatingml.xml", "before\n", "after\n", "dim \"CD3\""}, somebody,
      monday);
  ASSERT_TRUE(written.has_value());
  const auto journal = study::read_journal(folder.path());
  ASSERT_TRUE(journal.has_value()) << message(journal.error());
  ASSERT_EQ(journal.value().entries.size(), 1U);
  const auto& entry = journal.value().entries.front();
  EXPECT_EQ(entry.number, 1U);
  EXPECT_EQ(entry.time, "2025-01-06T14:30:00+00:00");
  EXPECT_EQ(entry.who.login, "login7");
  EXPECT_EQ(entry.who.name, "A. Reader");
  EXPECT_EQ(entry.action, "override");
  EXPECT_EQ(entry.object, "overrides/S01.gatingml.xml");
  EXPECT_EQ(entry.old_value, "before\n");
  EXPECT_EQ(entry.new_value, "after\n");
  EXPECT_EQ(entry.reason, "dim \"CD3\"");
}

// What docs/study.md promises to who checks the chain without this program.
TEST(Journal, SealsEachLineWithTheHashOfWhatStandsBeforeIt) {
  const TemporaryFolder folder;
  append(folder, "a", "first");
  append(folder, "b", "second");
  const auto text = journal_of(folder);
  const auto end = text.find('\n');
  const auto first = text.substr(0, end);
  const auto second = text.substr(end + 1);
  const auto seal = first.find(",\"hash\":");
  const auto hash = study::sha256(first.substr(0, seal));
  EXPECT_EQ(first.substr(seal), ",\"hash\":\"" + hash + "\"}");
  EXPECT_EQ(nlohmann::json::parse(first)["previous"], std::string(64, '0'));
  EXPECT_EQ(nlohmann::json::parse(second)["previous"], hash);
}

TEST(Journal, OnlyGrows) {
  const TemporaryFolder folder;
  append(folder, "a", "first");
  const auto before = journal_of(folder);
  append(folder, "b", "second");
  EXPECT_TRUE(journal_of(folder).starts_with(before));
}

TEST(Journal, FindsTheNewestEntryAboutAnObject) {
  const TemporaryFolder folder;
  write_journal(folder);
  const auto journal = study::read_journal(folder.path()).value();
  EXPECT_EQ(journal.newest("a")->reason, "third");
  EXPECT_EQ(journal.newest("b")->reason, "second");
  EXPECT_EQ(journal.newest("c"), nullptr);
}

TEST(Journal, TakesEntriesOfSeveralAtATime) {
  const TemporaryFolder folder;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) writers.emplace_back([&folder, i] { append(folder, "a", std::to_string(i)); });
  for (auto& writer : writers) writer.join();
  const auto journal = study::read_journal(folder.path());
  ASSERT_TRUE(journal.has_value()) << message(journal.error());
  EXPECT_EQ(journal.value().entries.size(), 8U);
}

struct Tampering {
  std::string name;
  std::string (*change)(std::string);
  std::uint32_t line;
  friend std::ostream& operator<<(std::ostream& out, const Tampering& row) { return out << row.name; }
};
class TamperedJournal : public testing::TestWithParam<Tampering> {};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}
/// Without a line, counted from 0.
std::string without_line(std::string text, int line) {
  std::size_t begin = 0;
  for (int i = 0; i < line; ++i) begin = text.find('\n', begin) + 1;
  return text.erase(begin, text.find('\n', begin) + 1 - begin);
}

TEST_P(TamperedJournal, IsRefusedAtItsLineAndNotGoneOnWith) {
  const TemporaryFolder folder;
  write_journal(folder);
  folder.write("audit.jsonl", GetParam().change(journal_of(folder)));
  const auto journal = study::read_journal(folder.path());
  ASSERT_TRUE(journal.has_error());
  EXPECT_EQ(journal.error().code, Code::broken_journal);
  EXPECT_EQ(journal.error().where.at, decltype(journal.error().where.at)(fcs::LineColumn{GetParam().line, 0}));
  const auto before = journal_of(folder);
  EXPECT_TRUE(study::append_to_journal(folder.path(), {"override", "a", {}, {}, "r"}, somebody, monday).has_error());
  EXPECT_EQ(journal_of(folder), before);
}

INSTANTIATE_TEST_SUITE_P(
    Table, TamperedJournal,
    testing::Values(Tampering{"ReasonChanged", [](std::string text) { return replaced(text, "second", "sEcond"); }, 2},
                    Tampering{"TimeChanged", [](std::string text) { return replaced(text, "14:30", "14:31"); }, 1},
                    Tampering{"BlankAdded",
                              [](std::string text) { return replaced(text, "{\"number\":1,", "{\"number\":1, "); }, 1},
                    Tampering{"FirstTaken", [](std::string text) { return without_line(text, 0); }, 1},
                    Tampering{"MiddleTaken", [](std::string text) { return without_line(text, 1); }, 2},
                    Tampering{"EmptyLineAdded", [](std::string text) { return text + "\n"; }, 4},
                    Tampering{"LastCut", [](std::string text) { return text.substr(0, text.size() - 9); }, 3},
                    Tampering{"NoJson", [](std::string text) { return "x\n" + text; }, 1}),
    [](const auto& row) { return row.param.name; });

TEST(Author, IsTheNameThatWasEntered) {
  EXPECT_EQ(study::author("A. Reader").name, "A. Reader");
  EXPECT_FALSE(study::author().login.empty());
}

TEST(Author, IsOtherwiseTheEnvironmentsAndNeverMadeUp) {
  ::unsetenv("CYTOGATE_USER");
  EXPECT_EQ(study::author().name, "");
  ::setenv("CYTOGATE_USER", "B. Writer", 1);
  EXPECT_EQ(study::author().name, "B. Writer");
  EXPECT_EQ(study::author("A. Reader").name, "A. Reader");
  ::unsetenv("CYTOGATE_USER");
}

}  // namespace
