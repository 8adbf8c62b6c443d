#include <limits>

#include <sys/stat.h>

#include "run.h"
#include "tests/support/fcs_bytes.h"

/// Malformed FCS files from the command line: the exit, the lines, and what is never left behind. The numbers are those
/// of tests/fcs/bad_inputs.
namespace {

using cli::Exit;
using cli::test::Folder;
using cli::test::run;
using testing::HasSubstr;
using testing::Not;
using testing_support::FcsBytes;
using testing_support::keywords_of;
using testing_support::little_endian;

FcsBytes two_channels(std::size_t events, const std::string& data) {
  return {.keywords = keywords_of("F", "1,2,3,4", {{"A", 32}, {"B", 32}}, events), .data = data};
}

class BadFcs : public testing::Test {
 protected:
  std::string write(const std::string& bytes) { return folder.write("sample.fcs", bytes).string(); }
  /// A rectangle on A, and a child of it on B.
  std::string strategy() {
    return folder
        .write("gates.xml", R"(<gating:Gating-ML xmlns:gating="http://www.isac-net.org/std/Gating-ML/v2.0/gating"
 xmlns:data-type="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes"><gating:RectangleGate gating:id="High">
<gating:dimension gating:compensation-ref="uncompensated" gating:min="1"><data-type:fcs-dimension data-type:name="A"/></gating:dimension></gating:RectangleGate>
<gating:RectangleGate gating:id="Child" gating:parent_id="High">
<gating:dimension gating:compensation-ref="FCS" gating:min="1"><data-type:fcs-dimension data-type:name="B"/></gating:dimension></gating:RectangleGate></gating:Gating-ML>)")
        .string();
  }
  Folder folder;
};

TEST_F(BadFcs, Row36NamesThatASpreadsheetWouldRunAreDefused) {
  auto file = two_channels(1, little_endian({1.0F, 2.0F}));
  for (auto& [name, value] : file.keywords) {
    if (name == "$P1N") value = "=cmd()";
  }
  EXPECT_EQ(run({"export", write(file.build())}).table, "'=cmd(),B\n1,2\n");
}

TEST_F(BadFcs, Row59SalvageReadsWhatIsLeftAndSaysWhatIsLost) {
  auto bytes = two_channels(3, little_endian({1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F})).build();
  bytes.resize(bytes.size() - 3);
  const auto path = write(bytes);
  for (const std::string command : {"info", "export"}) {
    EXPECT_EQ(run({command, path}).exit, Exit::unusable_input) << command;
    EXPECT_EQ(run({command, path, "--strict"}).exit, Exit::unusable_input) << command;
    EXPECT_EQ(run({command, path, "--salvage"}).exit, Exit::done) << command;
    EXPECT_EQ(run({command, path, "--salvage", "--strict"}).exit, Exit::usage) << command;
  }
  const auto outcome = run({"export", path, "--salvage"});
  EXPECT_EQ(outcome.table, "A,B\n1,2\n3,4\n");
  EXPECT_THAT(outcome.log, HasSubstr("2 of 3 events are read, 1 are lost"));
  EXPECT_THAT(run({"gate", path, "--strategy", strategy(), "--salvage", "--format", "csv"}).log, HasSubstr("are lost"));
}

TEST_F(BadFcs, EveryProblemHasALineOfItsOwn) {
  auto file = two_channels(1, little_endian({1.0F, 2.0F}));
  file.keywords.emplace_back("$DATE", "31-FEB-2024");
  file.keywords.emplace_back("$SPILLOVER", "2,A,B");
  const auto path = write(file.build());
  EXPECT_EQ(run({"info", path}).exit, Exit::done);
  const auto strict = run({"info", "--strict", path});
  EXPECT_EQ(strict.exit, Exit::unusable_input);
  EXPECT_THAT(strict.log, HasSubstr("$SPILLOVER"));
  EXPECT_THAT(strict.log, HasSubstr("\ncytogate: " + path + ": TEXT, $DATE"));
}

TEST_F(BadFcs, Row61NoEventsAreCountedAndExportedAsNone) {
  auto file = two_channels(0, "");
  file.header_data = file.text_data = FcsBytes::Segment{0, 0};
  const auto path = write(file.build());
  EXPECT_EQ(run({"export", path}).table, "A,B\n");
  const auto outcome = run({"gate", path, "--strategy", strategy(), "--format", "csv"});
  EXPECT_NE(outcome.exit, Exit::our_defect);
  EXPECT_THAT(outcome.table, HasSubstr(",0,"));
  EXPECT_THAT(outcome.table, Not(HasSubstr("nan")));
}

TEST_F(BadFcs, Row62ColumnsWithoutAnyNumberAreGatedAndDrawn) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const auto& [a, b] :
       {std::pair{nan, nan}, {infinity, -infinity}, {-0.0F, -0.0F}, {std::numeric_limits<float>::denorm_min(), nan}}) {
    const auto path = write(two_channels(3, little_endian({a, b, a, b, a, b})).build());
    const auto outcome = run({"gate", path, "--strategy", strategy(), "--format", "csv"});
    EXPECT_THAT(outcome.table, HasSubstr(a > 1 ? "High,High,root,3,3" : "High,High,root,0,3")) << a;
    const auto plot = run({"plot", path, "--strategy", strategy(), "--population", "High", "-o", folder / "plot.svg"});
    EXPECT_NE(plot.exit, Exit::our_defect) << plot.log;
  }
}

TEST_F(BadFcs, Row74ASingularMatrixIsRefusedWhereItIsNeeded) {
  auto file = two_channels(1, little_endian({1.0F, 2.0F}));
  file.keywords.emplace_back("$SPILLOVER", "2,A,B,1,1,1,1");
  const auto path = write(file.build());
  EXPECT_EQ(run({"export", path}).exit, Exit::done);
  const auto outcome = run({"export", path, "--values", "compensated"});
  EXPECT_EQ(outcome.exit, Exit::unusable_input);
  EXPECT_EQ(outcome.table, "");
  EXPECT_THAT(outcome.log, HasSubstr("a matrix cannot be inverted"));
}

TEST_F(BadFcs, Row78WhatIsNoFileIsRefusedAndFoldersAreSearchedByInfo) {
  const auto pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string command : {"export", "gate", "info"}) {
    for (const std::string& path : {pipe, std::string{"/dev/zero"}, folder / "a\nb.fcs", std::string{"."}}) {
      if (command == "info" && path == ".") continue;
      auto words = std::vector{command, path};
      if (command == "gate") words.insert(words.end(), {"--strategy", strategy()});
      const auto outcome = run(words);
      EXPECT_EQ(outcome.exit, Exit::unusable_input) << command << " " << path;
      EXPECT_EQ(outcome.table, "") << command << " " << path;
    }
  }
  EXPECT_THAT(run({"export", folder / "a\nb.fcs"}).log, HasSubstr("a\\nb.fcs"));
  write(two_channels(1, little_endian({1.0F, 2.0F})).build());
  EXPECT_EQ(run({"info", folder.path().string()}).exit, Exit::done);
}

TEST_F(BadFcs, Row80AnOutputNeverReplacesItsInput) {
  const auto bytes = two_channels(1, little_endian({1.0F, 2.0F})).build();
  const auto path = write(bytes);
  EXPECT_EQ(run({"export", path, "-o", path}).exit, Exit::usage);
  EXPECT_EQ(run({"gate", path, "--strategy", strategy(), "-o", path}).exit, Exit::usage);
  EXPECT_EQ(testing_support::bytes_of(path), bytes);
}

TEST_F(BadFcs, StoredValuesAreExactBeyondWhatFloatingPointHolds) {
  FcsBytes integers{.keywords = keywords_of("I", "1,2,3,4", {{"A", 32}, {"B", 64}}, 1)};
  for (auto& [name, value] : integers.keywords) {
    if (name == "$P2R") value = "18446744073709551616";
  }
  integers.data = little_endian<std::uint32_t>({16777217}) + little_endian<std::uint64_t>({18446744073709551615U});
  EXPECT_EQ(run({"export", write(integers.build()), "--values", "stored"}).table,
            "A,B\n16777217,18446744073709551615\n");
  integers.data = little_endian<std::uint32_t>({4294967295}) + little_endian<std::uint64_t>({9007199254740993U});
  EXPECT_EQ(run({"export", write(integers.build()), "--values", "stored"}).table, "A,B\n4294967295,9007199254740993\n");
  const FcsBytes doubles{.keywords = keywords_of("D", "1,2,3,4", {{"A", 64}, {"B", 64}}, 1),
                         .data = little_endian({0.1, 1e300})};
  EXPECT_EQ(run({"export", write(doubles.build()), "--values", "stored"}).table, "A,B\n0.1,1e+300\n");
}

}  // namespace
